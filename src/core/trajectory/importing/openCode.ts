import { type Fields, fieldsOf, isoTime, listOf, numberOf, textOf } from './fields.ts';
import type { RecordReader, TrajectoryFormat } from './format.ts';
import type { NewResult, OpenStep } from './openStep.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/**
 * opencode: one document `{info, messages: [{info, parts}]}`, as its export has it and as its storage folder (a file a
 * message, a file a part) is put together. Steps carry opencode's own snapshots, which are git tree ids.
 */
export const openCode: TrajectoryFormat = {
  id: 'opencode',
  title: 'opencode session',
  shape: 'document',
  recognise: ({ text, path }) => {
    if (/"info"\s*:\s*\{/.test(text) && /"messages"\s*:\s*\[/.test(text) && /"parts"\s*:/.test(text)) {
      return { version: /"version"\s*:\s*"([^"]{1,30})"/.exec(text)?.[1] ?? null, confidence: 0.85 };
    }
    const stored = /\/storage\/(message|part|session)\//.test(path) || /"sessionID"\s*:|"messageID"\s*:/.test(text);
    return stored && /^\s*\{/.test(text) && /"(messageID|modelID|providerID|projectID|sessionID)"\s*:/.test(text)
      ? { version: null, confidence: 0.8 }
      : null;
  },
  reader: (builder) => new OpenCodeReader(builder),
};

class OpenCodeReader implements RecordReader {
  readonly #builder: TrajectoryBuilder;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
    builder.agent({ name: 'opencode' });
  }

  take(record: unknown, place: Place): void {
    const { info, messages } = fieldsOf(record);
    const session = fieldsOf(info);
    this.#builder.session(textOf(session.id));
    this.#builder.agent({ version: textOf(session.version) });
    this.#builder.ground({ cwd: textOf(session.directory) });
    if (Object.keys(session).length > 0) this.#builder.extra({ opencode: session });
    listOf(messages).forEach((raw, index) => {
      const message = fieldsOf(raw);
      this.#message(fieldsOf(message.info), listOf(message.parts).map(fieldsOf), { ...place, line: index + 1 });
    });
  }

  end(): void {}

  #message(info: Fields, parts: readonly Fields[], place: Place): void {
    const facts = {
      place,
      id: textOf(info.id),
      timestamp: isoTime(fieldsOf(info.time).created),
    };
    if (info.role === 'user') {
      const texts = parts.filter(({ type }) => type === 'text').map(({ text }) => textOf(text) ?? '');
      const others = parts.filter(({ type }) => type !== 'text');
      this.#builder.say('user', texts.join('\n'), {
        ...facts,
        ...(others.length === 0 ? {} : { extra: { parts: others } }),
      });
      return;
    }
    this.#answer(info, parts, facts, place);
  }

  /** A message of the agent is one or more inferences, each between `step-start` and `step-finish`. */
  #answer(info: Fields, parts: readonly Fields[], facts: Parameters<TrajectoryBuilder['act']>[1], place: Place): void {
    const model = textOf(info.modelID);
    this.#builder.agent({ model });
    this.#builder.ground({ cwd: textOf(fieldsOf(info.path).cwd) });
    let step: OpenStep | undefined;
    const open = () => {
      if (step === undefined) {
        step = this.#builder.act('', facts);
        step.llmCalls = 1;
        if (model !== undefined) step.model = model;
      }
      return step;
    };
    for (const part of parts) {
      switch (part.type) {
        case 'step-start':
          step = undefined;
          open().extra = { ...open().extra, snapshotBefore: part.snapshot };
          break;
        case 'step-finish':
          finish(open(), part);
          step = undefined;
          break;
        case 'text':
          speak(open(), part);
          break;
        case 'reasoning':
          open().reasoning.push(textOf(part.text) ?? '');
          break;
        case 'tool':
          this.#tool(open(), part, place);
          break;
        case 'patch':
        case 'snapshot':
        case 'file':
        case 'retry':
        case 'agent':
        case 'subtask': {
          const target = step ?? this.#builder.lastBy('agent') ?? open();
          target.extra = { ...target.extra, [part.type]: [...listOf(target.extra?.[part.type]), part] };
          break;
        }
        case 'compaction':
          this.#builder.say('system', '', { place, extra: { context_management: { boundary: 'replace' }, part } });
          step = undefined;
          break;
        default:
          this.#builder.unknown(part, place);
      }
    }
    const error = fieldsOf(info.error);
    if (typeof error.name === 'string') open().extra = { ...open().extra, error };
    // A message without any part was said all the same.
    if (parts.length === 0) open();
  }

  #tool(step: OpenStep, part: Fields, place: Place): void {
    const state = fieldsOf(part.state);
    const id = this.#builder.call(step, {
      id: textOf(part.callID),
      name: textOf(part.tool) ?? 'unknown',
      arguments: state.input ?? state.raw,
      ...(state.title === undefined ? {} : { extra: { title: state.title } }),
    });
    if (state.status === 'completed' || state.status === 'error') this.#builder.result(id, toolResult(state), place);
  }
}

function toolResult(state: Fields): NewResult {
  const { start, end } = fieldsOf(state.time);
  const took = (numberOf(end) ?? Number.NaN) - (numberOf(start) ?? Number.NaN);
  const exitCode = numberOf(fieldsOf(state.metadata).exit);
  const failed = state.status === 'error' || (exitCode !== undefined && exitCode !== 0);
  return {
    // A call that failed has its error where others have their output.
    content: textOf(state.output) ?? textOf(state.error) ?? null,
    ground: {
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(failed ? { isError: true } : {}),
      ...(Number.isFinite(took) ? { durationMs: took } : {}),
    },
    ...(Object.keys(fieldsOf(state.metadata)).length === 0 ? {} : { extra: { metadata: state.metadata } }),
  };
}

function speak(step: OpenStep, part: Fields): void {
  const text = textOf(part.text) ?? '';
  if (part.synthetic === true || text === '') {
    if (text !== '') step.extra = { ...step.extra, synthetic: [...listOf(step.extra?.synthetic), text] };
    return;
  }
  step.message = step.message === '' ? text : `${typeof step.message === 'string' ? step.message : ''}\n${text}`;
}

function finish(step: OpenStep, part: Fields): void {
  const tokens = fieldsOf(part.tokens);
  const cache = fieldsOf(tokens.cache);
  const input = numberOf(tokens.input);
  const cost = numberOf(part.cost);
  step.extra = { ...step.extra, snapshotAfter: part.snapshot, reason: part.reason };
  if (input === undefined && cost === undefined) return;
  const read = numberOf(cache.read) ?? 0;
  step.metrics = {
    ...(input === undefined
      ? {}
      : { prompt_tokens: input + read, completion_tokens: numberOf(tokens.output) ?? 0, cached_tokens: read }),
    ...(cost === undefined ? {} : { cost_usd: cost }),
  };
}
