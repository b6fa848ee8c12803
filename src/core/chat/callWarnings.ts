import type { ChatCall, Conversation } from './chatMessage.ts';
import type { ChatTemplate, MarkedText } from './chatTemplate.ts';
import type { ChatWarning } from './chatWarning.ts';
import { argumentsOf } from './messageForms.ts';
import { spansByPrefix } from './prefixRenders.ts';

/**
 * Calls that a template leaves out, or writes where nothing is trained. The calls are renamed for it, so that a name
 * that is found is a call's and no mention of it.
 */
export function callWarnings(template: ChatTemplate, conversation: Conversation): ChatWarning[] {
  const calls: { at: number; call: ChatCall; name: string }[] = [];
  const messages = conversation.messages.map((message, at) => {
    if (message.tool_calls == null || message.role !== 'assistant') return message;
    const renamed = message.tool_calls.map((call) => {
      const name = `${call.function.name}_zq${calls.length}zq`;
      calls.push({ at, call, name });
      return { ...call, function: { ...call.function, name } };
    });
    return { ...message, tool_calls: renamed };
  });
  if (calls.length === 0) return [];
  const renamed = { ...conversation, messages };
  const rendered = rendering(template, renamed);
  if (rendered === null) return [];
  const trained = rendered.spans.map(([start, end]) => rendered.text.slice(start, end)).join('\n');
  return calls.flatMap(({ at, call, name }): ChatWarning[] => {
    const shown = `the call of ${call.function.name} in message ${at}`;
    if (!rendered.text.includes(name)) {
      return [{ code: 'tool-call-dropped', at, message: `the template leaves out ${shown}` }];
    }
    if (!trained.includes(name)) {
      return [{ code: 'tool-call-not-trained', at, message: `${shown} stands outside of what is trained` }];
    }
    const missing = missingArguments(call, trained);
    if (missing.length === 0) return [];
    const message = `the template leaves out ${missing.join(', ')} of ${shown}`;
    return [{ code: 'tool-argument-dropped', at, message }];
  });
}

function rendering(template: ChatTemplate, conversation: Conversation): MarkedText | null {
  try {
    const rendered = template.render(conversation);
    if (template.marked) return rendered;
    return { text: rendered.text, spans: spansByPrefix(template, conversation, rendered.text).spans };
  } catch {
    return null;
  }
}

/** Arguments of which neither the plain value nor its JSON is in the text. */
function missingArguments(call: ChatCall, text: string): string[] {
  return Object.entries(argumentsOf(call) ?? {}).flatMap(([key, value]) =>
    leaves(value).every((leaf) => spellings(leaf).some((spelling) => text.includes(spelling))) ? [] : [key],
  );
}

function leaves(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [value];
}

/** As text, in JSON, in JSON of JSON, and in JSON with everything outside of ASCII escaped; numbers and words as Python writes them too. */
function spellings(leaf: unknown): string[] {
  if (typeof leaf !== 'string') {
    const plain = String(leaf);
    return leaf === null ? ['null', 'None'] : [plain, plain.charAt(0).toUpperCase() + plain.slice(1), `${plain}.0`];
  }
  const json = JSON.stringify(leaf).slice(1, -1);
  const ascii = json.replace(/[\u0080-\uFFFF]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const html = json.replace(/[<>&']/g, (unit) => `\\u00${unit.charCodeAt(0).toString(16)}`);
  return [leaf, leaf.trim(), json, ascii, html, JSON.stringify(json).slice(1, -1)];
}
