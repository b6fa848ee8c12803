import type { ChatCall, ChatMessage, Conversation } from './chatMessage.ts';

/** How messages are written down for a template: templates do not agree on what they read. */
export interface MessageForm {
  /** Calls' arguments as an object, or as the JSON text of one. */
  readonly calls: 'object' | 'json';
  /** Text as a string, or as a list of parts. */
  readonly content: 'string' | 'parts';
}

/** In the order in which they are tried: most templates read the first one. */
export const messageForms: readonly MessageForm[] = [
  { calls: 'object', content: 'string' },
  { calls: 'json', content: 'string' },
  { calls: 'object', content: 'parts' },
  { calls: 'json', content: 'parts' },
];

export function inForm({ messages, tools }: Conversation, form: MessageForm): Conversation {
  return { messages: messages.map((message) => messageInForm(message, form)), tools };
}

function messageInForm(message: ChatMessage, form: MessageForm): ChatMessage {
  const { content, tool_calls: calls } = message;
  return {
    ...message,
    ...(form.content === 'parts' && typeof content === 'string' ? { content: [{ type: 'text', text: content }] } : {}),
    ...(calls == null ? {} : { tool_calls: calls.map((call) => callInForm(call, form)) }),
  };
}

function callInForm(call: ChatCall, form: MessageForm): ChatCall {
  const object = argumentsOf(call);
  if (object === null) return call;
  return {
    ...call,
    function: { ...call.function, arguments: form.calls === 'object' ? object : JSON.stringify(object) },
  };
}

/** A call's arguments as an object; null where they are text that is no JSON object. */
export function argumentsOf({ function: { arguments: given = {} } }: ChatCall): Record<string, unknown> | null {
  if (typeof given !== 'string') return given;
  try {
    const value: unknown = JSON.parse(given);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** The texts that people and models said in a message. */
export function saidIn({ content }: ChatMessage): string[] {
  const texts =
    typeof content === 'string'
      ? [content]
      : (content ?? []).map((part) => (typeof part.text === 'string' ? part.text : ''));
  return texts.filter((text) => text.trim() !== '');
}
