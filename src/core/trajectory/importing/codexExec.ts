import { type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.ts';
import type { RecordReader, TrajectoryFormat } from './format.ts';
import type { OpenStep } from './openStep.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** What `codex exec --json` prints: items as they are completed. Without times, and file changes without content. */
export const codexExec: TrajectoryFormat = {
  id: 'codex-exec',
  title: 'Codex exec events',
  shape: 'lines',
  recognise: ({ text }) =>
    /^\s*\{\s*"type"\s*:\s*"(thread\.started|turn\.started|item\.(started|updated|completed))"/.test(text)
      ? { version: null, confidence: 0.95 }
      : null,
  reader: (builder) => new ExecReader(builder),
};

class ExecReader implements RecordReader {
  readonly #builder: TrajectoryBuilder;
  #thoughts: string[] = [];
  #step: OpenStep | undefined;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
    builder.agent({ name: 'codex' });
  }

  take(record: unknown, place: Place): void {
    const event = fieldsOf(record);
    switch (event.type) {
      case 'thread.started':
        this.#builder.session(textOf(event.thread_id));
        this.#builder.aside(record, place);
        return;
      case 'turn.completed':
        this.#turnEnds(fieldsOf(event.usage));
        this.#builder.aside(record, place);
        return;
      case 'turn.started':
      case 'item.started':
      case 'item.updated':
        this.#builder.aside(record, place);
        return;
      case 'turn.failed':
      case 'error':
        this.#builder.say('system', textOf(fieldsOf(event.error).message) ?? textOf(event.message) ?? '', {
          place,
          extra: { type: event.type },
        });
        return;
      case 'item.completed':
        this.#item(fieldsOf(event.item), record, place);
        return;
      default:
        this.#builder.unknown(record, place);
    }
  }

  end(): void {}

  #item(item: Fields, record: unknown, place: Place): void {
    const failed = item.status === 'failed';
    switch (item.type) {
      case 'reasoning':
        this.#thoughts.push(textOf(item.text) ?? '');
        return;
      case 'agent_message':
        this.#act(textOf(item.text) ?? '', item, place);
        return;
      case 'command_execution': {
        const exitCode = numberOf(item.exit_code);
        this.#done('command_execution', { command: item.command }, item, place, {
          content: textOf(item.aggregated_output) ?? '',
          ground: { ...(exitCode === undefined ? {} : { exitCode }), isError: failed || (exitCode ?? 0) !== 0 },
        });
        return;
      }
      case 'file_change':
        this.#done('file_change', { changes: item.changes }, item, place, {
          content: null,
          ground: { isError: failed },
        });
        return;
      case 'mcp_tool_call': {
        const error = fieldsOf(item.error).message;
        this.#done(`${String(item.server)}.${String(item.tool)}`, item.arguments, item, place, {
          content: textOf(error) ?? JSON.stringify(item.result ?? null),
          ground: { isError: failed || error !== undefined },
        });
        return;
      }
      case 'web_search':
        this.#done('web_search', { query: item.query }, item, place, { content: null });
        return;
      case 'todo_list':
        this.#done('todo_list', { items: listOf(item.items) }, item, place, { content: null });
        return;
      case 'error':
        this.#builder.say('system', textOf(item.message) ?? '', { place, extra: { type: 'error' } });
        return;
      default:
        this.#builder.unknown(record, place);
    }
  }

  #act(message: string, item: Fields, place: Place): OpenStep {
    const step = this.#builder.act(message, { place, id: textOf(item.id) });
    step.reasoning.push(...this.#thoughts);
    this.#thoughts = [];
    this.#step = step;
    return step;
  }

  #done(
    name: string,
    given: unknown,
    item: Fields,
    place: Place,
    result: Parameters<TrajectoryBuilder['result']>[1],
  ): void {
    const step = this.#act('', item, place);
    const id = this.#builder.call(step, { id: textOf(item.id), name, arguments: given });
    this.#builder.result(id, result, place);
  }

  /** Tokens are told for a whole turn: they stand at its last step. */
  #turnEnds(usage: Fields): void {
    const input = numberOf(usage.input_tokens);
    if (this.#step !== undefined && input !== undefined) {
      this.#step.metrics = {
        prompt_tokens: input,
        completion_tokens: numberOf(usage.output_tokens) ?? 0,
        cached_tokens: numberOf(usage.cached_input_tokens) ?? 0,
        extra: { scope: 'turn' },
      };
    }
    this.#step = undefined;
  }
}
