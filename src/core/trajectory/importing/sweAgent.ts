import { contentOf, type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from './fields.ts';
import type { FileHead, Recognised, RecordReader, TrajectoryFormat } from './format.ts';
import type { NewResult, OpenStep } from './openStep.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** SWE-agent's `.traj` of all ages, and SWE-smith's: the messages in `history`, what happened in `trajectory`. */
export const sweAgent: TrajectoryFormat = {
  id: 'swe-agent',
  title: 'SWE-agent trajectory',
  shape: 'document',
  recognise,
  reader: (builder) => new SweAgentReader(builder),
};

function recognise({ text, name }: FileHead): Recognised | null {
  if (!/^\s*\{/.test(text)) return null;
  const ending = name.endsWith('.traj');
  if (/"trajectory_format"\s*:/.test(text)) return null;
  const steps =
    /"trajectory"\s*:\s*\[\s*\{\s*"(action|query)"/.test(text) ||
    /"history"\s*:\s*\[\s*\{[^[\]]{0,400}"role"/s.test(text);
  if (!steps && !ending) return null;
  const version = /"swe_agent_version"\s*:\s*"([^"]{1,40})"/.exec(text)?.[1] ?? null;
  return { version, confidence: steps && ending ? 0.95 : steps ? 0.7 : 0.6 };
}

/** An answer that results may still come for; `facts` is what `trajectory` says of the same turn. */
interface OpenTurn {
  readonly step: OpenStep;
  readonly ids: readonly string[];
  readonly facts: Fields | undefined;
  /** Part of a demonstration: what the person says after it is the task, no result. */
  readonly demo: boolean;
  readonly answered?: boolean;
}

/** Whether a message of the person may be what a call gave, as it is in runs without function calling. */
function waits({ ids, demo, answered }: OpenTurn): boolean {
  return ids.length > 0 && !demo && answered !== true;
}

class SweAgentReader implements RecordReader {
  readonly #builder: TrajectoryBuilder;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
    builder.agent({ name: 'swe-agent' });
  }

  take(record: unknown, place: Place): void {
    const document = fieldsOf(record);
    this.#facts(document);
    const history = listOf(document.history).map(fieldsOf);
    const turns = listOf(document.trajectory).map(fieldsOf);
    if (history.length > 0) this.#history(history, turns, place);
    else this.#turns(turns, place);
  }

  end(): void {}

  #facts(document: Fields): void {
    const info = fieldsOf(document.info);
    const config = fieldsOf(parsed(document.replay_config));
    const model = textOf(fieldsOf(fieldsOf(config.agent).model).name);
    const repository = fieldsOf(fieldsOf(config.env).repo);
    this.#builder.agent({ version: textOf(info.swe_agent_version), model });
    this.#builder.ground({
      commit: textOf(repository.base_commit),
      repository: textOf(repository.repo_name) ?? textOf(repository.github_url) ?? textOf(repository.path),
    });
    const { history: _history, trajectory: _trajectory, ...rest } = document;
    this.#builder.extra({ 'swe-agent': rest });
    const stats = fieldsOf(info.model_stats);
    this.#builder.finalMetrics({
      ...given('total_prompt_tokens', numberOf(stats.tokens_sent)),
      ...given('total_completion_tokens', numberOf(stats.tokens_received)),
      ...given('total_cost_usd', numberOf(stats.instance_cost)),
    });
  }

  /** The history has what was said to the model; turn by turn `trajectory` has what came back. */
  #history(history: readonly Fields[], turns: readonly Fields[], place: Place): void {
    const own = history.filter((message) => message.role === 'assistant' && message.is_demo !== true);
    // Failed attempts that were asked again are in one list and not in the other: then nothing is matched by number.
    const matched = own.length === turns.length;
    if (!matched && turns.length > 0) {
      this.#builder.warn('turns', `${own.length} answers in the history, ${turns.length} in the trajectory`, place);
    }
    let turn = -1;
    let open: OpenTurn | undefined;
    history.forEach((message, index) => {
      const at = { ...place, line: index + 1 };
      if (message.role === 'assistant') {
        const demo = message.is_demo === true;
        if (!demo) turn++;
        const facts = matched && !demo ? turns[turn] : undefined;
        open = { ...this.#answer(message, facts, at, demo), facts, demo };
        return;
      }
      if (open !== undefined && (message.role === 'tool' || (waits(open) && this.#isObservation(message)))) {
        this.#observation(message, open, open.facts, at);
        // Calls that were made at once are answered by several messages.
        open = message.role === 'tool' ? { ...open, answered: true } : undefined;
        return;
      }
      this.#said(message, at);
    });
    if (open !== undefined && open.answered !== true)
      this.#lastObservation(open, open.facts, { ...place, line: history.length });
  }

  #isObservation({ role, message_type: type, is_demo: demo }: Fields): boolean {
    return role === 'user' && demo !== true && (type === undefined || type === 'observation');
  }

  #said(message: Fields, place: Place): void {
    const source = message.role === 'system' ? 'system' : 'user';
    const step = this.#builder.say(source, contentOf(message.content ?? ''), {
      place,
      ...extraOf(message, ['agent', 'message_type', 'tags', 'is_demo']),
    });
    // A demonstration is context that was written in, not something that happened here.
    if (message.is_demo === true) step.copied = true;
  }

  #answer(message: Fields, turn: Fields | undefined, place: Place, demo: boolean) {
    const builder = this.#builder;
    const step = builder.act(contentOf(message.content ?? message.thought ?? ''), {
      place,
      extra: { ...pick(message, ['agent', 'message_type', 'tags']), ...pick(turn ?? {}, ['thought', 'extra_info']) },
    });
    step.llmCalls = demo ? 0 : 1;
    if (demo) step.copied = true;
    for (const block of listOf(message.thinking_blocks)) step.reasoning.push(textOf(fieldsOf(block).thinking) ?? '');
    const ids = listOf(message.tool_calls).map((raw) => {
      const call = fieldsOf(raw);
      const { name, arguments: given } = fieldsOf(call.function);
      return builder.call(step, { id: textOf(call.id), name: textOf(name) ?? 'unknown', arguments: given });
    });
    const action = textOf(message.action) ?? textOf(turn?.action);
    if (ids.length === 0 && action !== undefined && action.trim() !== '') {
      ids.push(builder.call(step, { name: 'bash', arguments: { command: action } }));
    } else if (action !== undefined) step.extra = { ...step.extra, action };
    return { step, ids };
  }

  #observation(
    message: Fields,
    open: { readonly step: OpenStep; readonly ids: readonly string[] },
    turn: Fields | undefined,
    place: Place,
  ): void {
    const [named] = listOf(message.tool_call_ids);
    const id = textOf(named) ?? open.ids[0];
    const result = resultOf(contentOf(message.content ?? ''), turn);
    if (id !== undefined) this.#builder.result(id, result, place);
    else this.#builder.observe(open.step, result);
  }

  /** What the last call gave is not sent to the model any more: it stands in the trajectory alone. */
  #lastObservation(
    { step, ids }: { readonly step: OpenStep; readonly ids: readonly string[] },
    turn: Fields | undefined,
    place: Place,
  ): void {
    const observation = textOf(turn?.observation);
    if (turn === undefined || observation === undefined) return;
    const [id] = ids;
    if (id === undefined) this.#builder.observe(step, resultOf(observation, turn));
    else this.#builder.result(id, resultOf(observation, turn), place);
  }

  #turns(turns: readonly Fields[], place: Place): void {
    turns.forEach((turn, index) => {
      const at = { ...place, line: index + 1 };
      const { step, ids } = this.#answer({ content: turn.response ?? turn.thought ?? '' }, turn, at, false);
      this.#lastObservation({ step, ids }, turn, at);
    });
  }
}

function resultOf(content: NewResult['content'], turn: Fields | undefined): NewResult {
  if (turn === undefined) return { content };
  const state = parsed(turn.state);
  const cwd = textOf(fieldsOf(state).working_dir);
  const seconds = numberOf(turn.execution_time);
  const raw = textOf(turn.observation);
  const shown = typeof content === 'string' ? content : content?.map((part) => part.text ?? '').join('');
  return {
    content,
    ground: {
      ...(cwd === undefined ? {} : { cwd }),
      ...(seconds === undefined ? {} : { durationMs: Math.round(seconds * 1000) }),
    },
    extra: {
      ...(isFields(state) ? { state } : {}),
      // The model saw a wrapped or shortened form of it.
      ...(raw === undefined || raw === shown ? {} : { observation: raw }),
    },
  };
}

function pick(fields: Fields, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = fields[name];
      const empty = value === undefined || value === null || (isFields(value) && Object.keys(value).length === 0);
      return empty ? [] : [[name, value]];
    }),
  );
}

function extraOf(fields: Fields, names: readonly string[]): { extra?: Record<string, unknown> } {
  const extra = pick(fields, names);
  return Object.keys(extra).length === 0 ? {} : { extra };
}

function given(name: string, value: number | undefined): Record<string, number> {
  return value === undefined ? {} : { [name]: value };
}

/** Some fields are JSON in a string, some the same as an object. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
