import { type Fields, fieldsOf, isFields, listOf, textOf } from '../../trajectory/importing/fields.ts';
import { chatRow } from '../chatRow.ts';
import { type FormatRule, type RowFormat, told } from '../rowRule.ts';

const messagesOf = (row: Fields) => listOf(row.messages).map(fieldsOf);
const isConversation = (row: Fields) =>
  Array.isArray(row.messages) && (row.messages.length === 0 || isFields(row.messages[0]));
const chat = (row: Fields) => chatRow(row.messages, row.tools ?? row.functions);

const openAiRules: readonly FormatRule[] = [
  {
    name: 'weight',
    means: '`weight` is 0 or 1, and stands at messages of the assistant alone.',
    severity: 'error',
    example: '`{"role": "assistant", "content": "…", "weight": 0.5}`',
    check: (row) =>
      told(
        messagesOf(row).flatMap(({ weight, role }, index) => {
          if (weight === undefined || weight === null) return [];
          if (weight !== 0 && weight !== 1) return [`message ${index + 1} has the weight ${JSON.stringify(weight)}`];
          return role === 'assistant' ? [] : [`message ${index + 1} has a weight, and is of the role ${String(role)}`];
        }),
      ),
  },
  {
    name: 'arguments-string',
    means: 'The arguments of a call are JSON in a string.',
    severity: 'error',
    example: '`"arguments": {"cmd": "ls"}`',
    check: (row) =>
      told(
        messagesOf(row).flatMap(({ tool_calls: calls }, index) =>
          listOf(calls).some((call) => {
            const { arguments: given } = fieldsOf(fieldsOf(call).function);
            return given !== undefined && typeof given !== 'string';
          })
            ? [`message ${index + 1} has a call whose arguments are no string`]
            : [],
        ),
      ),
  },
  {
    name: 'last-message',
    means: 'The last message is of the assistant: what it says is what is learned.',
    severity: 'error',
    example: 'a row that ends with a tool result',
    check: (row) => {
      const last = messagesOf(row).at(-1);
      return last === undefined || last.role === 'assistant'
        ? null
        : `the last message is of the role ${String(last.role)}`;
    },
  },
  {
    name: 'parallel-calls',
    means: 'No message calls several tools at once where `parallel_tool_calls` is false.',
    severity: 'error',
    example: 'two calls in one message of a row with `"parallel_tool_calls": false`',
    check: (row) => {
      if (row.parallel_tool_calls !== false) return null;
      const index = messagesOf(row).findIndex(({ tool_calls: calls }) => listOf(calls).length > 1);
      return index < 0 ? null : `message ${index + 1} calls several tools at once`;
    },
  },
];

/** OpenAI's format for fine-tuning, which many others take, too. */
export const openAi: RowFormat = {
  id: 'openai',
  title: 'OpenAI fine-tuning',
  recognise: (row) => {
    if (!isConversation(row)) return 0;
    return 'parallel_tool_calls' in row || messagesOf(row).some((message) => 'weight' in message) ? 0.7 : 0.5;
  },
  chat,
  rules: openAiRules,
};

const trlMarks = ['reasoning_content', 'thinking'];

/** TRL's conversations: arguments of calls are objects, and `tools` may be JSON in a string. */
export const trl: RowFormat = {
  id: 'trl',
  title: 'TRL conversations',
  recognise: (row) => {
    if (!isConversation(row)) return 0;
    const given = messagesOf(row).flatMap(({ tool_calls: calls }) => listOf(calls).map(fieldsOf));
    const objects = given.some((call) => isFields(fieldsOf(call.function).arguments));
    const marked = messagesOf(row).some((message) => trlMarks.some((mark) => mark in message));
    return objects || marked || typeof row.tools === 'string' ? 0.6 : 0;
  },
  chat,
  rules: [],
};

/** ms-swift: calls and results are messages of their own, `loss` stands at each. */
export const msSwift: RowFormat = {
  id: 'ms-swift',
  title: 'ms-swift messages',
  recognise: (row) =>
    isConversation(row) &&
    messagesOf(row).some(
      ({ role, loss }) => role === 'tool_call' || role === 'tool_response' || typeof loss === 'boolean',
    )
      ? 0.8
      : 0,
  chat: (row) => ({
    ...chat(row),
    turns: chat(row).turns.map((turn) => {
      if (turn.role !== 'tool_call') return turn;
      const [call] = chatRow([{ role: 'assistant', tool_calls: [parsedCall(turn.said)] }], null).turns;
      return { ...turn, calls: call?.calls ?? [] };
    }),
  }),
  rules: [
    {
      name: 'loss-of-calls',
      means: 'Calls that stand one after the other have one `loss`: the first one decides for all.',
      severity: 'warning',
      example: 'a call with `"loss": true` right before one with `"loss": false`',
      check: (row) => {
        const messages = messagesOf(row);
        const index = messages.findIndex(
          (message, at) =>
            message.role === 'tool_call' &&
            messages[at - 1]?.role === 'tool_call' &&
            (messages[at - 1]?.loss ?? null) !== (message.loss ?? null),
        );
        return index < 0 ? null : `message ${index + 1} is a call with another loss than the one before it`;
      },
    },
  ],
  without: ['call-ids'],
};

/** SWE-smith's rows: a conversation beside the task it was about and whether it was resolved. */
export const sweSmith: RowFormat = {
  id: 'swe-smith',
  title: 'SWE-smith trajectory rows',
  recognise: (row) =>
    typeof row.instance_id === 'string' && ('resolved' in row || 'traj_id' in row || 'patch' in row)
      ? isConversation(row) || typeof row.messages === 'string'
        ? 0.9
        : 0
      : 0,
  chat: (row) => chatRow(typeof row.messages === 'string' ? safeList(row.messages) : row.messages, row.tools),
  rules: [
    {
      name: 'unresolved',
      means: 'The task was solved, where the row says.',
      severity: 'warning',
      example: '`"resolved": false`',
      check: (row) => (row.resolved === false ? 'the task was not resolved' : null),
    },
  ],
};

/** A trajectory of SWE-agent as it stands in its file: `history` is what was said to the model. */
export const sweAgent: RowFormat = {
  id: 'swe-agent',
  title: 'SWE-agent trajectory',
  recognise: (row) =>
    Array.isArray(row.history) && row.history.length > 0 && 'role' in fieldsOf(row.history[0])
      ? 0.9
      : Array.isArray(row.trajectory) && 'action' in fieldsOf(row.trajectory[0])
        ? 0.8
        : 0,
  chat: (row) =>
    chatRow(
      Array.isArray(row.history) && row.history.length > 0
        ? listOf(row.history).filter((message) => fieldsOf(message).is_demo !== true)
        : listOf(row.trajectory).flatMap((turn) => {
            const { response, thought, observation, action } = fieldsOf(turn);
            return [
              { role: 'assistant', content: response ?? thought, action },
              { role: 'user', content: observation },
            ];
          }),
      null,
    ),
  rules: [
    {
      name: 'not-submitted',
      means: 'The run handed in its work by itself, where it says how it ended.',
      severity: 'warning',
      example: '`"exit_status": "exit_cost"`',
      check: (row) => {
        const status = textOf(fieldsOf(row.info).exit_status);
        return status === undefined || status === 'submitted' ? null : `the run ended with ${status}`;
      },
    },
  ],
};

function parsedCall(said: string): object {
  try {
    const { name, arguments: given } = fieldsOf(JSON.parse(said));
    return { function: { name, arguments: given } };
  } catch {
    return { function: { name: 'call', arguments: said } };
  }
}

function safeList(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return [];
  }
}
