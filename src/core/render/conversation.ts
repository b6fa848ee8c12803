import { TracewrightError } from '../errors.ts';
import type { CallGround, ObservationResult, Step, ToolCall, Trajectory } from '../trajectory/atif.ts';

/**
 * What becomes of a step whose call failed: `keep` trains it like any other, `mask` leaves it as context,
 * `drop` leaves it out.
 */
export type ErrorPolicy = 'keep' | 'mask' | 'drop';

export interface Call {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
}

export interface Result {
  readonly text: string;
  readonly failed: boolean;
}

/** One turn of a conversation, before any template. `step` is the trajectory's step id. */
export type Turn =
  | { readonly role: 'system' | 'user'; readonly step: number; readonly text: string }
  | {
      readonly role: 'assistant';
      readonly step: number;
      readonly reasoning: string;
      readonly text: string;
      readonly calls: readonly Call[];
    }
  | { readonly role: 'tool'; readonly step: number; readonly results: readonly Result[] };

/**
 * The stretches of a trajectory that a model saw as one context, in order. By ATIF's rules for training: copied
 * context (`is_copied_context`) and steps that no model made (`llm_call_count` 0) are left out, and a step whose
 * `extra.context_management.boundary` is `replace` starts anew.
 */
export function contextSegments(trajectory: Trajectory): Step[][] {
  const segments: Step[][] = [[]];
  for (const step of trajectory.steps) {
    if (replacesContext(step)) segments.push([]);
    if (step.is_copied_context === true || step.llm_call_count === 0) continue;
    segments.at(-1)?.push(step);
  }
  return segments.filter((steps) => steps.length > 0);
}

/**
 * The turns of one segment.
 * @throws TracewrightError `content-not-text` where a message or a result holds more than text.
 */
export function conversationTurns(steps: readonly Step[], errors: ErrorPolicy): Turn[] {
  return steps.flatMap((step) => turnsOf(step, errors));
}

function turnsOf(step: Step, errors: ErrorPolicy): Turn[] {
  const results = step.observation?.results ?? [];
  const text = plainText(step.message, step.step_id);
  if (step.source !== 'agent') {
    const own: Turn[] = text === '' ? [] : [{ role: step.source, step: step.step_id, text }];
    return results.length === 0
      ? own
      : [
          ...own,
          toolTurn(
            step,
            results.map((result) => resultOf(step, result, false)),
          ),
        ];
  }

  const all = step.tool_calls ?? [];
  const answered = pairResults(all, results);
  const failed = (call: ToolCall) => hasFailed(call, answered.get(call));
  const calls = errors === 'drop' ? all.filter((call) => !failed(call)) : all;
  if (all.length > 0 && calls.length === 0) return [];

  const kept = new Set(calls.flatMap((call) => answered.get(call) ?? []));
  const loose = results.filter((result) => ![...answered.values()].includes(result));
  const shown = [
    ...calls.flatMap((call) => {
      const result = answered.get(call);
      return result === undefined || !kept.has(result) ? [] : [resultOf(step, result, failed(call))];
    }),
    ...loose.map((result) => resultOf(step, result, false)),
  ];
  const turn: Turn = {
    role: 'assistant',
    step: step.step_id,
    reasoning: step.reasoning_content ?? '',
    text,
    calls: calls.map((call) => ({ name: call.function_name, arguments: call.arguments, failed: failed(call) })),
  };
  const silent = turn.calls.length === 0 && turn.text.trim() === '' && turn.reasoning.trim() === '';
  return [...(silent ? [] : [turn]), ...(shown.length === 0 ? [] : [toolTurn(step, shown)])];
}

/** Results by their call; a single result without an id belongs to a single call. */
function pairResults(
  calls: readonly ToolCall[],
  results: readonly ObservationResult[],
): Map<ToolCall, ObservationResult> {
  const pairs = new Map<ToolCall, ObservationResult>();
  for (const call of calls) {
    const result = results.find((candidate) => candidate.source_call_id === call.tool_call_id);
    if (result !== undefined) pairs.set(call, result);
  }
  const [call] = calls;
  const [result] = results;
  if (calls.length === 1 && results.length === 1 && call && result && (result.source_call_id ?? null) === null) {
    pairs.set(call, result);
  }
  return pairs;
}

function hasFailed(call: ToolCall, result: ObservationResult | undefined): boolean {
  return [ground(call.extra), ground(result?.extra)].some(
    ({ isError, exitCode }) => isError === true || (typeof exitCode === 'number' && exitCode !== 0),
  );
}

function ground(extra: Record<string, unknown> | undefined): CallGround {
  const own = extra?.tracewright;
  return typeof own === 'object' && own !== null ? own : {};
}

function replacesContext(step: Step): boolean {
  const management = step.extra?.context_management;
  return (
    typeof management === 'object' &&
    management !== null &&
    'boundary' in management &&
    management.boundary === 'replace'
  );
}

const toolTurn = (step: Step, results: readonly Result[]): Turn => ({ role: 'tool', step: step.step_id, results });

function resultOf(step: Step, result: ObservationResult, failed: boolean): Result {
  return { text: plainText(result.content ?? '', step.step_id), failed };
}

function plainText(content: Step['message'], step: number): string {
  if (typeof content === 'string') return content;
  return content
    .map((part) => {
      if (part.type === 'text') return part.text ?? '';
      throw new TracewrightError('content-not-text', `step ${step} holds content of type ${part.type}`, {
        remedy: 'leave this trajectory out, or export it to a format that holds such content',
      });
    })
    .join('');
}
