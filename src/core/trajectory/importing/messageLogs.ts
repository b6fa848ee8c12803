import { ChatMessages, usageMetrics } from './chatMessages.ts';
import { type Fields, fieldsOf, isoTime, listOf, numberOf, textOf } from './fields.ts';
import type { Recognised, RecordReader, TrajectoryFormat } from './format.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** Agents whose logs are chat messages, one a line, with little around them. */

/** Cursor's agent transcripts: `{role, message: {content}}` a line, without ids, times or results. */
export const cursor: TrajectoryFormat = {
  id: 'cursor',
  title: 'Cursor transcript',
  shape: 'lines',
  recognise: ({ text }) => {
    const first = firstLine(text);
    if (!/^\s*\{\s*"role"\s*:\s*"(user|assistant)"\s*,\s*"message"\s*:\s*\{\s*"content"/.test(first)) return null;
    return { version: null, confidence: 0.85 };
  },
  reader: (builder) =>
    lineReader(builder, 'cursor', ({ role, message }) => ({ message: { ...fieldsOf(message), role } })),
};

/** Factory Droid's sessions. */
export const droid: TrajectoryFormat = {
  id: 'droid',
  title: 'Factory Droid session',
  shape: 'lines',
  recognise: ({ text }) => marked(text, /^\s*\{\s*"type"\s*:\s*"session_start"/, /"version"\s*:\s*(\d+)/),
  reader: (builder) =>
    lineReader(builder, 'droid', (record) => {
      if (record.type === 'session_start') {
        builder.session(textOf(record.id));
        builder.ground({ cwd: textOf(record.cwd) });
        return 'aside';
      }
      if (record.type === 'todo_state' || record.type === 'compaction_state') return 'aside';
      return record.type === 'message'
        ? { message: fieldsOf(record.message), id: record.id, time: record.timestamp }
        : 'unknown';
    }),
};

/** Sessions of the pi coding agent: a tree by `parentId`. */
export const pi: TrajectoryFormat = {
  id: 'pi',
  title: 'pi session',
  shape: 'lines',
  recognise: ({ text }) => marked(text, /^\s*\{\s*"type"\s*:\s*"session"\s*,\s*"version"/, /"version"\s*:\s*(\d+)/),
  reader: (builder) =>
    lineReader(builder, 'pi', (record) => {
      if (record.type === 'session') {
        builder.session(textOf(record.id));
        builder.ground({ cwd: textOf(record.cwd) });
        return 'aside';
      }
      if (['model_change', 'thinking_level_change', 'label', 'session_info', 'custom'].includes(String(record.type)))
        return 'aside';
      if (record.type !== 'message') return 'unknown';
      const message = fieldsOf(record.message);
      return { message, id: record.id, time: record.timestamp, usage: message.usage, model: message.model };
    }),
};

/** Rows of `{messages, tools}` for fine-tuning, as OpenAI's API has them. The first row is the main trajectory. */
export const openAiChat: TrajectoryFormat = {
  id: 'openai-chat',
  title: 'OpenAI chat messages',
  shape: 'lines',
  recognise: ({ text }) => {
    const first = firstLine(text);
    const row = /^\s*\{[\s\S]{0,2000}?"messages"\s*:\s*\[\s*\{\s*"(role|content)"/.test(first);
    if (!row || /"trajectory_format"|"sessionId"|"updated_at"/.test(first.slice(0, 4000))) return null;
    return { version: null, confidence: 0.6 };
  },
  reader: (builder) => new ChatRows(builder),
};

interface TakenMessage {
  readonly message: Fields;
  readonly id?: unknown;
  readonly time?: unknown;
  readonly usage?: unknown;
  readonly model?: unknown;
}

function lineReader(
  builder: TrajectoryBuilder,
  name: string,
  read: (record: Fields) => TakenMessage | 'aside' | 'unknown',
): RecordReader {
  const messages = new ChatMessages(builder);
  builder.agent({ name });
  return {
    take(record: unknown, place: Place): void {
      const taken = read(fieldsOf(record));
      if (taken === 'aside') builder.aside(record, place);
      else if (taken === 'unknown') builder.unknown(record, place);
      else {
        const { message, id, time, usage, model } = taken;
        const named = textOf(model);
        if (named !== undefined) builder.agent({ model: named });
        const step = messages.take(message, { place, id: textOf(id), timestamp: isoTime(time), model: named });
        const metrics = usageMetrics(fieldsOf(usage), numberOf(fieldsOf(fieldsOf(usage).cost).total));
        if (step !== undefined && step.source === 'agent' && metrics !== undefined) step.metrics = metrics;
      }
    },
    end: () => undefined,
  };
}

class ChatRows implements RecordReader {
  readonly #builder: TrajectoryBuilder;
  #rows = 0;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
  }

  take(record: unknown, place: Place): void {
    const { messages, tools, functions, ...rest } = fieldsOf(record);
    const builder = this.#rows++ === 0 ? this.#builder : this.#builder.subagent(`row-${this.#rows}`);
    const chat = new ChatMessages(builder);
    builder.agent({ name: 'chat', ...toolsOf(tools ?? functions), model: textOf(rest.model) });
    if (Object.keys(rest).length > 0) builder.extra({ 'openai-chat': rest });
    listOf(messages).forEach((message, index) => {
      const fields = fieldsOf(message);
      const about = Object.fromEntries(
        ['name', 'weight', 'refusal'].flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]])),
      );
      chat.take(fields, {
        place,
        id: `${place.line}.${index + 1}`,
        ...(Object.keys(about).length === 0 ? {} : { extra: about }),
      });
    });
  }

  end(): void {
    if (this.#rows > 1) {
      this.#builder.warn(
        'several-rows',
        `${this.#rows} conversations in one file: the others are embedded trajectories`,
        null,
      );
    }
  }
}

function toolsOf(tools: unknown): { tools?: Record<string, unknown>[] } {
  const list = listOf(tools).map((tool) => ({ ...fieldsOf(tool) }));
  return list.length === 0 ? {} : { tools: list };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function marked(text: string, first: RegExp, version: RegExp): Recognised | null {
  const line = firstLine(text);
  return first.test(line) ? { version: version.exec(line)?.[1] ?? null, confidence: 0.9 } : null;
}
