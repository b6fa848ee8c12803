import { Losses } from '../../formats/exported.ts';
import type { ObservationResult, Step, ToolCall, Trajectory } from '../atif.ts';
import type { ExportFormat } from './exportFormat.ts';
import { argumentsText, countLosses, failed, groundOf, plainText, resultsOf } from './losses.ts';
import { attributes, spanId, type Values } from './otlpValues.ts';

/** GenAI spans as OTLP JSON: one `invoke_agent`, below it a `chat` a step of the agent and an `execute_tool` a call. */
export const otlpSpans: ExportFormat = {
  id: 'otlp',
  title: 'OpenTelemetry GenAI spans (OTLP JSON)',
  write(trajectory) {
    const losses = new Losses();
    const keeps = ['agent', 'agent times', 'empty results', 'errors', 'ids', 'metrics', 'model', 'models'] as const;
    const more = ['parallel calls', 'reasoning', 'session', 'tools', 'unanswered calls', 'wording'] as const;
    countLosses(trajectory, [...keeps, ...more], losses);
    const { name, version } = trajectory.agent;
    const document = {
      resourceSpans: [
        {
          resource: { attributes: attributes({ 'service.name': name, 'service.version': version }) },
          scopeSpans: [{ scope: { name: 'tracewright' }, spans: new SpanWriter(trajectory, losses).spans() }],
        },
      ],
    };
    return { content: `${JSON.stringify(document)}\n`, losses: losses.list() };
  },
};

interface Message {
  readonly role: string;
  readonly parts: readonly Readonly<Record<string, unknown>>[];
}

/** A request repeats all that was said before it. Beyond so many code units of such repetition it tells what is new. */
const MOST_REPEATED = 32 * 1024 * 1024;

class SpanWriter {
  readonly #trajectory: Trajectory;
  readonly #losses: Losses;
  readonly #traceId: string;
  readonly #root: string;
  readonly #spans: unknown[] = [];
  /** Nanoseconds since 1970 of the last span. */
  #clock = 0n;
  #heard: Message[] = [];
  #fresh: Message[] = [];
  #repeated = 0;
  /** Of the fresh ones, those without a time. */
  #untimed = 0;

  constructor(trajectory: Trajectory, losses: Losses) {
    this.#trajectory = trajectory;
    this.#losses = losses;
    this.#traceId = spanId(trajectory.session_id ?? trajectory.trajectory_id ?? 'trajectory', 32);
    this.#root = spanId(`${this.#traceId} root`, 16);
  }

  spans(): readonly unknown[] {
    const { agent, session_id: session, steps } = this.#trajectory;
    const own = steps.filter(({ source }) => source === 'agent');
    const unnamed = own.filter(({ model_name: model }) => typeof model !== 'string');
    const isMixed = typeof agent.model_name !== 'string' && unnamed.length < own.length;
    this.#losses.add('steps that name no model', isMixed ? unnamed.length : 0);
    const [first] = own;
    if (first !== undefined) this.#clock = timeOf(first) ?? 0n;
    this.#span(`invoke_agent ${agent.name}`, this.#root, {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': agent.name,
      'gen_ai.agent.version': agent.version,
      'gen_ai.request.model': agent.model_name ?? undefined,
      'gen_ai.conversation.id': session ?? undefined,
      'gen_ai.tool.definitions': json(agent.tool_definitions),
    });
    for (const step of steps) {
      if (step.source === 'agent') this.#act(step);
      else this.#say(step);
    }
    this.#losses.add('what was said after the agent’s last step', this.#fresh.length);
    return this.#spans;
  }

  #say(step: Step): void {
    this.#fresh.push({ role: step.source, parts: textParts(step.message) });
    if (typeof step.timestamp !== 'string') this.#untimed++;
  }

  #act(step: Step): void {
    this.#tick(step);
    // What was said is read to be as old as the request that tells it first.
    this.#losses.add('steps that have no time', this.#clock < 1_000_000n ? 0 : this.#untimed);
    this.#untimed = 0;
    const { agent } = this.#trajectory;
    const output = answer(step);
    const model = step.model_name ?? agent.model_name ?? undefined;
    this.#span(`chat ${model ?? ''}`.trim(), spanId(`${this.#traceId} ${step.step_id}`, 16), {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': model,
      ...this.#input(),
      'gen_ai.output.messages': json([output]),
      'gen_ai.usage.input_tokens': this.#metric(step, 'prompt_tokens'),
      'gen_ai.usage.output_tokens': this.#metric(step, 'completion_tokens'),
      'gen_ai.usage.cache_read.input_tokens': this.#metric(step, 'cached_tokens'),
    });
    const others = Object.keys(step.metrics ?? {}).filter((name) => !TOKENS.has(name));
    this.#losses.add('costs', others.length === 0 ? 0 : 1);
    this.#heard.push(output);
    for (const result of resultsOf(step)) {
      const call = step.tool_calls?.find(({ tool_call_id: id }) => id === result.source_call_id);
      if (call !== undefined) this.#tool(call, result);
    }
  }

  #tool(call: ToolCall, result: ObservationResult): void {
    const { text, complete } = plainText(result.content);
    if (!complete) this.#losses.add('content that is not text');
    const { durationMs } = groundOf(result.extra);
    const took = typeof durationMs === 'number' && Number.isSafeInteger(durationMs) && durationMs > 0 ? durationMs : 0;
    const says = result.content !== null && result.content !== undefined;
    this.#clock += 1n;
    const values = {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': call.function_name,
      'gen_ai.tool.call.id': call.tool_call_id,
      'gen_ai.tool.call.arguments': argumentsText(call),
      'gen_ai.tool.call.result': says ? text : undefined,
    };
    const id = spanId(`${this.#traceId} ${this.#spans.length} ${call.tool_call_id}`, 16);
    this.#span(`execute_tool ${call.function_name}`, id, values, { took, error: failed(result.extra) });
  }

  /** What the model was given: everything so far, or only what is new where repetition would have no end. */
  #input(): Values {
    const isWhole = this.#repeated < MOST_REPEATED;
    this.#heard.push(...this.#fresh);
    const text = JSON.stringify(isWhole ? this.#heard : this.#fresh);
    this.#fresh = [];
    this.#repeated += text.length;
    return { 'gen_ai.input.messages': text, ...(isWhole ? {} : { 'tracewright.input.delta': 'true' }) };
  }

  /**
   * Spans are ordered by their start, so that the clock never stands: nanoseconds, which are below what a step's time
   * tells. Steps of a trajectory without times stay in the first millisecond of 1970, which is read as no time.
   */
  #tick(step: Step): void {
    const told = timeOf(step);
    const isNew = told !== undefined && told > this.#clock;
    this.#clock = isNew ? told : this.#clock + 1n;
    const shown = this.#clock / 1_000_000n;
    if (told === undefined) this.#losses.add('steps that have no time', shown === 0n ? 0 : 1);
    else if (shown !== told / 1_000_000n) this.#losses.add('times that go back');
    else if (shown === 0n) this.#losses.add('times as they were written');
  }

  #metric({ metrics }: Step, name: string): number | undefined {
    const value: unknown = metrics?.[name];
    return typeof value === 'number' ? value : undefined;
  }

  #span(name: string, id: string, values: Values, { took = 0, error = false } = {}): void {
    this.#spans.push({
      traceId: this.#traceId,
      spanId: id,
      ...(id === this.#root ? {} : { parentSpanId: this.#root }),
      name,
      kind: 1,
      startTimeUnixNano: String(this.#clock),
      endTimeUnixNano: String(this.#clock + BigInt(took) * 1_000_000n),
      attributes: attributes(values),
      status: error ? { code: 2 } : {},
    });
  }
}

const TOKENS: ReadonlySet<string> = new Set(['prompt_tokens', 'completion_tokens', 'cached_tokens']);

/** Nanoseconds since 1970. */
function timeOf({ timestamp }: Step): bigint | undefined {
  const told = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  return Number.isNaN(told) || told < 0 ? undefined : BigInt(told) * 1_000_000n;
}

function answer(step: Step): Message {
  const reasoning = step.reasoning_content;
  return {
    role: 'assistant',
    parts: [
      ...(typeof reasoning === 'string' ? [{ type: 'reasoning', content: reasoning }] : []),
      ...(step.message === '' ? [] : textParts(step.message)),
      ...(step.tool_calls ?? []).map((call) => ({
        type: 'tool_call',
        id: call.tool_call_id,
        name: call.function_name,
        arguments: argumentsText(call),
      })),
    ],
  };
}

/** Parts of the GenAI conventions have their text in `content`. */
function textParts(content: Step['message']): Message['parts'] {
  if (typeof content === 'string' || content.length === 0) return [{ type: 'text', content: content.toString() }];
  return content.map(({ text, ...rest }) => (rest.type === 'text' ? { ...rest, content: text } : { ...rest, text }));
}

function json(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}
