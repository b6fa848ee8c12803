import type { Operation } from '../../session/operation.ts';
import type { Random } from '../random.ts';
import { informationDelta, isBulk, isFormattingOnly, isReversal } from './editFilters.ts';
import { joinNear, lineChanges, withHunk } from './lineChange.ts';
import type { NextEdit, PastEdit } from './nextEdit.ts';
import type { SessionStep } from './sessionSteps.ts';

export interface SessionFacts {
  /** Session id. */
  readonly source: string;
  /** Name of each workspace root. */
  readonly repos: readonly string[];
  readonly operations: readonly Operation[];
  /** Of the moments at which no edit was expected, the share that becomes a row. */
  readonly noEditRate: number;
}

/** Changes of one step that are nearer than so many lines are one edit. */
const NEAR = 6;
/** A step with more places than this is a codebase-wide change, not the next edit. */
const MOST_PLACES = 8;
/** A pause after which the person was not about to edit here. Milliseconds. */
const PAUSE = 20_000;
const HISTORY = 25;

type Drop = (reason: string) => void;

/**
 * Every step as a next edit, with what was done before it in the order in which it was done, over all files; and
 * moments at which no edit was expected: the person paused or ran something, and then edited elsewhere or nothing any
 * more. Left out are undo, version control, files that changed on disk, formatting, reversals (4-grams), bulk.
 */
export function* sessionNextEdits(
  steps: Iterable<SessionStep>,
  facts: SessionFacts,
  random: Random,
  drop: Drop,
): Generator<NextEdit> {
  const history: PastEdit[] = [];
  let last: SessionStep | null = null;
  for (const step of steps) {
    if (last !== null && random() < facts.noEditRate) {
      const why = quietBetween(last, step, facts.operations);
      if (why !== null) yield noEdit(last, history, facts, why);
    }
    yield* editsOf(step, history, facts, drop);
    history.push(...pastOf(step));
    history.splice(0, Math.max(0, history.length - 4 * HISTORY));
    last = step;
  }
  if (last !== null) yield noEdit(last, history, facts, 'session-end');
}

function* editsOf(step: SessionStep, past: readonly PastEdit[], facts: SessionFacts, drop: Drop): Generator<NextEdit> {
  const why = leftOut(step.operation);
  if (why !== null) return drop(why);
  const places = joinNear(lineChanges(step.before, step.after), NEAR);
  if (places.length === 0) return drop('nothing-changed');
  if (places.length > MOST_PLACES) return drop('bulk');
  const history = past.slice(-HISTORY);
  const before = step.before;
  let lines = before;
  let shift = 0;
  for (const [index, place] of places.entries()) {
    const hunk = {
      before: [place.before[0] + shift, place.before[1] + shift],
      after: [place.after[0], place.after[1]],
    } as const;
    const now = lines;
    const after = withHunk(now, hunk, step.after);
    lines = after;
    shift = place.after[1] - place.before[1];
    const done: PastEdit[] = [...history, ...selfPast(step, before, places.slice(0, index))].slice(-HISTORY);
    const reason = filtered(now, after, hunk, history);
    if (reason !== null) {
      drop(reason);
      continue;
    }
    yield {
      ...common(step, facts),
      history: done,
      path: step.path,
      language: step.language,
      before: now,
      after,
      hunk,
      cursor: index === 0 ? step.left : null,
      offset: index === 0 ? step.offset : null,
      original: originalOf(step.path, history, before),
      order: places.length === 1 ? 'recorded' : 'unknown',
      labels: {
        operation: step.operation.kind,
        ...(places.length > 1 ? { place: index + 1, places: places.length } : {}),
      },
    };
  }
}

function selfPast(step: SessionStep, before: readonly string[], done: ReturnType<typeof lineChanges>): PastEdit[] {
  return done.length === 0
    ? []
    : [{ path: step.path, before, after: step.after, hunks: done, accepted: false, seqs: step.seqs }];
}

function filtered(
  before: readonly string[],
  after: readonly string[],
  hunk: NonNullable<NextEdit['hunk']>,
  history: readonly PastEdit[],
): string | null {
  if (isFormattingOnly(before, after, hunk)) return 'formatting-only';
  if (isBulk(hunk)) return 'bulk';
  const last = history.at(-1);
  if (last === undefined) return null;
  const next = informationDelta(before, after, [hunk]);
  return isReversal(informationDelta(last.before, last.after, last.hunks), next) ? 'reversal' : null;
}

/** Why an operation's edits are nobody's next edit; null: they may be. */
export function leftOut({ kind, actor }: Operation): string | null {
  if (kind === 'undo' || kind === 'revert') return 'undo';
  if (kind === 'format') return 'formatting-only';
  if (kind === 'git' || actor === 'vcs') return 'version-control';
  return kind === 'disk-change' ? 'changed-on-disk' : null;
}

/** A step as history. Those that were taken back stay: that is how it went. */
export function pastOf(step: SessionStep): PastEdit[] {
  const hunks = lineChanges(step.before, step.after);
  if (hunks.length === 0 || hunks.some(isBulk)) return [];
  const { path, before, after, seqs, operation } = step;
  return [{ path, before, after, hunks, seqs, accepted: operation.kind === 'accept-completion' }];
}

export function common(
  { seqs, tree, root, operation, context }: SessionStep,
  { source, repos }: SessionFacts,
): Pick<NextEdit, 'source' | 'repo' | 'tree' | 'level' | 'origin' | 'seqs' | 'context'> {
  const repo = repos[root];
  const why = operation.evidence.at(-1)?.replace(/^Who: /, '');
  return {
    source,
    ...(repo === undefined ? {} : { repo }),
    tree,
    level: 'recorded',
    seqs,
    origin: {
      ...(repo === undefined ? {} : { repository: repo }),
      session: source,
      actor: operation.actor,
      ...(why === undefined ? {} : { evidence: why }),
    },
    context,
  };
}

/** The file as it stood before the first edit of it in the history. */
export function originalOf(path: string, history: readonly PastEdit[], before: readonly string[]): string {
  return (history.find((edit) => edit.path === path)?.before ?? before).join('');
}

/** Why no edit was to be expected where `last` ended; null: it went on there. */
function quietBetween(last: SessionStep, next: SessionStep, operations: readonly Operation[]): string | null {
  const [, end] = last.t;
  const [begin] = next.t;
  const ran = operations.find(
    ({ kind, t }) => (kind === 'run-tests' || kind === 'run-command') && t[0] >= end && t[0] <= begin,
  );
  if (ran === undefined && begin - end < PAUSE) return null;
  if (next.path === last.path && nearby(last, next)) return null;
  return ran?.kind ?? 'pause';
}

function nearby(last: SessionStep, next: SessionStep): boolean {
  const done = lineChanges(last.before, last.after).at(-1)?.after[1];
  const comes = lineChanges(next.before, next.after)[0]?.before[0];
  return done !== undefined && comes !== undefined && Math.abs(done - comes) < 60;
}

/** The moment after a step; what stands there stays. */
function noEdit(last: SessionStep, past: readonly PastEdit[], facts: SessionFacts, why: string): NextEdit {
  const history = past.slice(-HISTORY);
  const cursor = last.cursor?.path === last.path ? last.cursor : null;
  return {
    ...common(last, facts),
    history,
    path: last.path,
    language: last.language,
    before: last.after,
    after: last.after,
    hunk: null,
    cursor,
    offset: cursor?.offset ?? null,
    original: originalOf(last.path, history, last.before),
    order: 'recorded',
    labels: { operation: 'none', noEditWhy: why },
  };
}
