import { commandOf } from '../trajectory/analysis/callKind.ts';
import { type Fields, fieldsOf, isFields, textOf } from '../trajectory/importing/fields.ts';
import type { ChatCall, ChatRow, ChatTurn } from './chatRow.ts';
import { type ClaimTurn, inventedTurn, unverifiedClaim } from './claims.ts';
import { type ChatRule, told } from './rowRule.ts';
import { givenOf, isAnswer, isResult } from './turnRules.ts';

/** Rules for the calls of a conversation, and for what is claimed of them. */
export const callRules: readonly ChatRule[] = [
  {
    name: 'call-ids',
    means: 'Each result answers a call before it by its id, each id is used once, and no call goes unanswered.',
    severity: 'error',
    example: 'a tool message whose `tool_call_id` no call has',
    check: idsMatch,
  },
  {
    name: 'arguments-json',
    means: 'Each call has a name and arguments that are a JSON object.',
    severity: 'error',
    example: '`"arguments": "{cmd: ls}"`',
    check: argumentsParse,
  },
  {
    name: 'unknown-tool',
    means: 'Each called tool is among the tools of the row, where it names any.',
    severity: 'error',
    example: 'a call of `search` in a row whose only tool is `bash`',
    check: toolsKnown,
  },
  {
    name: 'null-arguments',
    means: 'No call has arguments of null that its tool does not know: columns of structs fill those in.',
    severity: 'warning',
    example: '`{"path": "a.ts", "command": null}` for a tool that takes `path` alone',
    check: noForeignNulls,
  },
  {
    name: 'invented-turn',
    means: 'No turn has the words that converters put into the mouth of an agent whose run was cut off.',
    severity: 'error',
    example: "“Since we have successfully fixed the issue and verified it works, let's submit”",
    check: (chat) => inventedTurn(claimTurns(chat)),
  },
  {
    name: 'unverified-claim',
    means: 'A last turn that says that it works stands in a run in which something was run.',
    severity: 'warning',
    example: 'an edit, and then a submit with “all tests pass”',
    check: (chat) => unverifiedClaim(claimTurns(chat)),
  },
];

const callsOf = ({ turns }: ChatRow) => turns.flatMap((turn) => turn.calls.map((call) => ({ turn, call })));

/** Formats without ids have none to match. */
function idsMatch({ turns }: ChatRow): string | null {
  const troubles: string[] = [];
  const seen = new Set<string>();
  const open = new Map<string, ChatTurn>();
  for (const turn of turns) {
    if (isResult(turn)) {
      if (turn.answers === null) {
        if (seen.size > 0) troubles.push(`result ${turn.at} does not say which call it answers`);
      } else if (!open.delete(turn.answers)) {
        const known = seen.has(turn.answers) ? 'was answered before' : 'no call before it has';
        troubles.push(`result ${turn.at} answers ${JSON.stringify(turn.answers)}, which ${known}`);
      }
      continue;
    }
    for (const [id, { at }] of open) troubles.push(`the call ${JSON.stringify(id)} in message ${at} is not answered`);
    open.clear();
    for (const { id } of turn.calls) {
      if (id === null) continue;
      if (seen.has(id)) troubles.push(`the id ${JSON.stringify(id)} in message ${turn.at} was used before`);
      seen.add(id);
      open.set(id, turn);
    }
  }
  return told(troubles);
}

function argumentsParse(chat: ChatRow): string | null {
  return told(
    callsOf(chat).flatMap(({ turn, call }) => {
      if (call.name === '') return [`a call in message ${turn.at} has no name`];
      return givenOf(call.given) === null
        ? [`the arguments of ${call.name} in message ${turn.at} are no JSON object`]
        : [];
    }),
  );
}

function definitionOf(tools: readonly Fields[], name: string): Fields | undefined {
  return tools.map((tool) => (isFields(tool.function) ? tool.function : tool)).find((tool) => tool.name === name);
}

function toolsKnown(chat: ChatRow): string | null {
  const { tools } = chat;
  if (tools === null || tools.every((tool) => textOf(fieldsOf(tool.function).name ?? tool.name) === undefined))
    return null;
  return told(
    callsOf(chat)
      .filter(({ call }) => call.name !== '' && definitionOf(tools, call.name) === undefined)
      .map(({ turn, call }) => `message ${turn.at} calls ${call.name}, which is not among the tools`),
  );
}

function noForeignNulls(chat: ChatRow): string | null {
  const { tools } = chat;
  if (tools === null) return null;
  return told(
    callsOf(chat).flatMap(({ turn, call }) => {
      const definition = definitionOf(tools, call.name);
      const known = fieldsOf(fieldsOf(definition?.parameters ?? definition?.input_schema).properties);
      const given = givenOf(call.given);
      if (definition === undefined || given === null || Object.keys(known).length === 0) return [];
      const foreign = Object.keys(given).filter((name) => given[name] === null && !(name in known));
      return foreign.length === 0
        ? []
        : [`the call of ${call.name} in message ${turn.at} has ${foreign.join(', ')}: null`];
    }),
  );
}

function claimTurns({ turns }: ChatRow): ClaimTurn[] {
  return turns.filter(isAnswer).map(({ said, reasoning, calls, fields }) => ({
    said: `${reasoning}\n${said}`,
    acts: [
      ...calls.map(actOf),
      ...(calls.length === 0 && typeof fields.action === 'string' ? [{ tool: '', command: fields.action }] : []),
      ...(calls.length === 0 ? commandsIn(said) : []),
    ],
  }));
}

function actOf(call: ChatCall): ClaimTurn['acts'][number] {
  const given = givenOf(call.given) ?? {};
  return {
    tool: call.name,
    command: commandOf({ tool_call_id: '', function_name: call.name, arguments: given }),
  };
}

/** Agents without function calling write their commands into the text: in fences, or in tags of their own. */
function commandsIn(said: string): ClaimTurn['acts'] {
  const found: { tool: string; command: string | null }[] = [];
  for (const [, body = ''] of said.matchAll(/```[\w-]*\n([\s\S]*?)```/g)) found.push({ tool: '', command: body });
  for (const [, name = '', body = ''] of said.matchAll(/<function=([\w-]+)>([\s\S]*?)<\/function>/g)) {
    found.push({ tool: name, command: /<parameter=command>([\s\S]*?)<\/parameter>/.exec(body)?.[1] ?? null });
  }
  for (const [, body = ''] of said.matchAll(/<tool_call>\s*(\{[\s\S]*?\})\s*<\/tool_call>/g)) {
    const { name, arguments: given } = fieldsOf(givenOf(body));
    const tool = textOf(name) ?? '';
    found.push({ tool, command: commandOf({ tool_call_id: '', function_name: tool, arguments: fieldsOf(given) }) });
  }
  return found;
}
