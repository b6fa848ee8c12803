import { contentOf, type Fields, fieldsOf, isoTime, listOf, numberOf, textOf } from './fields.ts';
import type { FileHead, Recognised, RecordReader, TrajectoryFormat } from './format.ts';
import type { NewResult, OpenStep } from './openStep.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** mini-swe-agent's `.traj.json`: a bare list of messages (v0), or messages with an envelope (format 1.1). */
export const miniSweAgent: TrajectoryFormat = {
  id: 'mini-swe-agent',
  title: 'mini-swe-agent trajectory',
  shape: 'document',
  recognise,
  reader: (builder) => new MiniReader(builder),
};

function recognise({ text }: FileHead): Recognised | null {
  const marked = /"trajectory_format"\s*:\s*"mini-swe-agent-([^"]{1,20})"/.exec(text)?.[1];
  if (marked !== undefined) return { version: marked, confidence: 0.98 };
  if (/"mini_version"\s*:/.test(text) && /"messages"\s*:/.test(text)) return { version: null, confidence: 0.85 };
  const bare = /^\s*\[\s*\{\s*"role"\s*:/.test(text);
  if (bare && /<returncode>|mswea_bash_command|ONE bash code block/.test(text))
    return { version: '0', confidence: 0.9 };
  return null;
}

class MiniReader implements RecordReader {
  readonly #builder: TrajectoryBuilder;
  #waiting: string[] = [];

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
    builder.agent({ name: 'mini-swe-agent' });
  }

  take(record: unknown, place: Place): void {
    const document = fieldsOf(record);
    const info = fieldsOf(document.info);
    const config = fieldsOf(info.config);
    const stats = fieldsOf(info.model_stats);
    const { messages: _messages, ...rest } = document;
    if (!Array.isArray(record)) this.#builder.extra({ 'mini-swe-agent': rest });
    const cost = numberOf(stats.instance_cost);
    if (cost !== undefined) this.#builder.finalMetrics({ total_cost_usd: cost });
    this.#builder.agent({ version: textOf(info.mini_version), model: textOf(fieldsOf(config.model).model_name) });
    this.#builder.ground({ cwd: textOf(fieldsOf(config.environment).cwd) });
    listOf(Array.isArray(record) ? record : document.messages).forEach((message, index) => {
      this.#message(fieldsOf(message), { ...place, line: index + 1 });
    });
  }

  end(): void {}

  #message(message: Fields, place: Place): void {
    const extra = fieldsOf(message.extra);
    if (message.role === 'assistant') this.#answer(message, extra, place);
    else if (message.role === 'tool') this.#result(textOf(message.tool_call_id) ?? null, message, extra, place);
    else if (message.role === 'user' && this.#waiting.length > 0 && message.type === undefined) {
      this.#result(this.#waiting[0] ?? null, message, extra, place);
    } else if (message.type === 'function_call_output') {
      this.#result(textOf(message.call_id) ?? null, { ...message, content: message.output }, extra, place);
    } else {
      const source = message.role === 'system' ? 'system' : 'user';
      const timestamp = isoTime(extra.timestamp);
      this.#builder.say(source, contentOf(message.content ?? ''), { place, timestamp, ...about(extra, ['timestamp']) });
    }
  }

  #answer(message: Fields, extra: Fields, place: Place): void {
    const builder = this.#builder;
    const facts = {
      place,
      timestamp: isoTime(extra.timestamp),
      ...about(extra, ['timestamp', 'actions', 'cost', 'response']),
    };
    const step = builder.act(contentOf(message.content ?? ''), facts);
    step.llmCalls = 1;
    const thought = textOf(message.reasoning_content) ?? textOf(message.reasoning);
    if (thought !== undefined) step.reasoning.push(thought);
    measure(step, extra);
    const calls = listOf(message.tool_calls).map(fieldsOf);
    const actions = listOf(extra.actions).map(fieldsOf);
    if (calls.length > 0) {
      this.#waiting = calls.map((call) => {
        const { name, arguments: given } = fieldsOf(call.function);
        return builder.call(step, { id: textOf(call.id), name: textOf(name) ?? 'bash', arguments: given });
      });
      return;
    }
    const commands =
      actions.length > 0
        ? actions.flatMap(({ command }) => textOf(command) ?? [])
        : commandsIn(textOf(message.content) ?? '');
    this.#waiting = commands.map((command) => builder.call(step, { name: 'bash', arguments: { command } }));
  }

  #result(id: string | null, message: Fields, extra: Fields, place: Place): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting !== id);
    this.#builder.result(id, resultOf(message, extra), place);
  }
}

/** The one command of an answer stands in its fenced block. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/```(?:mswea_bash_command|bash)\s*\n([\s\S]*?)\n?```/g)]
    .flatMap(([, command]) => command ?? [])
    .slice(0, 1);
}

function resultOf(message: Fields, extra: Fields): NewResult {
  const content = contentOf(message.content ?? '');
  const shown = typeof content === 'string' ? content : '';
  const told = /^\s*<returncode>(-?\d+)<\/returncode>/.exec(shown)?.[1];
  const exitCode = numberOf(extra.returncode) ?? (told === undefined ? undefined : Number(told));
  return {
    content,
    ...(exitCode === undefined ? {} : { ground: { exitCode, isError: exitCode !== 0 } }),
    ...about(extra, ['returncode']),
  };
}

function measure(step: OpenStep, extra: Fields): void {
  const cost = numberOf(extra.cost);
  const response = fieldsOf(extra.response);
  const usage = fieldsOf(response.usage);
  const model = textOf(response.model);
  const input = numberOf(usage.prompt_tokens);
  const output = numberOf(usage.completion_tokens);
  if (model !== undefined) step.model = model;
  if (cost === undefined && input === undefined) return;
  step.metrics = {
    ...(input === undefined ? {} : { prompt_tokens: input }),
    ...(output === undefined ? {} : { completion_tokens: output }),
    ...(cost === undefined ? {} : { cost_usd: cost }),
  };
}

function about(extra: Fields, but: readonly string[]): { extra?: Record<string, unknown> } {
  const rest = Object.fromEntries(Object.entries(extra).filter(([name]) => !but.includes(name)));
  return Object.keys(rest).length === 0 ? {} : { extra: rest };
}
