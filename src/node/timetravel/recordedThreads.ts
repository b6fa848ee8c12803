import type { Step, Trajectory } from '../../core/trajectory/atif.ts';
import { resultsOf, subagentsOf } from '../../core/trajectory/viewing/stepFields.ts';
import { subagentThreads } from '../../core/trajectory/viewing/trajectorySummary.ts';

/** Where a subagent was called: indices, from 0. */
export interface ParentCall {
  readonly thread: number;
  readonly step: number;
  readonly call: number;
}

/** The steps of the trajectory itself, or of one subagent. */
export interface RecordedThread {
  /** The agent's name. */
  readonly name: string;
  readonly steps: readonly Step[];
  /** Null: the trajectory itself, or a subagent that no step names. */
  readonly parent: ParentCall | null;
}

/** The trajectory's own thread, then its subagents' in the order in which the file holds them. */
export function recordedThreads(trajectory: Trajectory): RecordedThread[] {
  const subagents = subagentThreads(trajectory);
  const lists = [trajectory.steps, ...subagents.map(({ steps }) => steps)];
  const parents = new Map<string, ParentCall>();
  lists.forEach((steps, thread) => {
    steps.forEach((step, index) => {
      const calls = step.tool_calls ?? [];
      for (const result of resultsOf(step)) {
        const call = calls.findIndex(({ tool_call_id: id }) => id === result.source_call_id);
        for (const name of subagentsOf(result)) {
          if (!parents.has(name)) parents.set(name, { thread, step: index, call: Math.max(call, 0) });
        }
      }
    });
  });
  return [
    { name: trajectory.agent.name, steps: trajectory.steps, parent: null },
    ...subagents.map(({ id, agent, steps }, index) => {
      const parent = parents.get(id) ?? null;
      // What calls itself, or one that comes later in the file, is called by nobody.
      return { name: agent, steps, parent: parent !== null && parent.thread <= index ? parent : null };
    }),
  ];
}
