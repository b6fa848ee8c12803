import { type Fields, fieldsOf, isoTime, listOf, numberOf, textOf } from './fields.ts';
import type { FileHead, Recognised, RecordReader, TrajectoryFormat } from './format.ts';
import type { Place } from './place.ts';
import type { TrajectoryBuilder } from './trajectoryBuilder.ts';

/** VS Code's chat sessions and exported chats: requests with their responses. */
export const vscodeChat: TrajectoryFormat = {
  id: 'vscode-chat',
  title: 'VS Code chat session',
  shape: 'document',
  recognise: (head) => recognise(head, /^\s*\{(?!\s*"kind")/),
  reader: (builder) => ({ take: (record, place) => readChat(builder, fieldsOf(record), place), end: () => undefined }),
};

/** The same as a log of patches: `{kind: 0, v}` sets everything, others set, append to or take away a member. */
export const vscodeChatLog: TrajectoryFormat = {
  id: 'vscode-chat-log',
  title: 'VS Code chat session (patch log)',
  shape: 'lines',
  recognise: (head) => recognise(head, /^\s*\{\s*"kind"\s*:\s*0\s*,\s*"v"\s*:/),
  reader: (builder) => new PatchLog(builder),
};

function recognise({ text }: FileHead, start: RegExp): Recognised | null {
  const named = /"(requesterUsername|responderUsername)"\s*:/.test(text);
  const exported = /"initialLocation"\s*:/.test(text) && /"requests"\s*:\s*\[/.test(text);
  if (!start.test(text) || (!named && !exported)) return null;
  return { version: /"version"\s*:\s*(\d+)/.exec(text)?.[1] ?? null, confidence: 0.95 };
}

class PatchLog implements RecordReader {
  readonly #builder: TrajectoryBuilder;
  #state: unknown;
  #first: Place | undefined;

  constructor(builder: TrajectoryBuilder) {
    this.#builder = builder;
  }

  take(record: unknown, place: Place): void {
    const { kind, k, v, i } = fieldsOf(record);
    this.#first ??= place;
    if (kind === 0) this.#state = v;
    else if (kind === 1) this.#patch(listOf(k), place, (holder, key) => assign(holder, key, v));
    else if (kind === 2) this.#patch(listOf(k), place, (holder, key) => append(holder, key, v, numberOf(i)));
    else if (kind === 3) this.#patch(listOf(k), place, (holder, key) => Reflect.deleteProperty(holder, key));
    else this.#builder.unknown(record, place);
  }

  end(): void {
    if (this.#first !== undefined) readChat(this.#builder, fieldsOf(this.#state), this.#first);
  }

  #patch(path: readonly unknown[], place: Place, change: (holder: object, key: PropertyKey) => void): void {
    let holder: unknown = this.#state;
    for (const key of path.slice(0, -1)) holder = member(holder, key);
    const last = path.at(-1);
    const isKey = typeof last === 'string' || typeof last === 'number';
    if (typeof holder !== 'object' || holder === null || !isKey || last === '__proto__') {
      this.#builder.warn('patch', `a patch of ${path.map(String).join('.')}, which is not there`, place);
      return;
    }
    change(holder, last);
  }
}

function member(holder: unknown, key: unknown): unknown {
  if (typeof holder !== 'object' || holder === null) return undefined;
  return Object.hasOwn(holder, String(key)) ? (holder as Fields)[String(key)] : undefined;
}

function assign(holder: object, key: PropertyKey, value: unknown): void {
  Object.assign(holder, { [key]: value });
}

/** Appends to a list; where a position is given, the list ends there first. */
function append(holder: object, key: PropertyKey, values: unknown, at: number | undefined): void {
  const before = listOf(member(holder, key));
  assign(holder, key, [...(at === undefined ? before : before.slice(0, at)), ...listOf(values)]);
}

function readChat(builder: TrajectoryBuilder, chat: Fields, place: Place): void {
  builder.agent({ name: 'vscode-chat' });
  builder.session(textOf(chat.sessionId));
  const { requests, ...rest } = chat;
  builder.extra({ 'vscode-chat': rest });
  listOf(requests).forEach((raw, index) => {
    const request = fieldsOf(raw);
    const at = { ...place, line: index + 1 };
    const agent = fieldsOf(request.agent);
    const model = textOf(request.modelId);
    builder.agent({ name: textOf(agent.id), version: textOf(agent.extensionVersion), model });
    const variables = listOf(fieldsOf(request.variableData).variables);
    builder.say('user', textOf(fieldsOf(request.message).text) ?? textOf(request.message) ?? '', {
      place: at,
      id: textOf(request.requestId),
      timestamp: isoTime(request.timestamp),
      ...(variables.length === 0 ? {} : { extra: { variables } }),
    });
    readResponse(builder, request, at, model);
  });
}

/** The rounds of calls in the result's metadata are what the model saw; the response is what the person saw. */
function readResponse(builder: TrajectoryBuilder, request: Fields, place: Place, model: string | undefined): void {
  const result = fieldsOf(request.result);
  const metadata = fieldsOf(result.metadata);
  const rounds = listOf(metadata.toolCallRounds).map(fieldsOf);
  const seen = fieldsOf(metadata.toolCallResults);
  const shown = listOf(request.response);
  if (rounds.length === 0) {
    const step = builder.act(shownText(shown), { place, id: textOf(request.responseId), extra: { response: shown } });
    step.llmCalls = 1;
    if (model !== undefined) step.model = model;
    shownCalls(builder, shown, place);
  }
  rounds.forEach((round, index) => {
    const last = index === rounds.length - 1;
    const step = builder.act(textOf(round.response) ?? '', {
      place,
      id: textOf(round.id),
      timestamp: isoTime(round.timestamp),
      ...(last ? { extra: { response: shown } } : {}),
    });
    step.llmCalls = 1;
    if (model !== undefined) step.model = model;
    const thought = fieldsOf(round.thinking).text;
    for (const text of Array.isArray(thought) ? thought : [thought])
      if (typeof text === 'string') step.reasoning.push(text);
    for (const raw of listOf(round.toolCalls)) {
      const call = fieldsOf(raw);
      const id = textOf(call.id);
      const made = builder.call(step, { id, name: textOf(call.name) ?? 'unknown', arguments: call.arguments });
      const found = id === undefined ? undefined : seen[id];
      if (found !== undefined) builder.result(made, { content: toolText(found) }, place);
    }
  });
  const error = fieldsOf(result.errorDetails);
  if (typeof error.message === 'string') builder.say('system', error.message, { place, extra: { error } });
}

function shownText(parts: readonly unknown[]): string {
  return parts
    .map((part) => {
      const { kind, value, content } = fieldsOf(part);
      return kind === undefined || kind === 'markdownContent'
        ? (textOf(value) ?? textOf(fieldsOf(content).value) ?? '')
        : '';
    })
    .join('');
}

/** Where the rounds are not kept, the tools that the person saw being used are all that is known. */
function shownCalls(builder: TrajectoryBuilder, parts: readonly unknown[], place: Place): void {
  const step = builder.lastBy('agent');
  if (step === undefined) return;
  for (const raw of parts) {
    const part = fieldsOf(raw);
    if (part.kind !== 'toolInvocationSerialized') continue;
    const data = fieldsOf(part.toolSpecificData);
    const details = fieldsOf(part.resultDetails);
    const id = builder.call(step, {
      id: textOf(part.toolCallId),
      name: textOf(part.toolId) ?? 'unknown',
      arguments: data.rawInput ?? details.input ?? data.commandLine ?? {},
      extra: { invocationMessage: part.invocationMessage },
    });
    if (details.output !== undefined) builder.result(id, { content: JSON.stringify(details.output) }, place);
  }
}

/** Text of a tool's result: parts of text, or a tree of rendered prompt pieces whose leaves are text. */
function toolText(result: unknown): string {
  return listOf(fieldsOf(result).content)
    .map((part) => {
      const { value } = fieldsOf(part);
      return typeof value === 'string' ? value : leaves(fieldsOf(value).node);
    })
    .join('\n');
}

function leaves(node: unknown): string {
  const { text, children, lineBreakBefore } = fieldsOf(node);
  const own = typeof text === 'string' ? (lineBreakBefore === true ? `\n${text}` : text) : '';
  return own + listOf(children).map(leaves).join('');
}
