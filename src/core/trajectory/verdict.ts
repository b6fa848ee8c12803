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

export interface StepVerdict {
  /** The step's number, from 1. */
  readonly index: number;
  readonly verdict: Verdict;
  /** One sentence. */
  readonly reason: string;
  /** What lay in the copy, not what was recorded. Null: nothing was laid out. */
  readonly treeBefore: string | null;
  readonly treeAfter: string | null;
}

export interface ReplayReport {
  readonly mode: 'state' | 'edits';
  readonly steps: readonly StepVerdict[];
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly firstDivergence: { readonly index: number; readonly reason: string } | null;
  /** `expected` is null where the trajectory does not say; `match` is then null too. */
  readonly finalTree: { readonly expected: string | null; readonly actual: string; readonly match: boolean | null };
}

/** Puts the verdicts of a replay together. */
export function replayReport(
  mode: ReplayReport['mode'],
  steps: readonly StepVerdict[],
  expected: string | null,
  actual: string,
): ReplayReport {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of steps) counts[verdict]++;
  const first = steps.find(({ verdict }) => verdict === 'diverged');
  return {
    mode,
    steps,
    counts,
    firstDivergence: first === undefined ? null : { index: first.index, reason: first.reason },
    finalTree: { expected, actual, match: expected === null ? null : expected === actual },
  };
}
