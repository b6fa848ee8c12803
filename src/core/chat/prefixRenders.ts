import type { Conversation } from './chatMessage.ts';
import type { ChatTemplate } from './chatTemplate.ts';
import type { ChatWarning } from './chatWarning.ts';
import type { TextRange } from './generationMarks.ts';

/** A conversation of n messages would be rendered n times; no more than so many are. */
const MOST_RENDERS = 48;

/**
 * What each assistant message adds: from the end of what stands before it, with the header of its turn, to the end of
 * the text up to it. The white space behind is not the model's. For templates without `{% generation %}`.
 */
export function spansByPrefix(
  template: ChatTemplate,
  conversation: Conversation,
  text: string,
): { spans: TextRange[]; warnings: ChatWarning[] } {
  const spans: TextRange[] = [];
  const warnings: ChatWarning[] = [
    {
      code: 'no-generation-tags',
      message: 'the template has no {% generation %} tags: spans are what each assistant message adds to the text',
    },
  ];
  for (const [at, { role }] of conversation.messages.entries()) {
    if (role !== 'assistant') continue;
    const before = textUpTo(template, conversation, at, true);
    const after = textUpTo(template, conversation, at + 1, false);
    if (before !== null && after !== null && text.startsWith(before) && text.startsWith(after)) {
      const end = before.length + after.slice(before.length).trimEnd().length;
      if (end > before.length) spans.push([before.length, end]);
    } else {
      warnings.push({
        code: 'span-not-found',
        at,
        message: `what the assistant wrote in message ${at} cannot be told from what stands around it`,
      });
    }
  }
  return { spans, warnings };
}

/** Whether a later message changes how earlier ones are written, as templates that strip earlier reasoning do. */
export function prefixWarnings(template: ChatTemplate, conversation: Conversation, text: string): ChatWarning[] {
  const ends = conversation.messages.flatMap(({ role }, at) => (role === 'assistant' ? [at + 1] : []));
  const step = Math.max(1, Math.ceil(ends.length / MOST_RENDERS));
  for (let index = 0; index < ends.length; index += step) {
    const count = ends[index] ?? 0;
    if (count === conversation.messages.length) continue;
    const part = textUpTo(template, conversation, count, false);
    if (part === null || text.startsWith(part.trimEnd())) continue;
    return [
      {
        code: 'not-prefix-preserving',
        at: count - 1,
        message: `messages up to ${count - 1} are written otherwise once others follow: the text trained is not the text that the model saw`,
      },
    ];
  }
  return [];
}

/** Null where the template refuses so few messages. */
function textUpTo(template: ChatTemplate, conversation: Conversation, count: number, prompt: boolean): string | null {
  try {
    const messages = conversation.messages.slice(0, count);
    return template.render({ messages, tools: conversation.tools }, prompt).text;
  } catch {
    return null;
  }
}
