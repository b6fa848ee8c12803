import { contentOf, type Fields, fieldsOf, isoTime, listOf, numberOf, textOf } from './fields.ts';
import type { RecordReader, TrajectoryFormat } from './format.ts';
import type { OpenStep } from './openStep.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** Copilot Chat's exported logs: prompts, each with its requests and tool calls. */
export const chatReplay: TrajectoryFormat = {
  id: 'chatreplay',
  title: 'Copilot chat replay',
  shape: 'document',
  recognise: ({ text }) =>
    /^\s*\{[\s\S]{0,400}"(totalPrompts|prompts)"\s*:/.test(text) && /"(logs|logCount|totalLogEntries)"\s*:/.test(text)
      ? { version: null, confidence: 0.9 }
      : null,
  reader: (builder) => new ReplayReader(builder),
};

const ROLES = ['system', 'user', 'assistant', 'tool'] as const;

class ReplayReader implements RecordReader {
  readonly #builder: TrajectoryBuilder;
  #step: OpenStep | undefined;
  #records = 0;
  #told = false;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
    builder.agent({ name: 'copilot-chat' });
  }

  take(record: unknown, place: Place): void {
    const { prompts, ...rest } = fieldsOf(record);
    this.#builder.extra({ chatreplay: rest });
    for (const raw of listOf(prompts)) this.#prompt(fieldsOf(raw), place);
  }

  end(): void {}

  #prompt(prompt: Fields, place: Place): void {
    const logs = listOf(prompt.logs).map(fieldsOf);
    const at = { ...place, line: ++this.#records };
    const request = logs.find(({ kind }) => kind === 'request');
    if (!this.#told && request !== undefined) this.#system(request, at);
    // A prompt that was seen before goes on with what it began.
    if (prompt.hasSeen !== true) {
      this.#step = undefined;
      this.#builder.say('user', textOf(prompt.prompt) ?? '', { place: at, id: textOf(prompt.promptId) });
    }
    for (const log of logs) this.#log(log, { ...place, line: ++this.#records });
  }

  /** What the model was told before the first prompt, and its tools, stand in the request. */
  #system(request: Fields, place: Place): void {
    this.#told = true;
    const metadata = fieldsOf(request.metadata);
    const tools = listOf(metadata.tools).map((tool) => ({ ...fieldsOf(tool) }));
    this.#builder.agent({ model: textOf(metadata.model), ...(tools.length === 0 ? {} : { tools }) });
    for (const raw of listOf(fieldsOf(request.requestMessages).messages)) {
      const message = fieldsOf(raw);
      if (ROLES[numberOf(message.role) ?? -1] !== 'system') return;
      this.#builder.say('system', messageText(message.content), { place });
    }
  }

  #log(log: Fields, place: Place): void {
    const metadata = fieldsOf(log.metadata);
    if (log.kind === 'request') {
      const response = fieldsOf(log.response);
      const usage = fieldsOf(metadata.usage);
      const step = this.#builder.act(listOf(response.message).map(String).join(''), {
        place,
        id: textOf(log.id),
        timestamp: isoTime(metadata.startTime),
        extra: { name: log.name, type: log.type, ...(response.type === 'success' ? {} : { response }) },
      });
      step.llmCalls = 1;
      const model = textOf(metadata.model);
      if (model !== undefined) step.model = model;
      const input = numberOf(usage.prompt_tokens);
      if (input !== undefined) {
        step.metrics = {
          prompt_tokens: input,
          completion_tokens: numberOf(usage.completion_tokens) ?? 0,
          cached_tokens: numberOf(fieldsOf(usage.prompt_tokens_details).cached_tokens) ?? 0,
        };
      }
      this.#step = step;
      return;
    }
    if (log.kind === 'toolCall') {
      this.#toolCall(log, place);
      return;
    }
    if (log.kind === 'error')
      this.#builder.say('system', textOf(log.error) ?? JSON.stringify(log), { place, extra: { kind: 'error' } });
    else if (log.kind === 'element') this.#builder.aside(log, place);
    else this.#builder.unknown(log, place);
  }

  #toolCall(log: Fields, place: Place): void {
    const step = this.#step ?? this.#builder.act('', { place, timestamp: isoTime(log.time) });
    this.#step = step;
    const thought = textOf(fieldsOf(log.thinking).text) ?? textOf(log.thinking);
    if (thought !== undefined) step.reasoning.push(thought);
    const id = this.#builder.call(step, {
      id: textOf(log.id),
      name: textOf(log.tool) ?? textOf(log.name) ?? 'unknown',
      arguments: log.args,
    });
    this.#builder.result(
      id,
      {
        content: Array.isArray(log.response) ? log.response.map(String).join('\n') : contentOf(log.response ?? ''),
        ...(log.edits === undefined ? {} : { extra: { edits: log.edits } }),
      },
      place,
    );
  }
}

/** Parts of type 1 are text; others (cache marks) say nothing. */
function messageText(content: unknown): string {
  if (typeof content === 'string') return content;
  return listOf(content)
    .map((part) => textOf(fieldsOf(part).text) ?? '')
    .join('');
}
