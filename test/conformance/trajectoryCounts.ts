import { readFileSync } from 'node:fs';

/** Steps and tool calls of a log, counted from the raw file in the plainest way: nothing of the importers is used. */
export interface Counts {
  readonly steps: number;
  readonly calls: number;
}

export const jsonOf = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

export const linesOf = (file: string): unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));

/** The member at a dotted path. */
export function get(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), value);
}

export function list(value: unknown, path?: string): unknown[] {
  const found = path === undefined ? value : get(value, path);
  return Array.isArray(found) ? found : [];
}

const has = (path: string, wanted: unknown) => (value: unknown) => get(value, path) === wanted;
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Messages of the model by their id, messages of the person that are more than results, and marks of compaction. */
export function claudeCode(rows: readonly unknown[]): Counts {
  const answers = rows.filter(has('type', 'assistant'));
  const people = rows.filter(has('type', 'user')).filter((row) => {
    const blocks = list(row, 'message.content');
    return blocks.length === 0 || !blocks.every(has('type', 'tool_result'));
  });
  const marks = rows.filter(has('type', 'system'));
  return {
    steps: new Set(answers.map((row) => get(row, 'message.id'))).size + people.length + marks.length,
    calls: sum(answers.map((row) => list(row, 'message.content').filter(has('type', 'tool_use')).length)),
  };
}

/** Whatever is between two of: the person, an output, words after a call. */
export function codex(rows: readonly unknown[]): Counts {
  let steps = 0;
  let calls = 0;
  let state: 'none' | 'words' | 'calls' = 'none';
  for (const row of rows.filter(has('type', 'response_item'))) {
    const type = get(row, 'payload.type');
    if (type === 'function_call') {
      if (state === 'none') steps++;
      state = 'calls';
      calls++;
    } else if (type === 'message' && get(row, 'payload.role') === 'assistant') {
      if (state !== 'words') steps++;
      state = 'words';
    } else {
      state = 'none';
      if (type === 'message') steps++;
    }
  }
  return { steps, calls };
}

/** Every message but those that only carry results; a prompt of the system that stands apart is one more. */
export function messages(all: readonly unknown[], prompts = 0): Counts {
  const said = all.filter((message) => {
    const blocks = list(message, 'content');
    const result = ['tool', 'toolResult'].includes(String(get(message, 'role')));
    return !result && (blocks.length === 0 || !blocks.every(has('type', 'tool_result')));
  });
  const called = (message: unknown) =>
    list(message, 'tool_calls').length +
    list(message, 'content').filter((block) => ['tool_use', 'toolCall'].includes(String(get(block, 'type')))).length;
  return { steps: prompts + said.length, calls: sum(said.map(called)) };
}

/** What was said before the first answer, and the answers; in old files each is one command. */
export function sweAgent(document: unknown): Counts {
  const history = list(document, 'history');
  const answers = history.filter(has('role', 'assistant'));
  const demonstrations = history.filter(has('is_demo', true)).length;
  const before = history.filter((message, index) => index < 3 && !has('role', 'assistant')(message)).length;
  const native = sum(answers.map((answer) => list(answer, 'tool_calls').length));
  return {
    steps: Math.min(before, 2) + demonstrations + answers.length,
    calls: native > 0 ? native : answers.length,
  };
}

/** Answers with commands in fenced blocks, and the two messages before the first. */
export function miniSweAgent(all: readonly unknown[]): Counts {
  const answers = all.filter(has('role', 'assistant'));
  const fenced = answers.filter((message) => /```(mswea_bash_command|bash)\s*\n/.test(String(get(message, 'content'))));
  return { steps: all.findIndex(has('role', 'assistant')) + answers.length, calls: fenced.length };
}

export function openHandsV0(history: readonly unknown[]): Counts {
  const acts = history.filter((event) => typeof get(event, 'action') === 'string');
  return { steps: acts.length, calls: acts.length - acts.filter(has('action', 'message')).length };
}

/** Actions by the model's response, messages, and results whose action is not in the file. */
export function openHandsV1(rows: readonly unknown[]): Counts {
  const actions = rows.filter(has('kind', 'ActionEvent'));
  const known = new Set(actions.map((row) => get(row, 'tool_call_id')));
  const inferences = new Set(actions.map((row) => get(row, 'llm_response_id')));
  const orphans = rows.filter((row) => has('kind', 'ObservationEvent')(row) && !known.has(get(row, 'tool_call_id')));
  const said = rows.filter((row) => ['MessageEvent', 'SystemPromptEvent'].includes(String(get(row, 'kind'))));
  return { steps: inferences.size + orphans.length + said.length, calls: actions.length };
}

export function geminiCli(rows: readonly unknown[]): Counts {
  const said = rows.filter((row) => get(row, 'type') !== undefined);
  return { steps: said.length, calls: sum(said.map((row) => list(row, 'toolCalls').length)) };
}

/** Messages, and where a tool ran that no message asked for, the turn that it ran in. */
export function copilotEvents(rows: readonly unknown[]): Counts {
  const said = rows.filter((row) => ['user.message', 'assistant.message'].includes(String(get(row, 'type'))));
  const asked = new Set(said.flatMap((row) => list(row, 'data.toolRequests')).map((call) => get(call, 'toolCallId')));
  const started = rows.filter(has('type', 'tool.execution_start'));
  const alone = started.filter((row) => !asked.has(get(row, 'data.toolCallId')));
  return { steps: said.length + Math.min(1, alone.length), calls: asked.size + alone.length };
}

export function vscodeChat(chat: unknown): Counts {
  const requests = list(chat, 'requests');
  const rounds = requests.map((request) => list(request, 'result.metadata.toolCallRounds'));
  return {
    steps: requests.length + sum(rounds.map(({ length }) => Math.max(1, length))),
    calls: sum(rounds.flat().map((round) => list(round, 'toolCalls').length)),
  };
}

/** Requests, tools, prompts that are not the last one again, and what the system said first. */
export function chatReplay(document: unknown): Counts {
  const prompts = list(document, 'prompts');
  const logs = prompts.flatMap((prompt) => list(prompt, 'logs'));
  const requests = logs.filter(has('kind', 'request'));
  const first = list(requests[0], 'requestMessages.messages');
  const system = first.findIndex((message) => get(message, 'role') !== 0);
  const fresh = prompts.filter((prompt) => get(prompt, 'hasSeen') !== true);
  return { steps: fresh.length + requests.length + system, calls: logs.filter(has('kind', 'toolCall')).length };
}

/** The messages of the first sample that stands in an unpacked `.eval`. */
export function inspectSample(entries: readonly { readonly name: string; readonly text: string }[]): Counts {
  const first = entries.find(({ name }) => name.startsWith('samples/'));
  return messages(list(JSON.parse(first?.text ?? '{}'), 'messages'));
}
