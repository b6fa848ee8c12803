import type { Step, Trajectory } from '../atif.ts';
import { fieldsOf, listOf, numberOf, textOf } from '../importing/fields.ts';
import { type StepUse, useFrom } from './stepFields.ts';

/** A thread of steps: the trajectory itself, or a subagent's. */
export interface TrajectoryThread {
  /** As results name it; empty for the trajectory itself. */
  readonly id: string;
  readonly agent: string;
  readonly model?: string;
  readonly steps: readonly Step[];
  /** Numbers of the steps that the agent's user went back behind. */
  readonly abandoned: ReadonlySet<number>;
}

/** The subagents' threads of a trajectory, and theirs, in the order in which the file holds them. */
export function subagentThreads(trajectory: Trajectory): TrajectoryThread[] {
  return listOf(trajectory.subagent_trajectories).flatMap((embedded) => {
    const child = embedded as Trajectory;
    if (!Array.isArray(child?.steps)) return [];
    const { name, model_name: model } = fieldsOf(child.agent);
    const thread = {
      id: textOf(child.trajectory_id) ?? '',
      agent: textOf(name) ?? '',
      ...(typeof model === 'string' ? { model } : {}),
      steps: child.steps,
      abandoned: abandonedSteps(child),
    };
    return [thread, ...subagentThreads(child)];
  });
}

/** Numbers of the steps that lead nowhere, because the user went back behind them. */
export function abandonedSteps(trajectory: Trajectory): ReadonlySet<number> {
  const ground = fieldsOf(fieldsOf(trajectory.extra).tracewright);
  return new Set(listOf(ground.abandonedSteps).flatMap((step) => numberOf(step) ?? []));
}

/** Tokens and cost of all: as the file sums them up, else the steps' together. */
export function totalUse(trajectory: Trajectory, uses: readonly StepUse[]): StepUse {
  const told = useFrom(fieldsOf(trajectory.final_metrics), {
    prompt: 'total_prompt_tokens',
    completion: 'total_completion_tokens',
    cached: 'total_cached_tokens',
    cost: 'total_cost_usd',
  });
  const summed = (['prompt', 'completion', 'cached', 'cost'] as const).flatMap((key) => {
    const sum = uses.reduce((total, use) => total + (use[key] ?? 0), 0);
    return sum === 0 ? [] : [[key, sum] as const];
  });
  return { ...Object.fromEntries(summed), ...told };
}
