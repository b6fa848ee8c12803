import type { Step, StepGround, Trajectory, TrajectoryGround } from '../../trajectory/atif.ts';
import { fieldsOf, textOf } from '../../trajectory/importing/fields.ts';
import type { Origin, Sample } from '../sample.ts';
import { verdictOf } from './stepMasks.ts';
import type { TrajectoryInput } from './trajectoryInput.ts';

/** Which events each step tells, when the trajectory was made from the session that is its source. */
export function eventsBySteps({
  source,
  trajectory,
}: TrajectoryInput): Map<number, readonly [number, number]> | undefined {
  if (groundOfTrajectory(trajectory).session !== source) return undefined;
  return new Map(
    trajectory.steps.flatMap((step): [number, readonly [number, number]][] => {
      const { seqs }: Partial<StepGround> = fieldsOf(fieldsOf(step.extra).tracewright);
      return seqs === undefined ? [] : [[step.step_id, seqs]];
    }),
  );
}

/** What proves a row of these steps: replayed, where replaying showed every step that did something as it was recorded. */
export function proofOf(input: TrajectoryInput, steps: readonly Step[]): Sample['proof'] {
  const { source, sha256, trajectory, verdicts } = input;
  const { baseTree: tree } = groundOfTrajectory(trajectory);
  const acting = steps.filter(({ tool_calls: calls }) => (calls ?? []).length > 0);
  const shown = acting.map((step) => verdictOf(step, verdicts));
  const held = shown.length > 0 && shown.every((verdict) => verdict === 'exact' || verdict === 'equivalent');
  return { source, sha256, level: held ? 'replayed' : 'recorded', ...(tree === undefined ? {} : { tree }) };
}

/** Where a trajectory's facts are from. */
export function originOf({ source, trajectory }: TrajectoryInput): Origin {
  const ground = fieldsOf(fieldsOf(trajectory.extra).tracewright);
  const { name, extra } = trajectory.agent;
  const human = fieldsOf(extra).actor === 'human';
  const repository = repositoryName(textOf(ground.repository));
  const commit = textOf(ground.baseCommit) ?? textOf(ground.commit);
  return {
    ...(repository === undefined ? {} : { repository }),
    ...(commit === undefined ? {} : { commit }),
    session: source,
    actor: human ? 'human' : 'agent',
    evidence: human ? 'recorded while a person worked' : `the log of ${name}`,
  };
}

/** The last two names of an address or a path: never a folder of a machine. */
function repositoryName(said: string | undefined): string | undefined {
  if (said === undefined || said === '') return undefined;
  const names = said
    .replace(/\.git$/, '')
    .split(/[\\/:]+/)
    .filter((name) => name !== '');
  return /^(?:[a-z+]+:\/\/|git@|[\w.-]+\/[\w.-]+$)/.test(said) ? names.slice(-2).join('/') : names.at(-1);
}

function groundOfTrajectory({ extra }: Trajectory): Partial<TrajectoryGround> {
  return fieldsOf(fieldsOf(extra).tracewright);
}
