import type { Step } from '../../core/trajectory/atif.ts';
import type { StepVerdict } from '../../core/trajectory/verdict.ts';
import type { DisposableCopy } from './disposableCopy.ts';
import { stepGround } from './ground.ts';

/** Lays out the tree that was recorded after a step and proves that what then lies on disk has its id. */
export async function stateStep(step: Step, copy: DisposableCopy): Promise<StepVerdict> {
  const index = step.step_id;
  const ground = stepGround(step);
  const found = await copy.tree();
  if (ground === null) {
    const told = step.source === 'agent' && (step.tool_calls?.length ?? 0) > 0;
    const reason = told ? 'no tree was recorded for this step' : 'the step has no tool calls';
    return { index, verdict: told ? 'not-replayable' : 'skipped', reason, treeBefore: found, treeAfter: found };
  }
  const gap = found !== ground.treeBefore;
  for (const tree of [ground.treeBefore, ground.treeAfter]) {
    if (await copy.hasTree(tree)) continue;
    const reason = `the recorded tree ${tree} is in none of the object stores`;
    return { index, verdict: 'not-replayable', reason, treeBefore: found, treeAfter: found };
  }
  if (ground.treeAfter !== found) await copy.checkout(ground.treeAfter);
  const treeAfter = await copy.tree();
  const base = { index, treeBefore: found, treeAfter };
  if (treeAfter !== ground.treeAfter) {
    return { ...base, verdict: 'diverged', reason: `on disk lies tree ${treeAfter}, recorded was ${ground.treeAfter}` };
  }
  if (gap) {
    const reason = `recorded as starting from tree ${ground.treeBefore}, but the step before ended on ${found}`;
    return { ...base, verdict: 'diverged', reason };
  }
  return { ...base, verdict: 'exact', reason: 'the recorded tree is what lies on disk' };
}
