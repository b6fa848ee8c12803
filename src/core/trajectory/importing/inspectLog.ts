import { ChatMessages, usageMetrics } from './chatMessages.ts';
import { type Fields, fieldsOf, isoTime, knownId, listOf, textOf } from './fields.ts';
import type { FileHead, Recognised, RecordReader, TrajectoryFormat } from './format.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** Inspect's logs as one JSON document. Each sample is a run: the first is the main trajectory. */
export const inspectJson: TrajectoryFormat = {
  id: 'inspect',
  title: 'Inspect log (JSON)',
  shape: 'document',
  recognise: ({ text }) =>
    /^\s*\{[\s\S]{0,400}"eval"\s*:\s*\{/.test(text) && /"(samples|plan|status)"\s*:/.test(text)
      ? { version: /"version"\s*:\s*(\d+)/.exec(text)?.[1] ?? null, confidence: 0.9 }
      : null,
  reader: (builder) => new InspectReader(builder),
};

/** Inspect's `.eval`: a zip whose entries come one by one, named in `place.file`. */
export const inspectEval: TrajectoryFormat = {
  id: 'inspect-eval',
  title: 'Inspect log (.eval)',
  shape: 'archive',
  recognise: ({ name, bytes }: FileHead): Recognised | null =>
    bytes[0] === 0x50 && bytes[1] === 0x4b && name.endsWith('.eval') ? { version: null, confidence: 0.95 } : null,
  reader: (builder) => new InspectReader(builder),
};

class InspectReader implements RecordReader {
  readonly #builder: TrajectoryBuilder;
  #samples = 0;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
    builder.agent({ name: 'inspect' });
  }

  take(record: unknown, place: Place): void {
    const fields = fieldsOf(record);
    if (place.file?.startsWith('samples/') === true) this.#sample(fields, place);
    else if (place.file === 'header.json' || place.file === undefined) this.#header(fields, place);
    else this.#facts(fields);
  }

  end(): void {
    if (this.#samples > 1) {
      this.#builder.warn(
        'several-samples',
        `${this.#samples} samples in one log: the others are embedded trajectories`,
        null,
      );
    }
  }

  #header(log: Fields, place: Place): void {
    const { samples, ...rest } = log;
    this.#facts(rest);
    this.#builder.extra({ inspect: rest });
    for (const [index, sample] of listOf(samples).entries())
      this.#sample(fieldsOf(sample), { ...place, line: index + 1 });
  }

  #facts(log: Fields): void {
    const run = fieldsOf(log.eval);
    const revision = fieldsOf(run.revision);
    this.#builder.session(knownId(run.run_id));
    this.#builder.agent({
      version: textOf(fieldsOf(run.packages).inspect_ai),
      model: modelOf(run.model),
    });
    this.#builder.ground({ commit: textOf(revision.commit), repository: textOf(revision.origin) });
  }

  #sample(sample: Fields, place: Place): void {
    this.#samples++;
    const name = `${String(sample.id)} epoch ${String(sample.epoch)}`;
    const builder = this.#samples === 1 ? this.#builder : this.#builder.subagent(name);
    const attachments = fieldsOf(sample.attachments);
    const resolved = (value: unknown): unknown => withAttachments(value, attachments);
    const { messages, events, attachments: _attachments, message_pool: _pool, output, ...rest } = sample;
    if (this.#samples > 1) builder.agent({ name: 'inspect' });
    builder.extra({ inspectSample: { ...rest, input: resolved(rest.input) } });
    const model = modelOf(fieldsOf(output).model);
    builder.agent({ model });
    const times = messageTimes(listOf(events).map(fieldsOf));
    const chat = new ChatMessages(builder);
    listOf(messages).forEach((raw, index) => {
      const message = fieldsOf(resolved(raw));
      const id = textOf(message.id);
      const told = id === undefined ? undefined : times.get(id);
      const step = chat.take(message, {
        place: { ...place, line: index + 1 },
        id,
        timestamp: told?.timestamp,
        model: message.role === 'assistant' ? (textOf(message.model) ?? model) : undefined,
        ...(message.source === undefined ? {} : { extra: { source: message.source } }),
      });
      // Messages of the assistant that came with the input were not said here.
      if (step?.source === 'agent' && message.source === 'input') {
        step.copied = true;
        step.llmCalls = 0;
      }
      if (step?.source === 'agent' && told?.metrics !== undefined) step.metrics = told.metrics;
    });
  }
}

/** Runs that asked no model have `none/none`. */
function modelOf(value: unknown): string | undefined {
  return value === 'none/none' ? undefined : textOf(value);
}

interface Told {
  readonly timestamp: string | undefined;
  readonly metrics: ReturnType<typeof usageMetrics>;
}

/** When a message was said and what it cost stand in the events of the model. */
function messageTimes(events: readonly Fields[]): Map<string, Told> {
  const times = new Map<string, Told>();
  for (const event of events) {
    if (event.event === 'model') {
      const output = fieldsOf(event.output);
      const message = fieldsOf(fieldsOf(listOf(output.choices)[0]).message);
      const id = textOf(message.id);
      if (id !== undefined) {
        times.set(id, { timestamp: isoTime(event.timestamp), metrics: usageMetrics(fieldsOf(output.usage)) });
      }
    } else if (event.event === 'tool' && typeof event.message_id === 'string') {
      times.set(event.message_id, { timestamp: isoTime(event.timestamp), metrics: undefined });
    }
  }
  return times;
}

/** Long texts stand once under `attachments`, and where they are used by their hash. */
function withAttachments(value: unknown, attachments: Fields): unknown {
  if (typeof value === 'string') {
    const hash = /^(?:attachment|tc):\/\/([0-9a-f]{8,64})$/.exec(value)?.[1];
    return hash === undefined ? value : (textOf(attachments[hash]) ?? value);
  }
  if (Array.isArray(value)) return value.map((item) => withAttachments(item, attachments));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withAttachments(item, attachments)]));
}
