import type { CallGround, ObservationResult, Step, StepOrigin, ToolCall } from '../atif.ts';
import type { Place } from './place.ts';

export type MessageContent = Step['message'];

/** What any step may say beside its message. `origin` is where it stood in the file that it came from. */
export interface StepFacts {
  readonly place: Place;
  /** ISO 8601; anything else that the source has goes through `isoTime`. */
  readonly timestamp?: string | undefined;
  /** The source's own id of the message or event. */
  readonly id?: string | undefined;
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

export interface NewCall {
  /** The source's id; one is made when it has none. */
  readonly id?: string | undefined;
  readonly name: string;
  /** As given: an object, or the string that the model wrote. The string is kept beside the parsed form. */
  readonly arguments: unknown;
  readonly ground?: CallGround | undefined;
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

export interface NewResult {
  readonly content: MessageContent | null;
  readonly ground?: CallGround | undefined;
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
  /** Ids of the subagents' trajectories that the call started. */
  readonly subagents?: readonly string[] | undefined;
}

export interface StepMetrics {
  readonly prompt_tokens?: number;
  readonly completion_tokens?: number;
  readonly cached_tokens?: number;
  readonly cost_usd?: number;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** An agent's step while its records still come in. */
export interface OpenStep {
  message: MessageContent;
  reasoning: string[];
  calls: ToolCall[];
  results: ObservationResult[];
  model?: string;
  metrics?: StepMetrics;
  /** As the provider names it: low, medium, high. */
  effort?: string;
  llmCalls?: number;
  copied?: boolean;
  /** Members of the step's `extra` that come with later records. */
  extra?: Record<string, unknown>;
  readonly facts: StepFacts;
  readonly source: Step['source'];
}

/** The ATIF step, with its number from 1. */
export function finishedStep(open: OpenStep, number: number): Step {
  const { source, message, reasoning, calls, results, model, effort, metrics, llmCalls, copied, extra, facts } = open;
  const origin: StepOrigin = { ...facts.place, ...(facts.id === undefined ? {} : { id: facts.id }) };
  const thought = reasoning.filter((text) => text !== '').join('\n\n');
  return {
    step_id: number,
    ...(facts.timestamp === undefined ? {} : { timestamp: facts.timestamp }),
    source,
    message,
    ...(model === undefined ? {} : { model_name: model }),
    ...(effort === undefined ? {} : { reasoning_effort: effort }),
    ...(thought === '' ? {} : { reasoning_content: thought }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(results.length === 0 ? {} : { observation: { results } }),
    ...(metrics === undefined ? {} : { metrics: { ...metrics } }),
    ...(llmCalls === undefined ? {} : { llm_call_count: llmCalls }),
    ...(copied === undefined ? {} : { is_copied_context: copied }),
    extra: { ...facts.extra, ...extra, tracewright: { origin } },
  };
}

/** One result of an observation; `id` is the call's. */
export function observation(
  id: string | undefined,
  { content, ground, extra, subagents = [] }: NewResult,
): ObservationResult {
  return {
    ...(id === undefined ? {} : { source_call_id: id }),
    content,
    ...(subagents.length === 0
      ? {}
      : { subagent_trajectory_ref: subagents.map((trajectory_id) => ({ trajectory_id })) }),
    ...withExtra(extra, { ...ground }),
  };
}

/** `extra` with our ground in it; nothing when there is none. */
export function withExtra(
  extra: Readonly<Record<string, unknown>> | undefined,
  ground: CallGround,
): { extra?: Record<string, unknown> } {
  const told = Object.keys(ground).length > 0;
  if (extra === undefined && !told) return {};
  return { extra: { ...extra, ...(told ? { tracewright: ground } : {}) } };
}
