import { contentOf, type Fields, fieldsOf, isoTime, listOf, numberOf, textOf } from './fields.ts';
import type { FileHead, Recognised, RecordReader, TrajectoryFormat } from './format.ts';
import type { NewResult, OpenStep } from './openStep.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** Codex's rollout files: `{timestamp, type, payload}` a line. What one inference gave is one step. */
export const codexRollout: TrajectoryFormat = {
  id: 'codex',
  title: 'Codex rollout',
  shape: 'lines',
  recognise,
  reader: (builder) => new RolloutReader(builder),
};

function recognise({ text }: FileHead): Recognised | null {
  const first = text.split('\n', 1)[0] ?? '';
  if (!/"type"\s*:\s*"(session_meta|response_item|turn_context|event_msg)"/.test(first)) return null;
  if (!/"payload"\s*:/.test(first)) return null;
  return { version: /"cli_version"\s*:\s*"([^"]{1,60})"/.exec(text)?.[1] ?? null, confidence: 0.95 };
}

class RolloutReader implements RecordReader {
  readonly #builder: TrajectoryBuilder;
  /** The step that the model's items go into until its tokens are counted or somebody else speaks. */
  #step: OpenStep | undefined;
  #model: string | undefined;
  #effort: string | undefined;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
    builder.agent({ name: 'codex' });
  }

  take(record: unknown, place: Place): void {
    const { type, timestamp, payload } = fieldsOf(record);
    const fields = fieldsOf(payload);
    const at = isoTime(timestamp);
    switch (type) {
      case 'session_meta':
        this.#meta(fields);
        this.#builder.aside(record, place);
        return;
      case 'turn_context':
        this.#model = textOf(fields.model) ?? this.#model;
        this.#effort = textOf(fields.effort) ?? this.#effort;
        this.#builder.agent({ model: this.#model });
        this.#builder.ground({ cwd: textOf(fields.cwd) });
        this.#builder.aside(record, place);
        return;
      case 'response_item':
        this.#item(fields, place, at, record);
        return;
      case 'event_msg':
        this.#event(fields, place, record);
        return;
      case 'compacted':
        this.#step = undefined;
        this.#builder.say('system', textOf(fields.message) ?? '', {
          place,
          timestamp: at,
          extra: {
            context_management: { boundary: 'replace' },
            replaced: listOf(fields.replacement_history).length,
          },
        });
        return;
      default:
        this.#builder.unknown(record, place);
    }
  }

  end(): void {
    this.#step = undefined;
  }

  #meta(fields: Fields): void {
    const git = fieldsOf(fields.git);
    this.#builder.session(textOf(fields.id));
    this.#builder.agent({ version: textOf(fields.cli_version) });
    this.#builder.ground({
      cwd: textOf(fields.cwd),
      commit: textOf(git.commit_hash),
      branch: textOf(git.branch),
      repository: textOf(git.repository_url),
    });
  }

  #item(item: Fields, place: Place, timestamp: string | undefined, record: unknown): void {
    const builder = this.#builder;
    const callId = textOf(item.call_id) ?? textOf(item.id);
    switch (item.type) {
      case 'message':
        this.#message(item, place, timestamp);
        return;
      case 'reasoning': {
        this.#endAfterCalls();
        const step = this.#inference(place, timestamp);
        for (const part of [...listOf(item.summary), ...listOf(item.content)]) {
          step.reasoning.push(textOf(fieldsOf(part).text) ?? '');
        }
        if (typeof item.encrypted_content === 'string') {
          const before = listOf(step.extra?.encrypted_reasoning);
          step.extra = { ...step.extra, encrypted_reasoning: [...before, item.encrypted_content] };
        }
        return;
      }
      case 'function_call':
      case 'mcp_tool_call': {
        const name = textOf(item.name) ?? 'unknown';
        const space = textOf(item.namespace);
        builder.call(this.#inference(place, timestamp), {
          id: callId,
          name,
          arguments: item.arguments,
          ...(space === undefined ? {} : { extra: { namespace: space } }),
        });
        return;
      }
      case 'custom_tool_call':
        builder.call(this.#inference(place, timestamp), {
          id: callId,
          name: textOf(item.name) ?? 'unknown',
          arguments: { input: item.input },
        });
        return;
      case 'local_shell_call': {
        const action = fieldsOf(item.action);
        builder.call(this.#inference(place, timestamp), { id: callId, name: 'local_shell', arguments: action });
        return;
      }
      case 'web_search_call': {
        const id = builder.call(this.#inference(place, timestamp), {
          id: callId,
          name: 'web_search',
          arguments: fieldsOf(item.action),
        });
        // What was found is not in the log.
        builder.result(id, { content: null, extra: { status: item.status } }, place);
        return;
      }
      case 'function_call_output':
      case 'custom_tool_call_output':
      case 'local_shell_call_output':
      case 'mcp_tool_call_output':
        this.#step = undefined;
        builder.result(callId ?? null, outputOf(item.output), place);
        return;
      case 'ghost_snapshot':
      case 'compaction':
      case 'compaction_summary':
        builder.aside(record, place);
        return;
      default:
        builder.unknown(record, place);
    }
  }

  #message(item: Fields, place: Place, timestamp: string | undefined): void {
    const content = contentOf(
      listOf(item.content).map((part) => {
        const { type, ...rest } = fieldsOf(part);
        return { ...rest, type: type === 'input_text' || type === 'output_text' ? 'text' : type };
      }),
    );
    if (item.role === 'assistant') {
      this.#endAfterCalls();
      const step = this.#inference(place, timestamp);
      step.message = joined(step.message, content);
      return;
    }
    this.#step = undefined;
    const source = item.role === 'user' ? 'user' : 'system';
    this.#builder.say(source, content, {
      place,
      timestamp,
      id: textOf(item.id),
      ...(item.role === 'user' || item.role === 'system' ? {} : { extra: { role: item.role } }),
    });
  }

  /** Events repeat what items say, but for the tokens and for what went wrong. */
  #event(event: Fields, place: Place, record: unknown): void {
    if (event.type === 'token_count') {
      const usage = fieldsOf(fieldsOf(event.info).last_token_usage);
      const input = numberOf(usage.input_tokens);
      const target = this.#step ?? this.#builder.lastBy('agent');
      if (input !== undefined && target !== undefined && target.metrics === undefined) {
        const reasoning = numberOf(usage.reasoning_output_tokens) ?? 0;
        target.metrics = {
          prompt_tokens: input,
          completion_tokens: numberOf(usage.output_tokens) ?? 0,
          cached_tokens: numberOf(usage.cached_input_tokens) ?? 0,
          ...(reasoning === 0 ? {} : { extra: { reasoning_output_tokens: reasoning } }),
        };
      }
      if (input !== undefined) this.#step = undefined;
      return;
    }
    if (event.type === 'user_message' || event.type === 'task_started') this.#step = undefined;
    this.#builder.aside(record, place);
  }

  /** A model thinks and speaks before it calls: words after a call are the next inference. */
  #endAfterCalls(): void {
    if (this.#step !== undefined && this.#step.calls.length > 0) this.#step = undefined;
  }

  #inference(place: Place, timestamp: string | undefined): OpenStep {
    if (this.#step === undefined) {
      this.#step = this.#builder.act('', { place, timestamp });
      this.#step.llmCalls = 1;
      if (this.#model !== undefined) this.#step.model = this.#model;
      if (this.#effort !== undefined) this.#step.effort = this.#effort;
    }
    return this.#step;
  }
}

function joined(before: OpenStep['message'], more: OpenStep['message']): OpenStep['message'] {
  if (before === '') return more;
  if (typeof before === 'string' && typeof more === 'string') return `${before}\n\n${more}`;
  const parts = (content: OpenStep['message']) =>
    typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return [...parts(before), ...parts(more)];
}

/** Output is text, JSON text with the exit code beside it, text that begins with the exit code, or content parts. */
function outputOf(output: unknown): NewResult {
  if (typeof output !== 'string') {
    const { content, success, content_items } = fieldsOf(output);
    const body = Array.isArray(output) ? output : (content_items ?? content ?? output);
    return {
      content: typeof body === 'string' || Array.isArray(body) ? contentOf(body) : JSON.stringify(body ?? null),
      ...(success === false ? { ground: { isError: true } } : {}),
    };
  }
  const told = /^\s*\{/.test(output) ? fieldsOf(fieldsOf(parsed(output)).metadata) : {};
  const line = /^(?:Exit code|Process exited with code):? (-?\d+)/m.exec(output.slice(0, 400));
  const exitCode = numberOf(told.exit_code) ?? (line === null ? undefined : Number(line[1]));
  const seconds = numberOf(told.duration_seconds) ?? secondsOf(output);
  if (exitCode === undefined) return { content: output };
  return {
    content: output,
    ground: {
      exitCode,
      isError: exitCode !== 0,
      ...(seconds === undefined ? {} : { durationMs: Math.round(seconds * 1000) }),
    },
  };
}

function secondsOf(output: string): number | undefined {
  const found = /^Wall time: ([\d.]+) seconds/m.exec(output.slice(0, 400));
  return found === null ? undefined : numberOf(Number(found[1]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
