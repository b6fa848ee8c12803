import type { Step } from '../../core/trajectory/atif.ts';
import type { StepVerdict } from '../../core/trajectory/verdict.ts';
import { stepGround } from './ground.ts';
import { laidOutTree } from './laidOutTree.ts';
import { otherStart } from './otherStart.ts';
import type { Replaying } from './replaying.ts';

/** Lays out the tree that was recorded after a step and says whether the step stood on the state before it. */
export async function stateStep(step: Step, replaying: Replaying): Promise<StepVerdict> {
  const { copy } = replaying;
  const index = step.step_id;
  const ground = stepGround(step);
  const found = await copy.tree();
  if (ground === null) {
    const told = step.source === 'agent' && (step.tool_calls?.length ?? 0) > 0;
    const trees = { treeBefore: found, treeAfter: found };
    if (!told) return { index, verdict: 'skipped', reason: 'the step has no tool calls', ...trees };
    return {
      index,
      verdict: 'not-replayable',
      reason: 'no tree was recorded for this step',
      cause: 'start-state',
      ...trees,
    };
  }
  const start = otherStart(ground.treeBefore, found, replaying);
  replaying.recordedTree = ground.treeAfter;
  for (const tree of [ground.treeBefore, ground.treeAfter]) {
    if (await copy.hasTree(tree)) continue;
    const reason = `the recorded tree ${tree} is in none of the object stores`;
    return { index, verdict: 'not-replayable', reason, cause: 'start-state', treeBefore: found, treeAfter: found };
  }
  const lost = ground.treeAfter === found ? null : await laidOutTree(copy, ground.treeAfter);
  if (lost !== null) {
    return {
      index,
      verdict: 'not-replayable',
      reason: lost,
      cause: 'start-state',
      treeBefore: found,
      treeAfter: found,
    };
  }
  const treeAfter = await copy.tree();
  const trees = { treeBefore: found, treeAfter };
  if (start !== null) return { index, ...start, ...trees };
  if (treeAfter !== ground.treeAfter) {
    const sides = { expected: `tree ${ground.treeAfter}`, actual: `tree ${treeAfter}` };
    return { index, verdict: 'diverged', reason: 'on disk lies another tree than the recorded one', sides, ...trees };
  }
  return { index, verdict: 'exact', reason: 'the recorded tree was laid out', ...trees };
}
