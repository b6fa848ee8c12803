import type { CallGround, ObservationResult, Step, StepOrigin, ToolCall } from '../atif.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../importing/fields.ts';

/** Our ground of a call or a result; an empty one where there is none. */
export function groundOf(holder: ToolCall | ObservationResult): CallGround {
  return fieldsOf(fieldsOf(holder.extra).tracewright) as CallGround;
}

export function originOf(step: Step): StepOrigin | undefined {
  const origin = fieldsOf(fieldsOf(fieldsOf(step.extra).tracewright).origin);
  const line = numberOf(origin.line);
  const file = textOf(origin.file);
  return line === undefined ? undefined : { line, ...(file === undefined ? {} : { file }) };
}

export function resultsOf(step: Step): readonly ObservationResult[] {
  return step.observation?.results ?? [];
}

/** A result that the source marks as an error, or of a command that ended with another code than 0. */
export function failed(holder: ToolCall | ObservationResult): boolean {
  const { isError, exitCode } = groundOf(holder);
  return isError === true || (typeof exitCode === 'number' && exitCode !== 0);
}

/** Ids or files of the subagents' trajectories that a result names. */
export function subagentsOf(result: ObservationResult): string[] {
  return listOf(result.subagent_trajectory_ref).flatMap((ref) => {
    const { trajectory_id: id, trajectory_path: path } = fieldsOf(ref);
    const name = textOf(id) ?? textOf(path);
    return name === undefined ? [] : [name];
  });
}

/** The step stands where the agent's context was cut, replaced or summed up. */
export function isContextBoundary(step: Step): boolean {
  return fieldsOf(step.extra).context_management !== undefined;
}

/** Tokens and cost of one step; what the source does not tell is left out. Cost in US dollars. */
export interface StepUse {
  readonly prompt?: number;
  readonly completion?: number;
  readonly cached?: number;
  readonly cost?: number;
}

export function useOf(step: Step): StepUse {
  return useFrom(fieldsOf(step.metrics), {
    prompt: 'prompt_tokens',
    completion: 'completion_tokens',
    cached: 'cached_tokens',
    cost: 'cost_usd',
  });
}

/** Numbers by the names that a record has for them; zeros tell nothing and are left out. */
export function useFrom(record: Fields, names: Readonly<Record<keyof StepUse, string>>): StepUse {
  const entries = Object.entries(names).flatMap(([key, name]) => {
    const value = numberOf(record[name]);
    return value === undefined || value === 0 ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}

/** How long the step's calls took together, in ms; undefined where the source does not tell. */
export function durationOf(step: Step): number | undefined {
  const told = [...(step.tool_calls ?? []), ...resultsOf(step)]
    .map((holder) => groundOf(holder).durationMs)
    .filter((duration) => typeof duration === 'number');
  return told.length === 0 ? undefined : told.reduce((sum, duration) => sum + duration, 0);
}
