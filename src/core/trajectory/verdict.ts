import type { PathRule } from './pathInside.ts';

/**
 * What replaying one step showed.
 * exact: the same states. equivalent: the same after known noise is taken away. tree-equal-output-differs: the files
 * are the same, what the tools said is not. diverged: the files are not what was recorded. not-replayable: this mode
 * cannot do it. skipped: nothing to do.
 */
export const verdicts = [
  'exact',
  'equivalent',
  'tree-equal-output-differs',
  'diverged',
  'not-replayable',
  'skipped',
] as const;
export type Verdict = (typeof verdicts)[number];

/**
 * Why a step cannot be replayed, or why it parted.
 * start-state: the state it started from is not at hand. path: a recorded path lies nowhere here. noise: times, process
 * ids, temporary names, ordering. network: it needs the network. tool: no executor knows the tool. shell-state: an
 * interactive or background shell. truncated: the recording was cut. order: parallel calls whose order is unknown.
 * redacted: a secret was taken out of the recording. outside-change: somebody or something changed files between steps.
 */
export const causes = [
  'start-state',
  'path',
  'noise',
  'network',
  'tool',
  'shell-state',
  'truncated',
  'order',
  'redacted',
  'outside-change',
] as const;
export type Cause = (typeof causes)[number];

/** The two sides of a difference, as short excerpts or tree ids. */
export interface Sides {
  readonly expected: string;
  readonly actual: string;
}

export interface StepVerdict {
  /** The step's number, from 1. */
  readonly index: number;
  readonly verdict: Verdict;
  /** One sentence. */
  readonly reason: string;
  /** What lay in the copy, not what was recorded. Null: nothing was laid out. */
  readonly treeBefore: string | null;
  readonly treeAfter: string | null;
  /** Of `not-replayable`, and of `diverged` where it is known. */
  readonly cause?: Cause;
  /** Where something differs: what was recorded and what came. */
  readonly sides?: Sides;
  /** Ids of the normalisers that made the observations equal. */
  readonly rules?: readonly string[];
}

export const replayModes = ['view', 'state', 'edits', 'exec', 'branch'] as const;
export type ReplayMode = (typeof replayModes)[number];

/** What a replay stood on. */
export interface ReplayGround {
  /** Null: nothing was laid out. */
  readonly base: {
    readonly tree: string /** Null: of no commit that is known. */;
    readonly commit: string | null;
  } | null;
  /** Where the recording's folders were taken to lie in the repository, and who said so. */
  readonly map: readonly PathRule[];
  readonly mapFrom: 'given' | 'inferred' | 'none';
  /** What does not fit between the recording and what lies here; one sentence each. */
  readonly warnings: readonly string[];
  /** What the final tree was compared with: the recorded one, or the base with the recorded patch. */
  readonly finalFrom: 'tree' | 'patch' | 'none';
}

export interface ReplayReport extends Partial<ReplayGround> {
  readonly mode: ReplayMode;
  readonly steps: readonly StepVerdict[];
  readonly counts: Readonly<Record<Verdict, number>>;
  /** Share of the steps with something to replay that are exact, equivalent or equal in their tree; 0 to 1, null for none. */
  readonly replayable: number | null;
  readonly firstDivergence: { readonly index: number; readonly reason: string; readonly sides: Sides | null } | null;
  /** `expected` is null where the trajectory does not say; `match` is then null too. */
  readonly finalTree: {
    readonly expected: string | null;
    readonly actual: string | null;
    readonly match: boolean | null;
  };
}

/** Puts the verdicts of a replay together. */
export function replayReport(
  mode: ReplayMode,
  steps: readonly StepVerdict[],
  expected: string | null,
  actual: string | null,
  ground: Partial<ReplayGround> = {},
): ReplayReport {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of steps) counts[verdict]++;
  const first = steps.find(({ verdict }) => verdict === 'diverged');
  const tried = steps.length - counts.skipped;
  const held = counts.exact + counts.equivalent + counts['tree-equal-output-differs'];
  return {
    mode,
    ...ground,
    steps,
    counts,
    replayable: tried === 0 ? null : held / tried,
    firstDivergence:
      first === undefined ? null : { index: first.index, reason: first.reason, sides: first.sides ?? null },
    finalTree: { expected, actual, match: expected === null || actual === null ? null : expected === actual },
  };
}
