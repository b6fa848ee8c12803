import type { Trajectory } from '../../trajectory/atif.ts';
import { isFields, listOf } from '../../trajectory/importing/fields.ts';
import type { TrajectoryInput } from './trajectoryInput.ts';

/** The trajectory and, behind it, those of the subagents inside of it: every thread is a conversation of its own. */
export function threadsOf(input: TrajectoryInput): TrajectoryInput[] {
  const inner = listOf(input.trajectory.subagent_trajectories).filter(isTrajectory);
  return [
    input,
    ...inner.flatMap((trajectory, at) => {
      const name = trajectory.trajectory_id ?? trajectory.session_id ?? `${at + 1}`;
      return threadsOf({ source: `${input.source}#${name}`, trajectory, sha256: input.sha256 });
    }),
  ];
}

function isTrajectory(value: unknown): value is Trajectory {
  return isFields(value) && Array.isArray(value.steps) && isFields(value.agent);
}
