import type { StepLabel } from '../atif.ts';
import type { ErrorEpisode } from './episodes.ts';
import type { Habits } from './habits.ts';
import { type Loop, treeReturns } from './loops.ts';
import type { Progress } from './progress.ts';
import type { StepFacts } from './stepFacts.ts';

interface Findings {
  readonly steps: readonly StepFacts[];
  readonly progress: readonly Progress[];
  readonly loops: readonly Loop[];
  readonly episodes: readonly ErrorEpisode[];
  readonly habits: Habits;
  /** Numbers of steps that the agent's user went back behind. */
  readonly abandoned: ReadonlySet<number>;
}

/** The labels of each step that has any, by its number; in the order of their list, each once. docs/analysis.md defines them. */
export function stepLabels({
  steps,
  progress,
  loops,
  episodes,
  habits,
  abandoned,
}: Findings): Map<number, StepLabel[]> {
  const labels = new Map<number, Set<StepLabel>>();
  const add = (id: number, label: StepLabel) => void labels.set(id, (labels.get(id) ?? new Set()).add(label));
  steps.forEach(({ id, failed }, index) => {
    if (failed) add(id, 'error');
    const { sawNothingNew = false, redundantReads = 0, verifies = false } = progress[index] ?? {};
    if (verifies) add(id, 'verification');
    if (sawNothingNew) add(id, 'no-progress');
    if (redundantReads > 0) add(id, 'redundant-read');
  });
  for (const { to } of episodes) if (to !== null) add(to, 'recovery');
  for (const { left, back } of treeReturns(steps)) {
    const id = steps[back]?.id;
    if (id !== undefined && left < back) add(id, 'revert');
  }
  for (const id of habits.reverted) {
    add(id, 'reverted');
    add(id, 'dead-end');
  }
  for (const id of abandoned) add(id, 'dead-end');
  for (const { recovered, from } of episodes) if (!recovered) add(from, 'dead-end');
  for (const { kind, steps: ids } of loops) for (const id of ids) add(id, `loop:${kind}`);
  const { step, premature } = habits.submission;
  if (step !== null) add(step, premature ? 'premature-submission' : 'submission');
  return new Map([...labels].sort(([a], [b]) => a - b).map(([id, set]) => [id, [...set]]));
}
