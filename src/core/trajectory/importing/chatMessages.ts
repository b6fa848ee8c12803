import { contentOf, type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.ts';
import type { NewResult, OpenStep, StepFacts } from './openStep.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** What is known of a message beside the message. */
export interface MessageFacts extends StepFacts {
  readonly model?: string | undefined;
}

/**
 * Messages as chat models have them, in the two shapes of the field: content blocks (`tool_use`, `tool_result`,
 * `thinking`, as Anthropic has them) and `tool_calls` with messages of the role `tool` (as OpenAI has them). Both may
 * stand in one log.
 */
export class ChatMessages {
  readonly #builder: TrajectoryBuilder;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
  }

  /** Takes one message; the answer is the step that it made, if it made one. */
  take(message: Fields, facts: MessageFacts): OpenStep | undefined {
    switch (message.role) {
      case 'assistant':
      case 'model':
        return this.#answer(message, facts);
      case 'tool':
      case 'toolResult':
      case 'function':
        this.#toolMessage(message, facts.place);
        return undefined;
      case 'system':
      case 'developer':
        return this.#said('system', message, facts);
      case 'user':
      case undefined:
        return this.#user(message, facts);
      default:
        return this.#said('system', message, { ...facts, extra: { ...facts.extra, role: message.role } });
    }
  }

  #user(message: Fields, facts: MessageFacts): OpenStep | undefined {
    const blocks = listOf(message.content);
    const rest = blocks.filter((block) => fieldsOf(block).type !== 'tool_result');
    for (const block of blocks) {
      const result = fieldsOf(block);
      if (result.type === 'tool_result') this.#blockResult(result, facts.place);
    }
    if (blocks.length > 0 && rest.length === 0) return undefined;
    return this.#said('user', blocks.length === 0 ? message : { ...message, content: rest }, facts);
  }

  #said(source: 'user' | 'system', message: Fields, facts: MessageFacts): OpenStep {
    return this.#builder.say(source, contentOf(message.content ?? message.text ?? ''), facts);
  }

  #answer(message: Fields, facts: MessageFacts): OpenStep {
    const builder = this.#builder;
    const step = builder.act('', facts);
    step.llmCalls = 1;
    if (facts.model !== undefined) step.model = facts.model;
    const thought = textOf(message.reasoning_content) ?? textOf(message.reasoning) ?? textOf(message.thinking);
    if (thought !== undefined) step.reasoning.push(thought);
    const rest: unknown[] = [];
    for (const block of listOf(message.content)) if (!this.#block(step, fieldsOf(block))) rest.push(block);
    step.message = typeof message.content === 'string' ? message.content : contentOf(rest);
    for (const raw of listOf(message.tool_calls)) this.#toolCall(step, fieldsOf(raw));
    const old = fieldsOf(message.function_call);
    if (typeof old.name === 'string') builder.call(step, { name: old.name, arguments: old.arguments });
    return step;
  }

  /** Whether the block was no part of the text. */
  #block(step: OpenStep, block: Fields): boolean {
    switch (block.type) {
      case 'thinking':
      case 'reasoning':
        step.reasoning.push(textOf(block.thinking) ?? textOf(block.reasoning) ?? textOf(block.text) ?? '');
        if (typeof block.signature === 'string') {
          const before = listOf(step.extra?.thinking_signatures);
          step.extra = { ...step.extra, thinking_signatures: [...before, block.signature] };
        }
        return true;
      case 'redacted_thinking':
        step.extra = { ...step.extra, redacted_thinking: block.data };
        return true;
      case 'tool_use':
      case 'server_tool_use':
      case 'toolCall':
        this.#builder.call(step, {
          id: textOf(block.id),
          name: textOf(block.name) ?? 'unknown',
          arguments: block.input ?? block.arguments,
        });
        return true;
      default:
        return false;
    }
  }

  #toolCall(step: OpenStep, call: Fields): void {
    const described = fieldsOf(call.function);
    const name = textOf(described.name) ?? textOf(call.function) ?? textOf(call.name) ?? 'unknown';
    const given = described.arguments ?? call.arguments;
    const problem = textOf(call.parse_error);
    this.#builder.call(step, {
      id: textOf(call.id),
      name,
      arguments: given,
      ...(problem === undefined ? {} : { extra: { parse_error: problem } }),
    });
  }

  #toolMessage(message: Fields, place: Place): void {
    const id = textOf(message.tool_call_id) ?? textOf(message.toolCallId) ?? null;
    const error = message.error;
    const failed = message.isError === true || message.is_error === true || (error !== undefined && error !== null);
    const result: NewResult = {
      content: contentOf(message.content ?? ''),
      ...(failed ? { ground: { isError: true } } : {}),
      ...(error === undefined || error === null ? {} : { extra: { error } }),
    };
    this.#builder.result(id, result, place);
  }

  #blockResult(block: Fields, place: Place): void {
    this.#builder.result(
      textOf(block.tool_use_id) ?? null,
      {
        content: block.content === undefined || block.content === null ? null : contentOf(block.content),
        ...(block.is_error === true ? { ground: { isError: true } } : {}),
      },
      place,
    );
  }
}

/** Tokens as OpenAI, Anthropic and their relatives name them; undefined when none is told. */
export function usageMetrics(usage: Fields, cost?: number): OpenStep['metrics'] {
  const read =
    numberOf(usage.cache_read_input_tokens) ??
    numberOf(usage.input_tokens_cache_read) ??
    numberOf(usage.cacheReadTokens) ??
    numberOf(usage.cacheRead);
  const written =
    numberOf(usage.cache_creation_input_tokens) ?? numberOf(usage.cacheWriteTokens) ?? numberOf(usage.cacheWrite);
  const whole = numberOf(usage.prompt_tokens) ?? numberOf(usage.promptTokens);
  const input = numberOf(usage.input_tokens) ?? numberOf(usage.inputTokens) ?? numberOf(usage.input);
  const output =
    numberOf(usage.completion_tokens) ??
    numberOf(usage.completionTokens) ??
    numberOf(usage.output_tokens) ??
    numberOf(usage.outputTokens) ??
    numberOf(usage.output);
  const prompt = whole ?? input;
  if (prompt === undefined && output === undefined && cost === undefined) return undefined;
  const cached = read ?? numberOf(fieldsOf(usage.prompt_tokens_details).cached_tokens);
  return {
    ...(prompt === undefined ? {} : { prompt_tokens: prompt }),
    ...(output === undefined ? {} : { completion_tokens: output }),
    ...(cached === undefined ? {} : { cached_tokens: cached }),
    ...(cost === undefined ? {} : { cost_usd: cost }),
    ...(written === undefined || written === 0 ? {} : { extra: { cache_write_tokens: written } }),
  };
}
