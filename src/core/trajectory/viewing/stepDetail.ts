import type { ObservationResult, Step, StepOrigin, ToolCall } from '../atif.ts';
import { isFields } from '../importing/fields.ts';
import { type CallDiffs, callDiffs, isUnifiedDiff } from './callDiffs.ts';
import { cutAt, plainContent, type ShownPart, shownParts, shownText } from './shownText.ts';
import { failed, groundOf, originOf, resultsOf, type StepUse, subagentsOf, useOf } from './stepFields.ts';

/** All that is shown of one step. */
export interface StepDetail {
  readonly key: string;
  readonly model?: string;
  readonly effort?: string;
  readonly message: readonly ShownPart[];
  readonly reasoning?: ShownPart;
  readonly calls: readonly CallDetail[];
  /** Results that belong to no call of the step. */
  readonly results: readonly ResultDetail[];
  readonly use: StepUse;
  readonly origin?: StepOrigin;
  /** The step as JSON. */
  readonly raw: ShownPart & { readonly kind: 'text' };
}

export interface CallDetail {
  readonly id: string;
  readonly name: string;
  readonly arguments: readonly ArgumentDetail[];
  readonly diffs: CallDiffs;
  readonly outcome: Outcome;
  readonly results: readonly ResultDetail[];
}

export interface ArgumentDetail {
  readonly name: string;
  /** A string as it is, anything else as JSON. */
  readonly value: ShownPart & { readonly kind: 'text' };
}

export interface ResultDetail {
  readonly parts: readonly ShownPart[];
  /** The whole result is one unified diff. */
  readonly isPatch: boolean;
  readonly outcome: Outcome;
  /** Names of the subagents' trajectories that it came from. */
  readonly subagents: readonly string[];
}

/** What is known of how a call went. `duration` in ms. */
export interface Outcome {
  readonly error: boolean;
  readonly exitCode?: number;
  readonly cwd?: string;
  readonly duration?: number;
  readonly truncated: boolean;
}

/** The details of one step. Results stand with the call that they answer. */
export function stepDetail(step: Step, key: string): StepDetail {
  const calls = step.tool_calls ?? [];
  const ids = new Set(calls.map(({ tool_call_id: id }) => id));
  const origin = originOf(step);
  const effort = step.reasoning_effort;
  const { reasoning_content: reasoning } = step;
  return {
    key,
    ...(typeof step.model_name === 'string' ? { model: step.model_name } : {}),
    ...(typeof effort === 'string' ? { effort } : {}),
    message: shownParts(step.message),
    ...(typeof reasoning === 'string' && reasoning !== '' ? { reasoning: shownText(reasoning) } : {}),
    calls: calls.map((call) => callDetail(call, resultsOf(step))),
    results: resultsOf(step)
      .filter(({ source_call_id: id }) => id === undefined || id === null || !ids.has(id))
      .map(resultDetail),
    use: useOf(step),
    ...(origin === undefined ? {} : { origin }),
    raw: shownText(JSON.stringify(step, null, 2)),
  };
}

function callDetail(call: ToolCall, results: readonly ObservationResult[]): CallDetail {
  return {
    id: call.tool_call_id,
    name: call.function_name,
    arguments: argumentsOf(call),
    diffs: callDiffs(call.function_name, call.arguments),
    outcome: outcomeOf(call),
    results: results.filter(({ source_call_id: id }) => id === call.tool_call_id).map(resultDetail),
  };
}

/** The arguments one by one; where they could not be parsed, the text as the model wrote it. */
function argumentsOf(call: ToolCall): ArgumentDetail[] {
  const entries = Object.entries(call.arguments);
  const written = groundOf(call).argumentsText;
  if (entries.length === 0 && written !== undefined && written.trim() !== '' && written.trim() !== '{}') {
    return [{ name: '', value: shownText(written) }];
  }
  return entries.map(([name, value]) => ({ name, value: shownText(argumentText(value)) }));
}

function argumentText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value.join('\n');
  return JSON.stringify(value, null, Array.isArray(value) || isFields(value) ? 2 : 0) ?? '';
}

function resultDetail(result: ObservationResult): ResultDetail {
  return {
    parts: shownParts(result.content, true),
    isPatch: isUnifiedDiff(cutAt(plainContent(result.content), 100_000)),
    outcome: outcomeOf(result),
    subagents: subagentsOf(result),
  };
}

function outcomeOf(holder: ToolCall | ObservationResult): Outcome {
  const { exitCode, cwd, durationMs, truncated } = groundOf(holder);
  return {
    error: failed(holder),
    ...(typeof exitCode === 'number' ? { exitCode } : {}),
    ...(typeof cwd === 'string' ? { cwd } : {}),
    ...(typeof durationMs === 'number' ? { duration: durationMs } : {}),
    truncated: truncated === true,
  };
}
