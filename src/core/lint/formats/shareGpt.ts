import { type Fields, fieldsOf, isFields, listOf, textOf } from '../../trajectory/importing/fields.ts';
import { chatRow, parsedJson } from '../chatRow.ts';
import { type RowFormat, told } from '../rowRule.ts';

const messagesOf = (row: Fields) => listOf(row.conversations ?? row.conversation).map(fieldsOf);
const roles: Readonly<Record<string, string>> = {
  system: 'system',
  human: 'user',
  user: 'user',
  gpt: 'assistant',
  assistant: 'assistant',
  function_call: 'tool_call',
  observation: 'tool_response',
  tool: 'tool_response',
};
const odd: ReadonlySet<string> = new Set(['human', 'user', 'observation', 'tool']);

/** ShareGPT's conversations as LLaMA-Factory reads them. */
export const shareGpt: RowFormat = {
  id: 'sharegpt',
  title: 'ShareGPT (LLaMA-Factory)',
  recognise: (row) => {
    const list = row.conversations ?? row.conversation;
    return Array.isArray(list) &&
      (list.length === 0 || (isFields(list[0]) && ('from' in list[0] || 'value' in list[0])))
      ? 0.7
      : 0;
  },
  chat: (row) => {
    const given = textOf(row.tools) ?? row.tools;
    const chat = chatRow(
      messagesOf(row).map(({ from, value }) => ({ role: roles[String(from)] ?? from, content: value })),
      given,
    );
    return {
      ...chat,
      turns: chat.turns.map((turn) => (turn.role === 'tool_call' ? { ...turn, calls: callsIn(turn.said) } : turn)),
    };
  },
  rules: [
    {
      name: 'value',
      means: 'Each message has a text as its `value`.',
      severity: 'error',
      example: '`{"from": "gpt", "value": null}`',
      check: (row) =>
        told(
          messagesOf(row).flatMap(({ value }, index) =>
            typeof value === 'string' ? [] : [`message ${index + 1} has no text`],
          ),
        ),
    },
    {
      name: 'alternation',
      means:
        'After the system message those who ask and those who answer take turns, and an answer ends: other rows are dropped.',
      severity: 'error',
      example: 'two messages of `human` in a row',
      check: alternates,
    },
  ],
  without: ['call-ids', 'roles-order'],
};

function alternates(row: Fields): string | null {
  const messages = messagesOf(row);
  const turns = messages.slice(messages[0]?.from === 'system' ? 1 : 0);
  const shift = messages.length - turns.length;
  for (const [at, { from }] of turns.entries()) {
    if (!(String(from) in roles)) continue;
    if ((at % 2 === 0) !== odd.has(String(from))) return `message ${at + shift + 1} (${String(from)}) is out of turn`;
  }
  return turns.length % 2 === 0 ? null : 'the last message is not answered';
}

/** One call or a list of them, as JSON. */
function callsIn(said: string) {
  const value = parsedJson(said);
  const list = Array.isArray(value) ? value : [value];
  return list.map((call) => {
    const { name, arguments: given } = fieldsOf(call);
    return { id: null, name: textOf(name) ?? '', given: given ?? said };
  });
}
