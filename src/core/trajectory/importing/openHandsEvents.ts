import { contentOf, type Fields, fieldsOf, isFields, isoTime, listOf, numberOf, textOf } from './fields.ts';
import type { FileHead, Recognised, RecordReader, TrajectoryFormat } from './format.ts';
import type { NewResult, OpenStep, StepFacts } from './openStep.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** OpenHands V0: a list of actions and observations, alone or as `history` of an evaluation's row. */
export const openHandsV0: TrajectoryFormat = {
  id: 'openhands-v0',
  title: 'OpenHands V0 events',
  shape: 'document',
  recognise: (head) => recognise(head, /^\s*\[/),
  reader: (builder) => new EventsReader(builder),
};

/** The same inside rows of `output.jsonl`: one run a line. Only the first line is read as the main trajectory. */
export const openHandsV0Rows: TrajectoryFormat = {
  id: 'openhands-v0-rows',
  title: 'OpenHands V0 evaluation rows',
  shape: 'lines',
  recognise: (head) => (/"history"\s*:\s*\[/.test(head.text) ? recognise(head, /^\s*\{/) : null),
  reader: (builder) => new RowsReader(builder),
};

function recognise({ text }: FileHead, start: RegExp): Recognised | null {
  if (!start.test(text) || /"kind"\s*:\s*"\w+Event"/.test(text)) return null;
  const acts =
    /"action"\s*:\s*"(run|run_ipython|message|read|write|edit|finish|browse|browse_interactive|think|recall|system|call_tool_mcp)"/;
  if (!acts.test(text) || !/"observation"\s*:|"args"\s*:|"is_confirmed"/.test(text)) return null;
  return { version: '0', confidence: 0.9 };
}

/** Several runs: each is a trajectory of its own beside the first, which is the main one. */
class RowsReader implements RecordReader {
  readonly #builder: TrajectoryBuilder;
  #rows = 0;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
  }

  take(record: unknown, place: Place): void {
    const row = fieldsOf(record);
    const builder = this.#rows++ === 0 ? this.#builder : this.#builder.subagent(`row-${this.#rows}`);
    const { history, ...rest } = row;
    builder.extra({ openhands: rest });
    builder.ground({ commit: textOf(row.base_commit) });
    builder.session(textOf(row.instance_id));
    const reader = new EventsReader(builder);
    reader.take(history, place);
    reader.end();
  }

  end(): void {
    if (this.#rows > 1) {
      this.#builder.warn('several-runs', `${this.#rows} runs in one file: the others are embedded trajectories`, null);
    }
  }
}

class EventsReader implements RecordReader {
  readonly #builder: TrajectoryBuilder;
  /** Call ids by the id of the action's event; without ids, calls in order. */
  readonly #calls = new Map<number, string>();
  #inference: { readonly id: string; readonly step: OpenStep } | undefined;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
    builder.agent({ name: 'openhands', version: '0' });
  }

  take(record: unknown, place: Place): void {
    // Old files have pairs of action and observation.
    const events = listOf(record).flatMap((entry) => (Array.isArray(entry) ? entry : [entry]));
    events.forEach((event, index) => {
      const at = { ...place, line: place.line === 1 ? index + 1 : place.line };
      const fields = fieldsOf(event);
      // An action has arguments or a thought; an observation names what it observed.
      if (typeof fields.observation === 'string') this.#observation(fields, at);
      else if (typeof fields.action === 'string') this.#action(fields, at);
      else if (typeof fields.content === 'string' && fields.wait_for_response !== undefined) this.#message(fields, at);
      else this.#builder.unknown(event, at);
    });
  }

  end(): void {}

  #action(event: Fields, place: Place): void {
    const args = isFields(event.args) ? event.args : withoutMeta(event);
    const facts = stepFacts(event, place);
    const { action, source } = event;
    if (action === 'message' || action === 'system') {
      this.#message({ ...event, ...args, source: action === 'system' ? 'system' : source }, place);
      return;
    }
    if (source === 'environment' || action === 'recall' || action === 'change_agent_state' || action === 'null') {
      this.#builder.aside(event, place);
      return;
    }
    if (source === 'user') {
      // A command that the person ran by hand: told, but not the agent's.
      this.#builder.say('user', textOf(event.message) ?? '', { ...facts, extra: { ...facts.extra, action, args } });
      return;
    }
    const told = fieldsOf(event.tool_call_metadata);
    const step = this.#stepFor(event, told, args, facts);
    const { thought: _thought, ...given } = args;
    const native = callOf(told);
    const callId = this.#builder.call(step, {
      id: textOf(told.tool_call_id),
      name: textOf(told.function_name) ?? String(action),
      arguments: native ?? given,
      ...(native === undefined ? {} : { extra: { action, args } }),
    });
    if (typeof event.id === 'number') this.#calls.set(event.id, callId);
    if (action === 'finish') {
      const said = textOf(args.final_thought) ?? '';
      if (step.message === '' && said !== '') step.message = said;
    }
  }

  /** Calls of one answer of the model are one step: they carry the same response. */
  #stepFor(event: Fields, told: Fields, args: Fields, facts: StepFacts): OpenStep {
    const response = textOf(fieldsOf(told.model_response).id) ?? '';
    if (response !== '' && this.#inference?.id === response) return this.#inference.step;
    const step = this.#builder.act(textOf(args.thought) ?? '', facts);
    step.llmCalls = 1;
    this.#inference = { id: response, step };
    const model = textOf(fieldsOf(told.model_response).model);
    if (model !== undefined) {
      step.model = model;
      this.#builder.agent({ model });
    }
    const usage = fieldsOf(fieldsOf(told.model_response).usage);
    const input = numberOf(usage.prompt_tokens);
    const output = numberOf(usage.completion_tokens);
    if (input !== undefined) {
      step.metrics = { prompt_tokens: input, ...(output === undefined ? {} : { completion_tokens: output }) };
    }
    if (typeof event.message === 'string' && event.message !== args.thought)
      step.extra = { ...step.extra, shown: event.message };
    return step;
  }

  #message(event: Fields, place: Place): void {
    const content = contentOf(event.content ?? event.message ?? '');
    const facts = stepFacts(event, place);
    this.#inference = undefined;
    if (event.source === 'agent') {
      this.#builder.act(content, facts).llmCalls = 1;
      return;
    }
    this.#builder.say(event.source === 'system' ? 'system' : 'user', content, facts);
  }

  #observation(event: Fields, place: Place): void {
    const extras = isFields(event.extras) ? event.extras : withoutMeta(event);
    const metadata = fieldsOf(extras.metadata);
    if (['agent_state_changed', 'null', 'recall'].includes(String(event.observation))) {
      this.#builder.aside(event, place);
      return;
    }
    const exitCode = numberOf(metadata.exit_code) ?? numberOf(extras.exit_code) ?? numberOf(event.exit_code);
    const cwd = textOf(metadata.working_dir);
    const failed = event.success === false || event.observation === 'error' || (exitCode !== undefined && exitCode > 0);
    const result: NewResult = {
      content: contentOf(event.content ?? ''),
      ground: {
        ...(exitCode === undefined ? {} : { exitCode }),
        ...(failed ? { isError: true } : {}),
        ...(cwd === undefined || cwd === '' ? {} : { cwd }),
      },
      extra: { observation: event.observation, ...(Object.keys(extras).length === 0 ? {} : { extras }) },
    };
    const cause = typeof event.cause === 'number' ? this.#calls.get(event.cause) : undefined;
    const id = cause ?? textOf(fieldsOf(event.tool_call_metadata).tool_call_id);
    if (id === undefined && typeof event.cause === 'number') {
      this.#builder.aside(event, place);
      return;
    }
    this.#builder.result(id ?? null, result, place);
  }
}

const META: ReadonlySet<string> = new Set([
  'id',
  'timestamp',
  'source',
  'action',
  'observation',
  'cause',
  'content',
  'message',
  'keep_prompt',
  'is_confirmed',
  'action_risk',
  'success',
]);

/** The earliest files have an event's members at the top, without `args` or `extras`. */
function withoutMeta(event: Fields): Fields {
  return Object.fromEntries(Object.entries(event).filter(([name]) => !META.has(name)));
}

/** The call as the model wrote it, where the response is kept. */
function callOf(told: Fields): unknown {
  const [choice] = listOf(fieldsOf(told.model_response).choices);
  const calls = listOf(fieldsOf(fieldsOf(choice).message).tool_calls).map(fieldsOf);
  const own = calls.find((call) => call.id === told.tool_call_id);
  return own === undefined ? undefined : fieldsOf(own.function).arguments;
}

function stepFacts(event: Fields, place: Place): StepFacts {
  const id = typeof event.id === 'number' ? String(event.id) : textOf(event.id);
  return { place, timestamp: isoTime(event.timestamp), id };
}
