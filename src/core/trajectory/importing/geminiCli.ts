import { contentOf, type Fields, fieldsOf, isoTime, listOf, numberOf, textOf } from './fields.ts';
import type { FileHead, Recognised, RecordReader, TrajectoryFormat } from './format.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** Gemini CLI's chats, one record a line: messages, and records that change what came before. */
export const geminiCli: TrajectoryFormat = {
  id: 'gemini-cli',
  title: 'Gemini CLI session',
  shape: 'lines',
  recognise: ({ text }) => {
    const lines = text.split('\n', 40).join('\n');
    if (
      !/"type"\s*:\s*"gemini"/.test(lines) &&
      !/"\$(set|rewindTo)"\s*:/.test(lines) &&
      !/"projectHash"\s*:/.test(lines)
    )
      return null;
    return /^\s*\{[^\n]*\}\s*(\n|$)/.test(text) ? { version: null, confidence: 0.85 } : null;
  },
  reader: (builder) => new ChatReader(builder),
};

/** The older form: one document with its messages. */
export const geminiCliDocument: TrajectoryFormat = {
  id: 'gemini-cli-json',
  title: 'Gemini CLI session (JSON)',
  shape: 'document',
  recognise: ({ text }) =>
    /^\s*\{[\s\S]{0,600}"projectHash"\s*:/.test(text) &&
    /"messages"\s*:/.test(text) &&
    !/^\s*\{[^\n]*\}\s*\n\s*\{/.test(text)
      ? { version: null, confidence: 0.9 }
      : null,
  reader: (builder) => new ChatReader(builder),
};

/** Canned answers of the model (`--fake-responses`): a request's method and the chunks that it answered with. */
export const geminiResponses: TrajectoryFormat = {
  id: 'gemini-responses',
  title: 'Gemini CLI recorded responses',
  shape: 'lines',
  recognise: ({ text }: FileHead): Recognised | null =>
    /^\s*\{\s*"method"\s*:\s*"(generateContent|generateContentStream|countTokens)"/.test(text)
      ? { version: null, confidence: 0.9 }
      : null,
  reader: (builder) => new ResponseReader(builder),
};

interface Kept {
  readonly message: Fields;
  readonly place: Place;
}

/** Rewinding takes messages back, so they become steps only at the end. */
class ChatReader implements RecordReader {
  readonly #builder: TrajectoryBuilder;
  #messages: Kept[] = [];

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
    builder.agent({ name: 'gemini-cli' });
  }

  take(record: unknown, place: Place): void {
    const fields = fieldsOf(record);
    if (typeof fields.$rewindTo === 'string') this.#rewind(fields.$rewindTo, record, place);
    else if (fields.$set !== undefined) this.#set(fieldsOf(fields.$set), record, place);
    else if (Array.isArray(fields.messages)) {
      this.#facts(fields);
      fields.messages.forEach((message: unknown, index) => {
        this.#messages.push({ message: fieldsOf(message), place: { ...place, line: index + 1 } });
      });
    } else if (typeof fields.type === 'string') this.#put(fields, place);
    else if (fields.sessionId !== undefined) {
      this.#facts(fields);
      this.#builder.aside(record, place);
    } else this.#builder.unknown(record, place);
  }

  end(): void {
    for (const { message, place } of this.#messages) this.#emit(message, place);
    this.#messages = [];
  }

  /** A message that comes again under its id is its newer state. */
  #put(message: Fields, place: Place): void {
    const known = this.#messages.findIndex((kept) => message.id !== undefined && kept.message.id === message.id);
    if (known < 0) this.#messages.push({ message, place });
    else this.#messages[known] = { message, place: this.#messages[known]?.place ?? place };
  }

  #rewind(id: string, record: unknown, place: Place): void {
    const at = this.#messages.findIndex(({ message }) => message.id === id);
    this.#builder.aside(record, place);
    if (at < 0) {
      this.#builder.warn('rewind', `a rewind to the message ${id}, which is not there`, place);
      return;
    }
    for (const gone of this.#messages.splice(at)) this.#builder.aside(gone.message, gone.place);
  }

  #set(changes: Fields, record: unknown, place: Place): void {
    this.#facts(changes);
    if (Array.isArray(changes.messages)) {
      this.#messages = changes.messages.map((message: unknown) => ({ message: fieldsOf(message), place }));
    }
    this.#builder.aside(record, place);
  }

  #facts(fields: Fields): void {
    this.#builder.session(textOf(fields.sessionId));
    const [cwd] = listOf(fields.directories);
    this.#builder.ground({ cwd: textOf(cwd) });
    if (typeof fields.summary === 'string') this.#builder.notes(fields.summary);
  }

  #emit(message: Fields, place: Place): void {
    const facts = { place, timestamp: isoTime(message.timestamp), id: textOf(message.id) };
    const content = contentOf(message.content ?? '');
    if (message.type === 'user') {
      this.#builder.say('user', content, facts);
      return;
    }
    if (message.type !== 'gemini') {
      this.#builder.say('system', content, { ...facts, extra: { type: message.type } });
      return;
    }
    const step = this.#builder.act(content, facts);
    step.llmCalls = 1;
    const model = textOf(message.model);
    if (model !== undefined) {
      step.model = model;
      this.#builder.agent({ model });
    }
    for (const thought of listOf(message.thoughts)) {
      const { subject, description } = fieldsOf(thought);
      step.reasoning.push([textOf(subject), textOf(description)].filter((part) => part !== undefined).join(': '));
    }
    const tokens = fieldsOf(message.tokens);
    const input = numberOf(tokens.input);
    if (input !== undefined) {
      const thoughts = numberOf(tokens.thoughts) ?? 0;
      step.metrics = {
        prompt_tokens: input,
        completion_tokens: (numberOf(tokens.output) ?? 0) + thoughts,
        cached_tokens: numberOf(tokens.cached) ?? 0,
        ...(thoughts === 0 ? {} : { extra: { thoughts } }),
      };
    }
    for (const raw of listOf(message.toolCalls)) {
      const call = fieldsOf(raw);
      const id = this.#builder.call(step, {
        id: textOf(call.id),
        name: textOf(call.name) ?? 'unknown',
        arguments: call.args,
        extra: Object.fromEntries(
          ['status', 'timestamp', 'agentId', 'displayName', 'description'].flatMap((key) =>
            call[key] === undefined ? [] : [[key, call[key]]],
          ),
        ),
      });
      if (call.result === undefined && call.resultDisplay === undefined) continue;
      this.#builder.result(id, geminiResult(call), place);
    }
  }
}

/** A result is function responses; their `output` or `error` is what the model read. */
function geminiResult(call: Fields) {
  const texts = listOf(call.result).map((part) => {
    const { response } = fieldsOf(fieldsOf(part).functionResponse);
    const told = fieldsOf(response);
    return textOf(told.output) ?? textOf(told.error) ?? textOf(fieldsOf(part).text) ?? JSON.stringify(part);
  });
  return {
    content: typeof call.result === 'string' ? call.result : texts.length === 0 ? null : texts.join('\n'),
    ...(call.status === 'error' || call.status === 'cancelled' ? { ground: { isError: true } } : {}),
    ...(call.resultDisplay === undefined ? {} : { extra: { resultDisplay: call.resultDisplay } }),
  };
}

class ResponseReader implements RecordReader {
  readonly #builder: TrajectoryBuilder;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
    builder.agent({ name: 'gemini-cli' });
  }

  take(record: unknown, place: Place): void {
    const { method, response } = fieldsOf(record);
    const chunks = Array.isArray(response) ? response.map(fieldsOf) : [fieldsOf(response)];
    if (method === 'countTokens' || method === 'embedContent') {
      this.#builder.aside(record, place);
      return;
    }
    const step = this.#builder.act('', { place });
    step.llmCalls = 1;
    let text = '';
    for (const chunk of chunks) {
      const [candidate] = listOf(chunk.candidates);
      for (const raw of listOf(fieldsOf(fieldsOf(candidate).content).parts)) {
        const part = fieldsOf(raw);
        const call = fieldsOf(part.functionCall);
        if (typeof call.name === 'string') {
          this.#builder.call(step, { id: textOf(call.id), name: call.name, arguments: call.args });
        } else if (part.thought === true) step.reasoning.push(textOf(part.text) ?? '');
        else text += textOf(part.text) ?? '';
      }
      const usage = fieldsOf(chunk.usageMetadata);
      const input = numberOf(usage.promptTokenCount);
      if (input !== undefined) {
        step.metrics = { prompt_tokens: input, completion_tokens: numberOf(usage.candidatesTokenCount) ?? 0 };
      }
    }
    step.message = text;
  }

  end(): void {}
}
