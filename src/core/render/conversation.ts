import { TracewrightError } from '../errors.ts';
import { callFacts } from '../trajectory/analysis/callFacts.ts';
import type { ObservationResult, Step, ToolCall, Trajectory } from '../trajectory/atif.ts';

/**
 * What becomes of a step whose call failed: `keep` trains it like any other, `mask` leaves it as context,
 * `drop` leaves it out.
 */
export type ErrorPolicy = 'keep' | 'mask' | 'drop';

/** What becomes of content that is no text: the trajectory is refused, or its place is noted as `[image]` and the like. */
export type ImagePolicy = 'refuse' | 'note';

export interface Call {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
  /** Loss weight. */
  readonly weight: number;
}

export interface Result {
  readonly text: string;
  readonly failed: boolean;
}

/** One turn of a conversation, before any template. `step` is the trajectory's step id. `weight`: of reasoning and text. */
export type Turn =
  | { readonly role: 'system' | 'user'; readonly step: number; readonly text: string }
  | {
      readonly role: 'assistant';
      readonly step: number;
      readonly reasoning: string;
      readonly text: string;
      readonly calls: readonly Call[];
      readonly weight: number;
      /** What the text answers, in front of it and never trained. */
      readonly posed?: string;
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

export interface TurnOptions {
  readonly errors: ErrorPolicy;
  readonly images?: ImagePolicy;
  /** Loss weight of what the model wrote in a step, by its id; 1 where nothing is said. */
  readonly weights?: ReadonlyMap<number, number>;
}

/**
 * The turns of one segment. A step with a failed call weighs nothing under `mask`, but for the calls beside it that did
 * not fail.
 * @throws TracewrightError `content-not-text` where a message or a result holds more than text.
 */
export function conversationTurns(steps: readonly Step[], options: TurnOptions): Turn[] {
  return steps.flatMap((step) => turnsOf(step, options));
}

/** The same turn as context: nothing of it is trained. */
export function untrainedTurn(turn: Turn): Turn {
  if (turn.role !== 'assistant') return turn;
  return { ...turn, weight: 0, calls: turn.calls.map((call) => ({ ...call, weight: 0 })) };
}

function turnsOf(step: Step, { errors, images = 'refuse', weights }: TurnOptions): Turn[] {
  const results = step.observation?.results ?? [];
  const text = plainText(step.message, step.step_id, images);
  const shownAs = (result: ObservationResult, failed: boolean): Result => ({
    text: plainText(result.content ?? '', step.step_id, images),
    failed,
  });
  if (step.source !== 'agent') {
    const own: Turn[] = text === '' ? [] : [{ role: step.source, step: step.step_id, text }];
    const seen = results.map((result) => shownAs(result, false));
    return seen.length === 0 ? own : [...own, toolTurn(step, seen)];
  }

  const all = step.tool_calls ?? [];
  const answered = pairResults(all, results);
  const failures = new Set(callFacts(step).flatMap(({ call, failed }) => (failed ? [call] : [])));
  const calls = errors === 'drop' ? all.filter((call) => !failures.has(call)) : all;
  if (all.length > 0 && calls.length === 0) return [];

  const kept = new Set(calls.flatMap((call) => answered.get(call) ?? []));
  const paired = new Set(answered.values());
  const shown = [
    ...calls.flatMap((call) => {
      const result = answered.get(call);
      return result === undefined || !kept.has(result) ? [] : [shownAs(result, failures.has(call))];
    }),
    ...results.filter((result) => !paired.has(result)).map((result) => shownAs(result, false)),
  ];
  const weight = weights?.get(step.step_id) ?? 1;
  const masks = (failed: boolean) => errors === 'mask' && failed;
  const turn: Turn = {
    role: 'assistant',
    step: step.step_id,
    reasoning: step.reasoning_content ?? '',
    text,
    calls: calls.map((call) => {
      const failed = failures.has(call);
      return {
        name: call.function_name,
        arguments: call.arguments,
        failed,
        weight: masks(failed) ? 0 : weight,
      };
    }),
    weight: masks(calls.some((call) => failures.has(call))) ? 0 : weight,
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

function plainText(content: Step['message'], step: number, images: ImagePolicy): string {
  if (typeof content === 'string') return content;
  return content
    .map((part) => {
      if (part.type === 'text') return part.text ?? '';
      if (images === 'note') return `[${part.type}]`;
      throw new TracewrightError('content-not-text', `step ${step} holds content of type ${part.type}`, {
        remedy:
          'leave this trajectory out, have such places noted (--images note), or export it to a format that holds them',
      });
    })
    .join('');
}
