import type { Step } from '../../core/trajectory/atif.ts';
import type { StepVerdict } from '../../core/trajectory/verdict.ts';
import { editsStep } from './editsStep.ts';
import type { Replaying } from './replaying.ts';

/**
 * The steps before a branch. Where the recorded state is laid out already they are taken as recorded; else their edits
 * are applied, and their verdicts say how far the state is what it was.
 */
export async function branchSteps(
  replaying: Replaying,
  each: (work: (step: Step) => Promise<StepVerdict>) => Promise<StepVerdict[]>,
  laidOut: boolean,
): Promise<StepVerdict[]> {
  if (!laidOut) return each((step) => editsStep(step, replaying));
  return each(async ({ step_id: index }) => ({
    index,
    verdict: 'skipped',
    reason: 'the recorded state after it was laid out',
    treeBefore: null,
    treeAfter: null,
  }));
}
