import { contentOf, type Fields, fieldsOf, knownId, listOf, textOf } from './fields.ts';
import type { RecordReader, TrajectoryFormat } from './format.ts';
import type { OpenStep } from './openStep.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** The Agent Data Protocol's standard form: a list of actions and observations, in a document or one a line. */
export const agentDataProtocol: TrajectoryFormat = {
  id: 'adp',
  title: 'Agent Data Protocol',
  shape: 'document',
  recognise: ({ text }) => {
    const classes = /"class_"\s*:\s*"(api_action|code_action|message_action|text_observation|web_observation)"/.test(
      text,
    );
    if (!classes || !/"content"\s*:\s*\[/.test(text)) return null;
    return { version: /"schema_version"\s*:\s*"([^"]{1,20})"/.exec(text)?.[1] ?? null, confidence: 0.9 };
  },
  reader: (builder) => new ProtocolReader(builder),
};

class ProtocolReader implements RecordReader {
  readonly #builder: TrajectoryBuilder;
  #documents = 0;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
  }

  take(record: unknown, place: Place): void {
    const documents = Array.isArray(record) ? record : [record];
    for (const document of documents) this.#document(fieldsOf(document), place);
  }

  end(): void {
    if (this.#documents > 1) {
      this.#builder.warn(
        'several-runs',
        `${this.#documents} runs in one file: the others are embedded trajectories`,
        null,
      );
    }
  }

  #document(document: Fields, place: Place): void {
    const builder = this.#documents++ === 0 ? this.#builder : this.#builder.subagent(`run-${this.#documents}`);
    const { content, ...rest } = document;
    const { agent, agent_version: version, model } = fieldsOf(rest.details);
    builder.agent({
      name: textOf(agent) ?? 'adp',
      version: textOf(version) ?? textOf(rest.schema_version) ?? '1',
      model: textOf(model),
    });
    builder.session(knownId(rest.id));
    builder.extra({ adp: rest });
    const waiting: string[] = [];
    listOf(content).forEach((raw, index) => {
      const entry = fieldsOf(raw);
      take(builder, entry, { ...place, line: index + 1 }, waiting);
    });
  }
}

function take(builder: TrajectoryBuilder, entry: Fields, place: Place, waiting: string[]): void {
  const described = textOf(entry.description);
  const act = (text: string): OpenStep => {
    const step = builder.act(text, {
      place,
      ...(entry.reward === undefined || entry.reward === null ? {} : { extra: { reward: entry.reward } }),
    });
    step.llmCalls = 1;
    const thought = textOf(entry.reasoning_content);
    if (thought !== undefined) step.reasoning.push(thought);
    return step;
  };
  switch (entry.class_) {
    case 'api_action':
      waiting.push(
        builder.call(act(described ?? ''), { name: textOf(entry.function) ?? 'unknown', arguments: entry.kwargs }),
      );
      return;
    case 'code_action':
      waiting.push(
        builder.call(act(described ?? ''), {
          name: textOf(entry.language) ?? 'code',
          arguments: { code: entry.content },
          extra: { class_: 'code_action' },
        }),
      );
      return;
    case 'message_action':
      act(textOf(entry.content) ?? '');
      return;
    case 'text_observation':
    case 'web_observation':
      observe(builder, entry, place, waiting);
      return;
    default:
      builder.unknown(entry, place);
  }
}

function observe(builder: TrajectoryBuilder, entry: Fields, place: Place, waiting: string[]): void {
  const web = entry.class_ === 'web_observation';
  const content = web ? (textOf(entry.axtree) ?? textOf(entry.html) ?? '') : contentOf(entry.content ?? '');
  if (entry.source === 'user' || entry.source === 'system') {
    builder.say(entry.source, content, {
      place,
      ...(typeof entry.name === 'string' ? { extra: { name: entry.name } } : {}),
    });
    return;
  }
  const call = waiting.shift();
  const extra = web ? { extra: { ...entry } } : {};
  if (call !== undefined) {
    builder.result(call, { content, ...extra }, place);
    return;
  }
  const step = builder.say('system', '', { place });
  builder.observe(step, { content, ...extra });
}
