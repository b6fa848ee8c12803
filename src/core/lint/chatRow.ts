import { type Fields, fieldsOf, isFields, listOf, textOf } from '../trajectory/importing/fields.ts';

export interface ChatCall {
  readonly id: string | null;
  readonly name: string;
  /** As it stands: JSON in a string, or an object. */
  readonly given: unknown;
}

export interface ChatTurn {
  /** From 1. */
  readonly at: number;
  readonly role: string;
  readonly said: string;
  readonly reasoning: string;
  readonly calls: readonly ChatCall[];
  /** Id of the call that a result answers. */
  readonly answers: string | null;
  /** What the row says of its loss; null: nothing. */
  readonly trained: boolean | null;
  /** The message as it stands. */
  readonly fields: Fields;
}

/** A conversation of any format. `tools`: definitions as they stand; null: none are given. */
export interface ChatRow {
  readonly turns: readonly ChatTurn[];
  readonly tools: readonly Fields[] | null;
}

/** OpenAI's form of messages, which most formats share, as far as it can be read. */
export function chatRow(messages: unknown, tools: unknown): ChatRow {
  return {
    turns: listOf(messages).map((message, index) => turnOf(fieldsOf(message), index + 1)),
    tools: toolsOf(tools),
  };
}

function turnOf(fields: Fields, at: number): ChatTurn {
  const calls = listOf(fields.tool_calls).map((raw): ChatCall => {
    const call = fieldsOf(raw);
    const inner = isFields(call.function) ? call.function : call;
    return { id: textOf(call.id) ?? null, name: textOf(inner.name) ?? '', given: inner.arguments };
  });
  const [answered] = Array.isArray(fields.tool_call_ids) ? fields.tool_call_ids : [fields.tool_call_id];
  const { weight, train, loss } = fields;
  return {
    at,
    role: textOf(fields.role) ?? '',
    said: contentText(fields.content),
    reasoning: textOf(fields.reasoning_content) ?? textOf(fields.thinking) ?? '',
    calls,
    answers: textOf(answered) ?? null,
    trained:
      typeof weight === 'number'
        ? weight > 0
        : typeof train === 'boolean'
          ? train
          : typeof loss === 'boolean'
            ? loss
            : null,
    fields,
  };
}

/** The text of a content; parts that are no text stand as their type in brackets. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  return listOf(content)
    .map((part) => {
      if (typeof part === 'string') return part;
      const { text, type } = fieldsOf(part);
      return textOf(text) ?? `[${textOf(type) ?? 'part'}]`;
    })
    .join('');
}

/** A list of definitions, or that list as JSON in a string. */
export function toolsOf(tools: unknown): readonly Fields[] | null {
  const list = typeof tools === 'string' ? parsedJson(tools) : tools;
  return Array.isArray(list) && list.length > 0 ? list.map(fieldsOf) : null;
}

/** Undefined for what is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
