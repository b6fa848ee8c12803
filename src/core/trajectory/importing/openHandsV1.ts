import { contentOf, type Fields, fieldsOf, isFields, isoTime, listOf, textOf } from './fields.ts';
import type { FileHead, Recognised, RecordReader, TrajectoryFormat } from './format.ts';
import type { OpenStep, StepFacts } from './openStep.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** Events of the OpenHands SDK (V1), one a line, each with its `kind`. */
export const openHandsV1: TrajectoryFormat = {
  id: 'openhands-v1',
  title: 'OpenHands V1 events',
  shape: 'lines',
  recognise,
  reader: (builder) => new V1Reader(builder),
};

/**
 * A conversation's folder: `base_state.json`, and each event in a file of its own below `events/`. Its files come one by
 * one, the state first.
 */
export const openHandsV1Folder: TrajectoryFormat = {
  id: 'openhands-v1-folder',
  title: 'OpenHands V1 conversation (base_state.json with the folder events beside it)',
  shape: 'document',
  recognise: ({ text, name, path }) => {
    if (!/^\s*\{/.test(text)) return null;
    const isState = /"persistence_dir"\s*:/.test(text) && /"agent"\s*:\s*\{/.test(text);
    const isEvent = /\/events\/event-[^/]*\.json$/.test(path) && EVENT.test(text);
    return isEvent || isState || name === 'base_state.json' ? { version: '1', confidence: 0.95 } : null;
  },
  reader: (builder) => new V1Reader(builder),
};

const EVENT = /"kind"\s*:\s*"\w+(Event|Observation|Condensation)"/;

function recognise({ text }: FileHead): Recognised | null {
  const kinds =
    /"kind"\s*:\s*"(ActionEvent|ObservationEvent|MessageEvent|SystemPromptEvent|ConversationStateUpdateEvent|ACPToolCallEvent|AgentErrorEvent)"/;
  return kinds.test(text.slice(0, 16384)) ? { version: '1', confidence: 0.9 } : null;
}

/** Bookkeeping of the SDK. */
const ASIDE: ReadonlySet<string> = new Set([
  'ConversationStateUpdateEvent',
  'LLMCompletionLogEvent',
  'TokenEvent',
  'PauseEvent',
  'CondensationRequest',
  'HookExecutionEvent',
]);

class V1Reader implements RecordReader {
  readonly #builder: TrajectoryBuilder;
  #inference: { readonly response: string; readonly step: OpenStep } | undefined;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
    builder.agent({ name: 'openhands', version: '1' });
  }

  take(record: unknown, place: Place): void {
    const event = fieldsOf(record);
    const kind = textOf(event.kind) ?? '';
    if (kind === '' && isFields(event.agent)) {
      this.#state(event, event.agent);
      return;
    }
    switch (kind) {
      case 'SystemPromptEvent':
        this.#system(event, place);
        return;
      case 'MessageEvent':
        this.#message(event, place);
        return;
      case 'ActionEvent':
        this.#action(event, place);
        return;
      case 'ObservationEvent':
        this.#observation(event, place);
        return;
      case 'UserRejectObservation':
      case 'AgentErrorEvent':
        this.#failure(event, place);
        return;
      case 'ACPToolCallEvent':
        this.#acp(event, place);
        return;
      case 'Condensation':
      case 'CondensationSummaryEvent':
        this.#builder.say('system', textOf(event.summary) ?? '', {
          ...facts(event, place),
          extra: { kind, context_management: { boundary: 'replace' }, forgotten: event.forgotten_event_ids },
        });
        return;
      case 'ConversationErrorEvent':
        this.#builder.say('system', textOf(event.detail) ?? '', {
          ...facts(event, place),
          extra: { kind, code: event.code },
        });
        return;
      default:
        if (!ASIDE.has(kind)) this.#builder.unknown(record, place);
        else this.#aside(event, place);
    }
  }

  end(): void {}

  /** Who the agent is, and where it works. */
  #state(state: Fields, agent: Fields): void {
    const tools = listOf(agent.tools).map((tool) => ({ ...fieldsOf(tool) }));
    const { agent: _agent, ...rest } = state;
    this.#builder.session(textOf(state.id));
    this.#builder.agent({ model: textOf(fieldsOf(agent.llm).model), ...(tools.length === 0 ? {} : { tools }) });
    this.#builder.ground({ cwd: textOf(fieldsOf(state.workspace).working_dir) });
    this.#builder.extra({ 'openhands-state': rest });
  }

  #aside(event: Fields, place: Place): void {
    const [model] = Object.values(fieldsOf(fieldsOf(event.value).usage_to_metrics));
    this.#builder.agent({ model: textOf(fieldsOf(model).model_name) });
    this.#builder.aside(event, place);
  }

  #system(event: Fields, place: Place): void {
    const tools = listOf(event.tools).map((tool) => ({ ...fieldsOf(tool) }));
    if (tools.length > 0) this.#builder.agent({ tools });
    this.#builder.say(
      'system',
      contentOf(fieldsOf(event.system_prompt).text ?? event.system_prompt ?? ''),
      facts(event, place),
    );
  }

  #message(event: Fields, place: Place): void {
    const message = fieldsOf(event.llm_message);
    const content = contentOf(message.content ?? '');
    this.#inference = undefined;
    if (event.source === 'agent') {
      const step = this.#builder.act(content, facts(event, place));
      step.llmCalls = 1;
      const thought = textOf(message.reasoning_content);
      if (thought !== undefined) step.reasoning.push(thought);
    } else this.#builder.say(event.source === 'user' ? 'user' : 'system', content, facts(event, place));
  }

  /** Calls of one response are one step; only the first of them carries the thought. */
  #action(event: Fields, place: Place): void {
    const response = textOf(event.llm_response_id) ?? '';
    if (response === '' || this.#inference?.response !== response) {
      const step = this.#builder.act(contentOf(listOf(event.thought)), facts(event, place));
      step.llmCalls = 1;
      const thought = textOf(event.reasoning_content);
      if (thought !== undefined) step.reasoning.push(thought);
      this.#inference = { response, step };
    }
    const call = fieldsOf(event.tool_call);
    const native = call.arguments ?? fieldsOf(call.function).arguments;
    this.#builder.call(this.#inference.step, {
      id: textOf(event.tool_call_id),
      name: textOf(event.tool_name) ?? 'unknown',
      arguments: native ?? event.action,
      extra: {
        eventId: event.id,
        ...(native === undefined ? {} : { action: event.action }),
        ...(event.security_risk === undefined ? {} : { security_risk: event.security_risk }),
        ...(event.summary === undefined || event.summary === null ? {} : { summary: event.summary }),
      },
    });
  }

  #observation(event: Fields, place: Place): void {
    const { content, ...rest } = fieldsOf(event.observation);
    const metadata = fieldsOf(rest.metadata);
    const code = typeof rest.exit_code === 'number' ? rest.exit_code : undefined;
    const cwd = textOf(metadata.working_dir);
    this.#builder.result(
      textOf(event.tool_call_id) ?? null,
      {
        content: content === undefined ? null : contentOf(content),
        ground: {
          ...(code === undefined ? {} : { exitCode: code }),
          ...(rest.is_error === true || (code !== undefined && code > 0) ? { isError: true } : {}),
          ...(cwd === undefined ? {} : { cwd }),
        },
        extra: { eventId: event.id, observation: rest },
      },
      place,
    );
  }

  #failure(event: Fields, place: Place): void {
    const why = textOf(event.error) ?? textOf(event.rejection_reason) ?? '';
    this.#builder.result(
      textOf(event.tool_call_id) ?? null,
      { content: why, ground: { isError: true }, extra: { kind: event.kind } },
      place,
    );
  }

  /** A call of an agent behind the Agent Client Protocol: told anew with every change of its state. */
  #acp(event: Fields, place: Place): void {
    const id = textOf(event.tool_call_id) ?? '';
    if (event.status !== 'completed' && event.status !== 'failed') {
      this.#builder.aside(event, place);
      return;
    }
    const step = this.#builder.act('', facts(event, place));
    const call = this.#builder.call(step, {
      id,
      name: textOf(event.tool_kind) ?? textOf(event.title) ?? 'unknown',
      arguments: event.raw_input,
      extra: { title: event.title },
    });
    const output = event.raw_output ?? event.content;
    this.#builder.result(
      call,
      {
        content: typeof output === 'string' ? output : JSON.stringify(output ?? null),
        ...(event.is_error === true || event.status === 'failed' ? { ground: { isError: true } } : {}),
      },
      place,
    );
  }
}

function facts(event: Fields, place: Place): StepFacts {
  return { place, timestamp: isoTime(event.timestamp), id: textOf(event.id) };
}
