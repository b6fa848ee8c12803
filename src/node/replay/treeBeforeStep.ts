import { TracewrightError } from '../../core/errors.ts';
import type { Step, Trajectory } from '../../core/trajectory/atif.ts';
import type { DisposableCopy } from './disposableCopy.ts';
import { stepGround } from './ground.ts';

/** The step of a number. Throws `no-such-step`. */
export function stepAt(trajectory: Trajectory, number: number): Step | null {
  const step = trajectory.steps.find(({ step_id: id }) => id === number);
  if (step !== undefined) return step;
  if (number === 1) return null;
  throw new TracewrightError('no-such-step', `the trajectory has no step ${number}`, {
    kind: 'usage',
    remedy: `its last step is ${trajectory.steps.at(-1)?.step_id ?? 0}`,
  });
}

/** The tree that was recorded before a step, where it is at hand; a step without one stands on that of a neighbour. */
export async function treeBeforeStep(
  trajectory: Trajectory,
  number: number,
  copy: DisposableCopy,
): Promise<string | null> {
  const step = stepAt(trajectory, number);
  const own = step === null ? null : stepGround(step);
  const earlier = trajectory.steps.filter(({ step_id: id }) => id < number).map(stepGround);
  const tree = own?.treeBefore ?? earlier.findLast((ground) => ground !== null)?.treeAfter;
  return tree !== undefined && (await copy.hasTree(tree)) ? tree : null;
}

export function noLedger(number: number): TracewrightError {
  return new TracewrightError('no-ledger', `the state before step ${number} was not recorded or is not at hand`, {
    remedy: 'replay from the first step',
  });
}
