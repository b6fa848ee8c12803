import { usageMetrics } from './chatMessages.ts';
import { contentOf, type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.ts';
import type { FileHead, Recognised, RecordReader, TrajectoryFormat } from './format.ts';
import type { NewResult, OpenStep } from './openStep.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** GenAI spans as OTLP has them in JSON, one export a line. */
export const otlpLines: TrajectoryFormat = {
  id: 'otlp',
  title: 'OpenTelemetry GenAI spans (OTLP JSON)',
  shape: 'lines',
  recognise: (head) => recognise(head, /^\s*\{[^\n]*"resourceSpans"[^\n]*\}\s*(\n|$)/),
  reader: (builder) => new SpanReader(builder),
};

/** The same as one document over many lines. */
export const otlpDocument: TrajectoryFormat = {
  id: 'otlp-json',
  title: 'OpenTelemetry GenAI spans (one JSON document)',
  shape: 'document',
  recognise: (head) => recognise(head, /^\s*\{\s*\n\s*"resourceSpans"/),
  reader: (builder) => new SpanReader(builder),
};

function recognise({ text, whole }: FileHead, shape: RegExp): Recognised | null {
  if (!/^\s*\{\s*"resourceSpans"/.test(text)) return null;
  // Of a line that is longer than what is seen here, only its beginning can be judged.
  const fits = shape.test(text) || (!whole && !text.includes('\n') && shape.source.includes('[^\\n]'));
  return fits ? { version: null, confidence: 0.9 } : null;
}

interface Span {
  readonly id: string;
  readonly parent: string | undefined;
  readonly operation: string;
  readonly name: string;
  /** Nanoseconds since 1970. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Fields;
  readonly failure: string | undefined;
  readonly place: Place;
}

/** Spans may come in any order, so that they become steps at the end, by the time of their start. */
class SpanReader implements RecordReader {
  readonly #builder: TrajectoryBuilder;
  readonly #spans: Span[] = [];

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
  }

  take(record: unknown, place: Place): void {
    const resources = listOf(fieldsOf(record).resourceSpans);
    if (resources.length === 0) this.#builder.unknown(record, place);
    for (const raw of resources) {
      const { resource, scopeSpans } = fieldsOf(raw);
      const about = attributesOf(fieldsOf(resource).attributes);
      this.#builder.agent({ name: textOf(about['service.name']), version: textOf(about['service.version']) });
      for (const scope of listOf(scopeSpans)) {
        for (const span of listOf(fieldsOf(scope).spans)) this.#span(fieldsOf(span), place);
      }
    }
  }

  end(): void {
    const byId = new Map(this.#spans.map((span) => [span.id, span]));
    const threads = new Map<TrajectoryBuilder, Conversation>();
    const order = this.#spans.toSorted((one, other) =>
      one.start < other.start ? -1 : one.start > other.start ? 1 : 0,
    );
    for (const span of order) {
      const builder = this.#threadOf(span, byId);
      const conversation = threads.get(builder) ?? new Conversation(builder);
      threads.set(builder, conversation);
      conversation.take(span);
    }
  }

  /** An agent inside of an agent is a subagent: its spans are a trajectory of their own. */
  #threadOf(span: Span, byId: ReadonlyMap<string, Span>): TrajectoryBuilder {
    const agents: Span[] = [];
    const seen = new Set<string>();
    for (let at: Span | undefined = span; at !== undefined && !seen.has(at.id); ) {
      seen.add(at.id);
      if (at.operation === 'invoke_agent') agents.push(at);
      at = at.parent === undefined ? undefined : byId.get(at.parent);
    }
    const [inner] = agents;
    return inner === undefined || agents.length === 1 ? this.#builder : this.#builder.subagent(inner.id);
  }

  #span(span: Fields, place: Place): void {
    const attributes = attributesOf(span.attributes);
    const operation = textOf(attributes['gen_ai.operation.name']);
    if (operation === undefined) {
      this.#builder.aside(span, place);
      return;
    }
    const status = fieldsOf(span.status);
    const failed = status.code === 2 || status.code === 'STATUS_CODE_ERROR';
    this.#spans.push({
      id: textOf(span.spanId) ?? '',
      parent: textOf(span.parentSpanId),
      operation,
      name: textOf(span.name) ?? operation,
      start: nanoseconds(span.startTimeUnixNano),
      end: nanoseconds(span.endTimeUnixNano),
      attributes,
      failure: failed ? (textOf(status.message) ?? textOf(attributes['error.type']) ?? '') : undefined,
      place,
    });
  }
}

/** One agent's spans in the order of time. */
class Conversation {
  readonly #builder: TrajectoryBuilder;
  readonly #known = new Map<string, number>();
  readonly #calls = new Set<string>();
  #step: OpenStep | undefined;
  #agentsModel: string | undefined;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
  }

  take(span: Span): void {
    const { attributes } = span;
    this.#builder.session(textOf(attributes['gen_ai.conversation.id']));
    if (span.operation === 'invoke_agent' || span.operation === 'create_agent') {
      this.#agentsModel ??= textOf(attributes['gen_ai.request.model']);
      this.#builder.agent({
        model: this.#agentsModel,
        name: textOf(attributes['gen_ai.agent.name']),
        version: textOf(attributes['gen_ai.agent.version']),
        tools: toolsOf(attributes['gen_ai.tool.definitions']),
      });
      return;
    }
    if (span.operation === 'execute_tool') this.#tool(span);
    else if (['chat', 'text_completion', 'generate_content'].includes(span.operation)) this.#chat(span);
    else this.#builder.aside({ ...attributes, name: span.name }, span.place);
  }

  #chat(span: Span): void {
    const { attributes, place } = span;
    const timestamp = timeOf(span.start);
    this.#builder.agent({ tools: toolsOf(attributes['gen_ai.tool.definitions']) });
    const system = jsonOf(attributes['gen_ai.system_instructions']);
    // A request that tells only what is new says so.
    const isDelta = attributes['tracewright.input.delta'] === 'true';
    const counts = isDelta ? new Map(this.#known) : new Map<string, number>();
    if (system !== undefined) this.#fresh({ role: 'system', parts: system }, counts, place, timestamp);
    for (const message of listOf(jsonOf(attributes['gen_ai.input.messages']))) {
      this.#fresh(fieldsOf(message), counts, place, timestamp);
    }
    this.#answer(span);
  }

  /** A request repeats what was said before it: what is there more often than before is new. */
  #fresh(message: Fields, counts: Map<string, number>, place: Place, timestamp: string | undefined): void {
    const key = JSON.stringify([message.role, message.parts]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count <= (this.#known.get(key) ?? 0)) return;
    this.#known.set(key, count);
    const parts = listOf(message.parts).map(fieldsOf);
    for (const part of parts) {
      if (part.type !== 'tool_call_response') continue;
      const id = textOf(part.id);
      if (id !== undefined && this.#calls.delete(id))
        this.#builder.result(id, { content: shown(part.response ?? part.result) }, place);
    }
    if (message.role !== 'user' && message.role !== 'system') return;
    const said = parts.filter(({ type }) => type !== 'tool_call_response');
    if (said.length > 0) this.#builder.say(message.role, partsContent(said), { place, timestamp });
  }

  #answer(span: Span): void {
    const { attributes, place } = span;
    const step = this.#builder.act('', { place, timestamp: timeOf(span.start), id: span.id });
    step.llmCalls = 1;
    this.#step = step;
    const model = textOf(attributes['gen_ai.response.model']) ?? textOf(attributes['gen_ai.request.model']);
    if (model !== undefined) {
      step.model = model;
      this.#builder.agent({ model: this.#agentsModel ?? model });
    }
    const texts: Fields[] = [];
    for (const message of listOf(jsonOf(attributes['gen_ai.output.messages'])).map(fieldsOf)) {
      const key = JSON.stringify(['assistant', message.parts]);
      this.#known.set(key, (this.#known.get(key) ?? 0) + 1);
      for (const part of listOf(message.parts).map(fieldsOf)) {
        if (part.type === 'reasoning') step.reasoning.push(textOf(part.content) ?? '');
        else if (part.type === 'tool_call') {
          const id = this.#builder.call(step, {
            id: textOf(part.id),
            name: textOf(part.name) ?? 'unknown',
            arguments: part.arguments,
          });
          this.#calls.add(id);
        } else texts.push(part);
      }
    }
    step.message = partsContent(texts);
    const metrics = usageMetrics({
      input_tokens: attributes['gen_ai.usage.input_tokens'],
      output_tokens: attributes['gen_ai.usage.output_tokens'],
      cache_read_input_tokens: attributes['gen_ai.usage.cache_read.input_tokens'],
    });
    if (metrics !== undefined) step.metrics = metrics;
    if (span.failure !== undefined) step.extra = { error: span.failure || true };
  }

  #tool(span: Span): void {
    const { attributes, place } = span;
    const given = textOf(attributes['gen_ai.tool.call.id']);
    let id = given;
    if (given === undefined || !this.#calls.has(given)) {
      const step = this.#step ?? this.#builder.act('', { place, timestamp: timeOf(span.start) });
      this.#step = step;
      id = this.#builder.call(step, {
        id: given,
        name: textOf(attributes['gen_ai.tool.name']) ?? span.name,
        arguments: attributes['gen_ai.tool.call.arguments'],
      });
    }
    if (id === undefined) return;
    this.#calls.delete(id);
    this.#builder.result(id, toolResult(span), place);
  }
}

function toolResult({ attributes, failure, start, end }: Span): NewResult {
  const took = Number((end - start) / 1_000_000n);
  return {
    content:
      attributes['gen_ai.tool.call.result'] === undefined
        ? failure || null
        : shown(attributes['gen_ai.tool.call.result']),
    ground: { ...(failure === undefined ? {} : { isError: true }), ...(took > 0 ? { durationMs: took } : {}) },
  };
}

/** Parts of the GenAI conventions have their text in `content`. */
function partsContent(parts: readonly Fields[]): OpenStep['message'] {
  return contentOf(
    parts.map(({ content, ...rest }) => (rest.type === 'text' ? { ...rest, text: content } : { ...rest, content })),
  );
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** Structured attributes come as JSON text, or as OTLP's own values. */
function jsonOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function toolsOf(value: unknown): Record<string, unknown>[] | undefined {
  const tools = listOf(jsonOf(value)).map((tool) => ({ ...fieldsOf(tool) }));
  return tools.length === 0 ? undefined : tools;
}

function attributesOf(list: unknown): Fields {
  return Object.fromEntries(
    listOf(list).flatMap((raw) => {
      const { key, value } = fieldsOf(raw);
      return typeof key === 'string' ? [[key, plainValue(value)]] : [];
    }),
  );
}

function plainValue(value: unknown): unknown {
  const given = fieldsOf(value);
  if (given.arrayValue !== undefined) return listOf(fieldsOf(given.arrayValue).values).map(plainValue);
  if (given.kvlistValue !== undefined) return attributesOf(fieldsOf(given.kvlistValue).values);
  if (given.intValue !== undefined) return Number(given.intValue);
  return given.stringValue ?? given.boolValue ?? given.doubleValue;
}

function nanoseconds(value: unknown): bigint {
  const digits = typeof value === 'number' ? String(Math.round(value)) : textOf(value);
  return digits !== undefined && /^\d{1,20}$/.test(digits) ? BigInt(digits) : 0n;
}

function timeOf(at: bigint): string | undefined {
  const ms = numberOf(Number(at / 1_000_000n));
  return ms === undefined || ms === 0 ? undefined : new Date(ms).toISOString();
}
