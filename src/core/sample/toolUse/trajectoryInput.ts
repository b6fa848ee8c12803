import type { Trajectory } from '../../trajectory/atif.ts';
import type { Verdict } from '../../trajectory/verdict.ts';

/** What conversations are made of. */
export interface TrajectoryInput {
  /** Trajectory id, session id, or the file's path. */
  readonly source: string;
  readonly trajectory: Trajectory;
  /** sha256 of the trajectory as it was read. */
  readonly sha256: string;
  /** What replaying showed, by the number of the step. */
  readonly verdicts?: ReadonlyMap<number, Verdict>;
}
