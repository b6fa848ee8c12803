import { repeatsIn } from './chanting.ts';
import { cycles } from './cycles.ts';
import type { Progress } from './progress.ts';
import type { StepFacts } from './stepFacts.ts';

/**
 * echo: the same calls with the same results on the same files, alone or in turns. thrash: the files come back to what they
 * were again and again. chant: the same words without doing anything, or over and over within one message. stall: many steps
 * that read no new file and change none. no-progress: both the files and what came back were seen before.
 */
export const loopKinds = ['echo', 'thrash', 'chant', 'stall', 'no-progress'] as const;
export type LoopKind = (typeof loopKinds)[number];

export interface Loop {
  readonly kind: LoopKind;
  /** Numbers of the first and the last step. */
  readonly first: number;
  readonly last: number;
  /** The steps that are part of it, in order. */
  readonly steps: readonly number[];
  /** How many times over; of a stall and of no progress the number of steps. */
  readonly times: number;
  /** What shows it, for people: one sentence. */
  readonly evidence: string;
}

const LEAST = { echo: 3, turns: 2, returns: 2, chant: 3, stall: 12, noProgress: 4 } as const;
/** A state that is come back to after more changes than this is a detour, no thrashing. */
const LONGEST_DETOUR = 6;
const LONGEST_CYCLE = 5;

/**
 * The loops of a run, in order of their beginning; no two of the same kind overlap, and what a stronger kind explains is not
 * told again by a weaker one. Work on ever new files is progress whatever it looks like. Linear in the number of steps.
 */
export function findLoops(steps: readonly StepFacts[], progress: readonly Progress[]): Loop[] {
  const taken = new Set<number>();
  const found: Loop[] = [];
  const keep = (loops: readonly Loop[]) => {
    for (const loop of loops) {
      if (loop.steps.every((id) => taken.has(id))) continue;
      found.push(loop);
      for (const id of loop.steps) taken.add(id);
    }
  };
  keep(thrashes(steps));
  keep(echoes(steps));
  keep(chants(steps));
  keep(
    runs(steps, progress, ({ sawNothingNew }) => sawNothingNew, LEAST.noProgress, taken).map((run) =>
      loopOf('no-progress', run, run.length, `${run.length} steps: neither the files nor what came back were new`),
    ),
  );
  keep(
    runs(steps, progress, ({ changedFiles, readNewFile }) => !changedFiles && !readNewFile, LEAST.stall, taken).map(
      (run) =>
        loopOf(
          'stall',
          run,
          run.length,
          `${run.length} steps: no file was changed and none was read for the first time`,
        ),
    ),
  );
  return found.sort((a, b) => a.first - b.first || b.last - a.last);
}

function echoes(steps: readonly StepFacts[]): Loop[] {
  const acting = steps.filter(({ calls, step }) => calls.length > 0 || step.source !== 'agent');
  const signatures = acting.map(({ calls, done, seen, treeAfter }) =>
    // Waiting for something is no loop, and a person's word ends one.
    calls.length === 0 || calls.every(({ kind }) => kind === 'wait') ? null : `${done}\0${seen}\0${treeAfter}`,
  );
  return cycles(signatures, { longest: LONGEST_CYCLE, leastAlone: LEAST.echo, leastTurns: LEAST.turns }).map(
    ({ first, last, period }) => {
      const run = acting.slice(first, last + 1);
      const times = Math.floor(run.length / period);
      const name = run[0]?.calls[0]?.name ?? '';
      const evidence =
        period === 1
          ? `${name}: the same call with the same result ${times} times in a row`
          : `${period} steps in turns, ${times} times, with the same results`;
      return loopOf('echo', run, times, evidence);
    },
  );
}

/** Stretches in which states of the files are come back to at least twice, by detours that overlap or follow each other. */
function thrashes(steps: readonly StepFacts[]): Loop[] {
  const returns = treeReturns(steps).filter(({ changes }) => changes <= LONGEST_DETOUR);
  const stretches: { from: number; to: number; times: number }[] = [];
  for (const { left, back } of returns) {
    const open = stretches.at(-1);
    if (open !== undefined && left <= open.to + 1) {
      open.to = Math.max(open.to, back);
      open.times++;
    } else stretches.push({ from: left, to: back, times: 1 });
  }
  return stretches
    .filter(({ times }) => times >= LEAST.returns)
    .map(({ from, to, times }) =>
      loopOf('thrash', steps.slice(from, to + 1), times, `the files came back to an earlier state ${times} times`),
    );
}

export interface TreeReturn {
  /** Index of the step that first left the state, and of the one that came back to it. */
  readonly left: number;
  readonly back: number;
  /** Steps between them, both included, that changed files. */
  readonly changes: number;
}

/** Every step after which the files are as they were at some earlier time, with where that state was last left. */
export function treeReturns(steps: readonly StepFacts[]): TreeReturn[] {
  const leftAt = new Map<string, { readonly index: number; readonly changes: number }>();
  const returns: TreeReturn[] = [];
  let changes = 0;
  steps.forEach(({ treeBefore, treeAfter }, index) => {
    if (treeBefore === treeAfter) return;
    leftAt.set(treeBefore, { index, changes });
    changes++;
    const left = leftAt.get(treeAfter);
    if (left !== undefined) returns.push({ left: left.index, back: index, changes: changes - left.changes });
  });
  return returns;
}

function chants(steps: readonly StepFacts[]): Loop[] {
  const own = steps.filter(({ step }) => step.source === 'agent');
  const found: Loop[] = [];
  for (let first = 0; first < own.length; ) {
    const text = words(own[first]);
    let end = first + 1;
    while (text !== '' && end < own.length && words(own[end]) === text) end++;
    const run = own.slice(first, end);
    if (run.length >= LEAST.chant) {
      found.push(loopOf('chant', run, run.length, `the same message ${run.length} times, with nothing done`));
    }
    first = end;
  }
  for (const facts of own) {
    const times = repeatsIn(facts.text);
    if (times > 0) found.push(loopOf('chant', [facts], times, `the same words ${times} times in one message`));
  }
  return found;
}

/** What a step says that does nothing; empty for one that acts. */
function words(facts: StepFacts | undefined): string {
  return facts === undefined || facts.calls.length > 0 ? '' : facts.text.replace(/\s+/g, ' ').trim();
}

/** Runs of the agent's steps, none of them explained already, that all are `so`. */
function runs(
  steps: readonly StepFacts[],
  progress: readonly Progress[],
  so: (progress: Progress) => boolean,
  least: number,
  taken: ReadonlySet<number>,
): StepFacts[][] {
  const found: StepFacts[][] = [];
  let run: StepFacts[] = [];
  const end = () => {
    if (run.length >= least) found.push(run);
    run = [];
  };
  steps.forEach((facts, index) => {
    const at = progress[index];
    const ends = facts.step.source !== 'agent' || facts.calls.some(({ kind }) => kind === 'submit');
    if (at === undefined || ends || !so(at) || taken.has(facts.id)) end();
    else if (!facts.calls.every(({ kind }) => kind === 'wait' || kind === 'think')) run.push(facts);
  });
  end();
  return found;
}

function loopOf(kind: LoopKind, run: readonly StepFacts[], times: number, evidence: string): Loop {
  const ids = run.map(({ id }) => id);
  return { kind, first: ids[0] ?? 0, last: ids.at(-1) ?? 0, steps: ids, times, evidence };
}
