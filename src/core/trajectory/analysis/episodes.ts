import { fieldsOf, numberOf } from '../importing/fields.ts';
import type { CallFacts } from './callFacts.ts';
import { treeReturns } from './loops.ts';
import { pathsOverlap } from './mentionedPaths.ts';
import type { StepFacts } from './stepFacts.ts';

/** From a call that failed to the first that did what it was meant to do. */
export interface ErrorEpisode {
  /** Number of the step that failed first. */
  readonly from: number;
  /** Number of the step that succeeded; null: none did. */
  readonly to: number | null;
  readonly recovered: boolean;
  /** The agent's steps from the one after the failure to the success, or to the end of the run. */
  readonly steps: number;
  /** Steps that failed at it, the first included. */
  readonly failures: number;
  readonly tool: string;
  /** What it was about: paths, tests, or the program. */
  readonly about: readonly string[];
  /** retry: the same call; adjusted: the same tool with other arguments; other-tool: another tool. Null: not recovered. */
  readonly how: 'retry' | 'adjusted' | 'other-tool' | null;
  /** The call that succeeded was another than the one that failed. */
  readonly strategyChanged: boolean;
  /** Files came back to what they were at or before the failure, before it was overcome. */
  readonly reverted: boolean;
  /** Number of the step at which the same failure came again after it was overcome. */
  readonly reintroducedAt: number | null;
  /** Tokens that the model wrote on the way; null where the run does not tell. */
  readonly tokens: number | null;
  /** Seconds from the failing step to the success, by the steps' times; null where they are not told. */
  readonly seconds: number | null;
}

interface Intent {
  readonly tool: string;
  readonly kind: CallFacts['kind'];
  readonly program: string;
  readonly paths: readonly string[];
  readonly tests: readonly string[];
}

interface Open {
  readonly intent: Intent;
  readonly at: number;
  readonly call: CallFacts;
  readonly failure: string;
  failures: number;
}

/** More unfinished failures than this are given up on, the oldest first, so that time stays linear. */
const MOST_OPEN = 40;

/** The error episodes of a run, in the order of their beginning. */
export function errorEpisodes(steps: readonly StepFacts[]): ErrorEpisode[] {
  let open: Open[] = [];
  const closed: { readonly open: Open; readonly to: number | null; readonly how: ErrorEpisode['how'] }[] = [];
  const again = new Map<Open, number>();
  const overcome = new Map<string, Open>();
  steps.forEach((facts, index) => {
    for (const call of facts.calls) {
      if (call.kind === 'think' || call.kind === 'wait') continue;
      const intent = intentOf(call);
      const mine = open.filter((one) => sameIntent(one.intent, intent));
      if (!call.failed) {
        for (const one of mine) {
          closed.push({ open: one, to: index, how: howOf(one.call, call) });
          overcome.set(one.failure, one);
        }
        if (mine.length > 0) open = open.filter((one) => !mine.includes(one));
        continue;
      }
      const failure = `${call.key}\0${facts.seen}`;
      const earlier = overcome.get(failure);
      if (earlier !== undefined && !again.has(earlier)) again.set(earlier, facts.id);
      if (mine.length > 0) for (const one of mine) one.failures++;
      else open.push({ intent, at: index, call, failure, failures: 1 });
      if (open.length > MOST_OPEN) closed.push(...open.splice(0, 1).map((one) => ({ open: one, to: null, how: null })));
    }
  });
  closed.push(...open.map((one) => ({ open: one, to: null, how: null })));
  const returns = treeReturns(steps);
  const sums = ownSteps(steps);
  return closed
    .sort((a, b) => a.open.at - b.open.at)
    .map(({ open: one, to, how }): ErrorEpisode => {
      const end = to ?? steps.length - 1;
      return {
        from: steps[one.at]?.id ?? 0,
        to: to === null ? null : (steps[to]?.id ?? null),
        recovered: to !== null,
        steps: (sums.own[end] ?? 0) - (sums.own[one.at] ?? 0),
        failures: one.failures,
        tool: one.call.name,
        about: aboutOf(one.intent),
        how,
        strategyChanged: how === 'adjusted' || how === 'other-tool',
        reverted: returns.some(({ left, back }) => back > one.at && back <= end && left <= one.at),
        reintroducedAt: again.get(one) ?? null,
        tokens: sums.told ? (sums.tokens[end] ?? 0) - (sums.tokens[one.at] ?? 0) : null,
        seconds: secondsBetween(steps[one.at], steps[end]),
      };
    });
}

function intentOf({ name, kind, command, paths, tests }: CallFacts): Intent {
  return { tool: name, kind, program: command === null ? '' : programOf(command), paths, tests };
}

/** The program and its subcommand: `npm test`, `pytest`, `git commit`. */
function programOf(command: string): string {
  const line = command.trim().replace(/^(?:cd \S{1,400}\s{0,4}(?:&&|;)\s{0,4}|\w{1,40}=\S{0,200} ){0,8}/, '');
  const [first = '', second = ''] = line.split(/\s+/, 2);
  return /^(?:npm|npx|pnpm|yarn|bun|git|cargo|go|make|docker|pip|poetry|uv|deno|dotnet)$/.test(first)
    ? `${first} ${second}`
    : first;
}

/** The same tool and an overlapping path or test; without either the same program, or the same tool. */
function sameIntent(a: Intent, b: Intent): boolean {
  if (a.tool !== b.tool && !(a.kind === b.kind && a.kind !== 'other' && a.kind !== 'command')) return false;
  if (a.tests.length > 0 && b.tests.length > 0) return a.tests.some((test) => b.tests.includes(test));
  if (a.paths.length > 0 && b.paths.length > 0) {
    if (a.paths.some((path) => b.paths.some((other) => pathsOverlap(path, other))))
      return a.program === b.program || a.kind === b.kind;
    return false;
  }
  return a.tool === b.tool && a.program === b.program && (a.program !== '' || a.paths.length === b.paths.length);
}

function howOf(failed: CallFacts, succeeded: CallFacts): ErrorEpisode['how'] {
  if (failed.key === succeeded.key) return 'retry';
  return failed.name === succeeded.name ? 'adjusted' : 'other-tool';
}

function aboutOf({ paths, tests, program, tool }: Intent): readonly string[] {
  const named = [...tests, ...paths];
  return named.length > 0 ? named.slice(0, 5) : [program === '' ? tool : program];
}

/** Sums up to and with each step. */
function ownSteps(steps: readonly StepFacts[]): {
  readonly own: number[];
  readonly tokens: number[];
  readonly told: boolean;
} {
  const own: number[] = [];
  const tokens: number[] = [];
  let [count, sum, told] = [0, 0, false];
  for (const { step } of steps) {
    if (step.source === 'agent') count++;
    const written = numberOf(fieldsOf(step.metrics).completion_tokens);
    if (written !== undefined) told = true;
    sum += written ?? 0;
    own.push(count);
    tokens.push(sum);
  }
  return { own, tokens, told };
}

/** By the steps' times, in seconds. */
export function secondsBetween(from: StepFacts | undefined, to: StepFacts | undefined): number | null {
  const [start, end] = [from, to].map((facts) => Date.parse(facts?.step.timestamp ?? ''));
  const seconds = ((end ?? Number.NaN) - (start ?? Number.NaN)) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}
