import { type Fields, fieldsOf, isoTime, listOf, textOf } from './fields.ts';
import type { FileHead, Recognised, RecordReader, TrajectoryFormat } from './format.ts';
import type { NewResult, OpenStep, StepFacts } from './openStep.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** Transcripts of Copilot in VS Code and events of the Copilot CLI: `{type, data, id, timestamp, parentId}` a line. */
export const copilotEvents: TrajectoryFormat = {
  id: 'copilot-events',
  title: 'Copilot session events',
  shape: 'lines',
  recognise,
  reader: (builder) => new EventReader(builder),
};

function recognise({ text }: FileHead): Recognised | null {
  if (!/^\s*\{\s*"type"\s*:\s*"session\.start"/.test(text)) return null;
  return { version: /"version"\s*:\s*(\d+)/.exec(text)?.[1] ?? null, confidence: 0.95 };
}

class EventReader implements RecordReader {
  readonly #builder: TrajectoryBuilder;
  readonly #known = new Set<string>();
  #step: OpenStep | undefined;
  #model: string | undefined;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
    builder.agent({ name: 'copilot' });
  }

  take(record: unknown, place: Place): void {
    const event = fieldsOf(record);
    const data = fieldsOf(event.data);
    const facts = { place, timestamp: isoTime(event.timestamp), id: textOf(event.id) };
    switch (event.type) {
      case 'session.start':
      case 'session.resume':
        this.#start(data);
        this.#builder.aside(record, place);
        return;
      case 'session.model_change':
        this.#model = textOf(data.newModel) ?? this.#model;
        this.#builder.agent({ model: this.#model });
        this.#builder.aside(record, place);
        return;
      case 'user.message': {
        const attachments = listOf(data.attachments);
        this.#step = undefined;
        this.#builder.say('user', textOf(data.content) ?? '', {
          ...facts,
          ...(attachments.length === 0 ? {} : { extra: { attachments } }),
        });
        return;
      }
      case 'system.message':
        this.#builder.say('system', textOf(data.content) ?? '', facts);
        return;
      case 'assistant.message':
        this.#message(data, facts);
        return;
      case 'assistant.reasoning':
        this.#turn(facts).reasoning.push(textOf(data.content) ?? '');
        return;
      case 'assistant.turn_start':
        this.#step = undefined;
        this.#builder.aside(record, place);
        return;
      case 'tool.execution_start':
        this.#toolStart(data, facts);
        return;
      case 'tool.execution_complete':
        this.#builder.result(textOf(data.toolCallId) ?? null, resultOf(data), place);
        return;
      case 'session.compaction_complete':
      case 'session.truncation':
        this.#builder.say('system', textOf(data.summaryContent) ?? '', {
          ...facts,
          extra: { type: event.type, context_management: { boundary: 'replace' } },
        });
        return;
      case 'session.error':
        this.#builder.say('system', textOf(data.message) ?? '', { ...facts, extra: { type: event.type } });
        return;
      default:
        if (
          typeof event.type === 'string' &&
          /^(assistant|session|hook|tool|subagent|abort|skill|permission)\b/.test(event.type)
        ) {
          this.#builder.aside(record, place);
        } else this.#builder.unknown(record, place);
    }
  }

  end(): void {}

  #start(data: Fields): void {
    const context = fieldsOf(data.context);
    this.#builder.session(textOf(data.sessionId));
    this.#builder.agent({ version: textOf(data.copilotVersion), model: textOf(data.selectedModel) });
    this.#builder.ground({
      cwd: textOf(context.cwd),
      branch: textOf(context.branch),
      commit: textOf(context.headCommit),
      repository: textOf(context.repository),
    });
    if (typeof context.baseCommit === 'string') this.#builder.extra({ baseCommit: context.baseCommit });
  }

  #message(data: Fields, facts: StepFacts): void {
    const step = this.#builder.act(textOf(data.content) ?? '', { ...facts, id: textOf(data.messageId) ?? facts.id });
    step.llmCalls = 1;
    this.#step = step;
    if (this.#model !== undefined) step.model = this.#model;
    const thought = textOf(data.reasoningText);
    if (thought !== undefined) step.reasoning.push(thought);
    for (const raw of listOf(data.toolRequests)) {
      const request = fieldsOf(raw);
      const id = this.#builder.call(step, {
        id: textOf(request.toolCallId),
        name: textOf(request.name) ?? 'unknown',
        arguments: request.arguments,
      });
      this.#known.add(id);
    }
  }

  /** A call that no message asked for stands here alone. */
  #toolStart(data: Fields, facts: StepFacts): void {
    const id = textOf(data.toolCallId);
    if (id !== undefined && this.#known.has(id)) return;
    const call = this.#builder.call(this.#turn(facts), {
      id,
      name: textOf(data.toolName) ?? 'unknown',
      arguments: data.arguments,
    });
    this.#known.add(call);
  }

  #turn(facts: StepFacts): OpenStep {
    if (this.#step === undefined) {
      this.#step = this.#builder.act('', facts);
      this.#step.llmCalls = 1;
    }
    return this.#step;
  }
}

function resultOf(data: Fields): NewResult {
  const result = fieldsOf(data.result);
  const kind = textOf(result.result_type) ?? textOf(result.resultType);
  const failed = data.success === false || (kind !== undefined && kind !== 'success');
  const content =
    textOf(result.text_result_for_llm) ??
    textOf(result.textResultForLlm) ??
    textOf(result.content) ??
    textOf(data.error);
  return {
    content: content ?? null,
    ...(failed ? { ground: { isError: true } } : {}),
    ...(Object.keys(result).length > 1 ? { extra: { result } } : {}),
  };
}
