import { type ChatRow, type ChatTurn, parsedJson } from './chatRow.ts';
import { controlStringIn } from './controlStrings.ts';
import { type ChatRule, told } from './rowRule.ts';

/** Roles that formats of conversations know, by what they are. */
const answering: ReadonlySet<string> = new Set(['assistant', 'model', 'tool_call']);
const resulting: ReadonlySet<string> = new Set(['tool', 'function', 'tool_response', 'ipython']);
const asking: ReadonlySet<string> = new Set(['user', 'human']);
const instructing: ReadonlySet<string> = new Set(['system', 'developer']);

export const isAnswer = ({ role }: ChatTurn) => answering.has(role);
export const isResult = ({ role }: ChatTurn) => resulting.has(role);
const isKnown = (turn: ChatTurn) =>
  isAnswer(turn) || isResult(turn) || asking.has(turn.role) || instructing.has(turn.role);

/** Rules for the turns of a conversation, whatever its format. */
export const turnRules: readonly ChatRule[] = [
  {
    name: 'no-messages',
    means: 'The conversation has messages.',
    severity: 'error',
    example: '`{"messages": []}`',
    check: ({ turns }) => (turns.length === 0 ? 'there are no messages' : null),
  },
  {
    name: 'unknown-role',
    means: 'Each message has a role that trainers know.',
    severity: 'error',
    example: '`{"role": "asistant", …}`',
    check: ({ turns }) =>
      told(
        turns
          .filter((turn) => !isKnown(turn))
          .map(({ at, role }) => `message ${at} has the role ${JSON.stringify(role)}`),
      ),
  },
  {
    name: 'roles-order',
    means: 'A system message stands first, and a person speaks before the model does.',
    severity: 'warning',
    example: 'a system message between two turns, which many templates refuse',
    check: rolesInOrder,
  },
  {
    name: 'empty-turn',
    means: 'Each turn of the model says or calls something.',
    severity: 'error',
    example: '`{"role": "assistant", "content": ""}`',
    check: ({ turns }) =>
      told(
        turns
          .filter((turn) => isAnswer(turn) && turn.calls.length === 0 && `${turn.said}${turn.reasoning}`.trim() === '')
          .map(({ at }) => `message ${at} is empty`),
      ),
  },
  {
    name: 'empty-result',
    means: 'Each tool result has text: an empty one may be a place where the converter had none.',
    severity: 'warning',
    example: '`{"role": "tool", "content": ""}`',
    check: ({ turns }) =>
      told(turns.filter((turn) => isResult(turn) && turn.said.trim() === '').map(({ at }) => `result ${at} is empty`)),
  },
  {
    name: 'nothing-trained',
    means: 'The model has a turn, and not all of its turns are masked.',
    severity: 'error',
    example: 'a row in which each assistant message has `weight` 0',
    check: somethingTrained,
  },
  {
    name: 'observation-trained',
    means: 'No result, and nothing that a person or the system said, is marked as trained.',
    severity: 'error',
    example: '`{"role": "tool", "content": "…", "train": true}`',
    check: ({ turns }) =>
      told(
        turns
          .filter((turn) => !isAnswer(turn) && turn.trained === true)
          .map(({ at, role }) => `message ${at} (${role}) is marked as trained`),
      ),
  },
  {
    name: 'control-string',
    means: 'No message holds a control string of a known family: with special tokens on it would forge a turn.',
    severity: 'warning',
    example: 'a tool result with `<|im_end|>` in it',
    check: ({ turns }) =>
      told(
        turns.flatMap(({ at, said, reasoning }) => {
          const token = controlStringIn(said) ?? controlStringIn(reasoning);
          return token === null ? [] : [`message ${at} holds ${token}`];
        }),
      ),
  },
];

function rolesInOrder({ turns }: ChatRow): string | null {
  const [first] = turns;
  if (first === undefined) return null;
  const spoken = turns.findIndex(({ role }) => !instructing.has(role));
  const late = turns.find(({ role }, index) => role === 'system' && index > spoken && spoken >= 0);
  if (late !== undefined) return `message ${late.at} is a system message among the turns`;
  const opening = turns[spoken];
  return opening !== undefined && (isAnswer(opening) || isResult(opening))
    ? `the conversation begins with a message of the role ${opening.role}`
    : null;
}

function somethingTrained({ turns }: ChatRow): string | null {
  if (turns.length === 0) return null;
  const answers = turns.filter(isAnswer);
  if (answers.length === 0) return 'the model has no turn';
  return answers.every(({ trained }) => trained === false) ? 'all turns of the model are masked' : null;
}

/** What a call was given, as an object; null where it is none. */
export function givenOf(given: unknown): Record<string, unknown> | null {
  const value = typeof given === 'string' ? parsedJson(given) : given;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}
