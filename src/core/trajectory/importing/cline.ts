import { ChatMessages, usageMetrics } from './chatMessages.ts';
import { type Fields, fieldsOf, isoTime, listOf, numberOf, textOf } from './fields.ts';
import type { RecordReader, TrajectoryFormat } from './format.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** Sessions of the Cline SDK: `<id>.messages.json`, and `session.json` that names it. */
export const clineSdk: TrajectoryFormat = {
  id: 'cline',
  title: 'Cline session',
  shape: 'document',
  recognise: ({ text }) => {
    const messages = /"sessionId"\s*:/.test(text) && /"updated_at"\s*:/.test(text) && /"messages"\s*:\s*\[/.test(text);
    const manifest = /"session_id"\s*:/.test(text) && /"messages_path"\s*:/.test(text);
    if (!/^\s*\{/.test(text) || (!messages && !manifest)) return null;
    return { version: /"version"\s*:\s*(\d+)/.exec(text)?.[1] ?? null, confidence: 0.95 };
  },
  reader: (builder) => new SdkReader(builder),
};

/** Tasks of the classic Cline extension and of Roo Code: the API's own messages, tools as XML or as blocks. */
export const clineClassic: TrajectoryFormat = {
  id: 'cline-classic',
  title: 'Cline or Roo task (api_conversation_history.json)',
  shape: 'document',
  recognise: ({ text, name }) => {
    if (!/^\s*\[\s*\{\s*"role"\s*:/.test(text) && !/^\s*\[\s*\{[^{}]{0,200}"role"\s*:/.test(text)) return null;
    if (name === 'api_conversation_history.json') return { version: null, confidence: 0.95 };
    return /<environment_details>|<task>|<user_message>/.test(text) ? { version: null, confidence: 0.8 } : null;
  },
  reader: (builder) => new ClassicReader(builder),
};

class SdkReader implements RecordReader {
  readonly #builder: TrajectoryBuilder;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
    builder.agent({ name: 'cline' });
  }

  take(record: unknown, place: Place): void {
    const { messages, system_prompt: prompt, ...rest } = fieldsOf(record);
    const builder = this.#builder;
    builder.session(textOf(rest.sessionId) ?? textOf(rest.session_id));
    builder.ground({ cwd: textOf(rest.cwd) });
    builder.agent({ model: textOf(rest.model) });
    builder.extra({ [messages === undefined ? 'cline-session' : 'cline']: rest });
    if (typeof prompt === 'string' && prompt !== '') builder.say('system', prompt, { place });
    const chat = new ChatMessages(builder);
    listOf(messages).forEach((raw, index) => {
      const message = fieldsOf(raw);
      const model = textOf(fieldsOf(message.modelInfo).id);
      const metrics = fieldsOf(message.metrics);
      if (model !== undefined) builder.agent({ model });
      const compacted = fieldsOf(message.metadata).kind === 'compaction';
      const step = chat.take(message, {
        place: { ...place, line: index + 1 },
        id: textOf(message.id),
        timestamp: isoTime(message.ts),
        model,
        ...(message.metadata === undefined
          ? {}
          : {
              extra: {
                metadata: message.metadata,
                ...(compacted ? { context_management: { boundary: 'replace' } } : {}),
              },
            }),
      });
      const measured = usageMetrics(metrics, numberOf(metrics.cost));
      if (step !== undefined && step.source === 'agent' && measured !== undefined) step.metrics = measured;
    });
  }

  end(): void {}
}

/** Tools of the XML dialect, by their element's name. Others are text. */
const XML_TOOLS: ReadonlySet<string> = new Set([
  'execute_command',
  'read_file',
  'write_to_file',
  'replace_in_file',
  'apply_diff',
  'insert_content',
  'search_and_replace',
  'search_files',
  'list_files',
  'list_code_definition_names',
  'browser_action',
  'use_mcp_tool',
  'access_mcp_resource',
  'ask_followup_question',
  'attempt_completion',
  'plan_mode_respond',
  'switch_mode',
  'new_task',
  'update_todo_list',
  'codebase_search',
]);

class ClassicReader implements RecordReader {
  readonly #builder: TrajectoryBuilder;
  /** What each request to the API took, from the list of what the person saw. */
  #requests: readonly Request[] = [];

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
    builder.agent({ name: 'cline' });
  }

  take(record: unknown, place: Place): void {
    switch (place.file) {
      case 'ui_messages.json':
        this.#requests = requestsOf(listOf(record).map(fieldsOf));
        return;
      case 'task_metadata.json': {
        const last = fieldsOf(listOf(fieldsOf(record).model_usage).at(-1));
        this.#builder.agent({ model: textOf(last.model_id) });
        this.#builder.extra({ 'cline-task': record });
        return;
      }
      case 'history_item.json':
        this.#history(fieldsOf(record));
        return;
      default:
        this.#messages(listOf(record).map(fieldsOf), place);
    }
  }

  end(): void {}

  #history(item: Fields): void {
    const sum = (name: string, value: unknown) => (numberOf(value) === undefined ? {} : { [name]: numberOf(value) });
    this.#builder.session(textOf(item.id));
    this.#builder.ground({ cwd: textOf(item.cwdOnTaskInitialization) ?? textOf(item.workspace) });
    this.#builder.finalMetrics({
      ...sum('total_prompt_tokens', item.tokensIn),
      ...sum('total_completion_tokens', item.tokensOut),
      ...sum('total_cost_usd', item.totalCost),
    });
    this.#builder.extra({ 'cline-history': item });
  }

  #messages(messages: readonly Fields[], place: Place): void {
    const chat = new ChatMessages(this.#builder);
    const answers = messages.filter(({ role }) => role === 'assistant').length;
    // A request that failed has no answer: then nothing says which belongs to which.
    const requests = this.#requests.length === answers ? [...this.#requests] : [];
    let waiting: string | undefined;
    messages.forEach((message, index) => {
      const at = { ...place, line: index + 1 };
      const result = waiting === undefined ? undefined : xmlResult(message);
      if (waiting !== undefined && result !== undefined) {
        const { text: content, failed } = result;
        this.#builder.result(waiting, { content, ...(failed ? { ground: { isError: true } } : {}) }, at);
        waiting = undefined;
        return;
      }
      const request = message.role === 'assistant' ? requests.shift() : undefined;
      const step = chat.take(message, { place: at, timestamp: isoTime(message.ts) ?? request?.timestamp });
      if (step?.source !== 'agent') return;
      if (request?.metrics !== undefined) step.metrics = request.metrics;
      if (step.calls.length > 0) return;
      const call = xmlCall(textFrom(step.message));
      // The message keeps its text as it was: the call is read out of it.
      if (call !== undefined) waiting = this.#builder.call(step, { ...call, extra: { dialect: 'xml' } });
    });
  }
}

interface Request {
  readonly timestamp: string | undefined;
  readonly metrics: ReturnType<typeof usageMetrics>;
}

/** `api_req_started` has its tokens and cost as JSON in its text. */
function requestsOf(shown: readonly Fields[]): Request[] {
  return shown
    .filter(({ say }) => say === 'api_req_started')
    .map(({ ts, text }) => {
      const told = fieldsOf(jsonOf(text));
      const usage = { input: told.tokensIn, output: told.tokensOut, cacheRead: told.cacheReads };
      return {
        timestamp: isoTime(ts),
        metrics: usageMetrics({ ...usage, cacheWrite: told.cacheWrites }, numberOf(told.cost)),
      };
    });
}

function jsonOf(value: unknown): unknown {
  try {
    return JSON.parse(textOf(value) ?? '');
  } catch {
    return undefined;
  }
}

function textFrom(message: unknown): string {
  if (typeof message === 'string') return message;
  return listOf(message)
    .map((part) => textOf(fieldsOf(part).text) ?? '')
    .join('\n');
}

function xmlCall(text: string): { readonly name: string; readonly arguments: Fields } | undefined {
  for (const [, name = '', body = ''] of text.matchAll(/<([a-z_]{3,40})>([\s\S]*?)<\/\1>/g)) {
    if (!XML_TOOLS.has(name)) continue;
    const given = [...body.matchAll(/<([a-z_]{1,40})>\n?([\s\S]*?)\n?<\/\1>/g)].map(([, key = '', value = '']) => [
      key,
      value,
    ]);
    return { name, arguments: given.length === 0 ? { input: body.trim() } : Object.fromEntries(given) };
  }
  return undefined;
}

/** `[tool for …] Result:` begins the message that answers a call of the XML dialect. */
function xmlResult(message: Fields): { readonly text: string; readonly failed: boolean } | undefined {
  if (message.role !== 'user') return undefined;
  const text = textFrom(message.content);
  if (!/^\s*\[[a-z_]+[^\]]*\] Result:/.test(text)) return undefined;
  return { text, failed: /The tool execution failed|<error>/.test(text) };
}
