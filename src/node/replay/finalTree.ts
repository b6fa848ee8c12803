import type { Trajectory } from '../../core/trajectory/atif.ts';
import type { ReplayGround } from '../../core/trajectory/verdict.ts';
import type { DisposableCopy } from './disposableCopy.ts';
import { stepGround, trajectoryGround } from './ground.ts';
import { recordedPatch } from './recordedPatch.ts';

/**
 * The tree that a replay should end on: the recorded one; else the base with the patch that the agent handed in, where
 * it applies; else none.
 */
export async function finalTree(
  trajectory: Trajectory,
  copy: DisposableCopy,
  base: string,
): Promise<{ readonly tree: string | null; readonly from: ReplayGround['finalFrom'] }> {
  const recorded = trajectory.steps.map((step) => stepGround(step)?.treeAfter).filter((tree) => tree !== undefined);
  const tree = trajectoryGround(trajectory)?.finalTree ?? recorded.at(-1);
  if (tree !== undefined) return { tree, from: 'tree' };
  const patch = recordedPatch(trajectory);
  const patched = patch === null ? null : await copy.patchedTree(base, patch);
  return patched === null ? { tree: null, from: 'none' } : { tree: patched, from: 'patch' };
}
