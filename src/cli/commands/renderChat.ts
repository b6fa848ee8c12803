import { type Conversation, parseConversation } from '../../core/chat/chatMessage.ts';
import { renderChat } from '../../core/chat/renderChat.ts';
import { readTemplate } from '../../node/chat/readTemplate.ts';
import { readJsonFile } from '../../node/formats/readJsonFile.ts';
import { pathOf, requiredText, text, usageError } from '../arguments.ts';
import type { Command, Invocation } from '../command.ts';

/** Messages as a chat template writes them, what of it is trained, and what is wrong with that. */
export const renderChatCommand: Command = {
  usage:
    '--template FILE.jinja|tokenizer_config.json --messages FILE [--tools FILE] [--bos TEXT] [--eos TEXT] [--date YYYY-MM-DD]',
  example: 'tracewright render-chat --template chat_template.jinja --messages messages.json --json',
  mostArguments: 0,
  options: {
    template: { type: 'string' },
    messages: { type: 'string' },
    tools: { type: 'string' },
    bos: { type: 'string' },
    eos: { type: 'string' },
    date: { type: 'string' },
  },
  async run(invocation) {
    const file = pathOf(invocation, requiredText(invocation, 'template'));
    const conversation = await conversationOf(invocation);
    const [bos, eos] = [text(invocation, 'bos'), text(invocation, 'eos')];
    const variables = {
      ...(bos === undefined ? {} : { bos_token: bos }),
      ...(eos === undefined ? {} : { eos_token: eos }),
    };
    const template = await readTemplate(file, variables, dateOf(invocation));
    const rendered = renderChat(template, conversation);
    const notes = rendered.warnings.map(({ code, message }) => `\nwarning: ${message} [${code}]`);
    return { json: rendered, text: `${rendered.text}${notes.join('')}`, exitCode: 0 };
  },
};

async function conversationOf(invocation: Invocation): Promise<Conversation> {
  const conversation = parseConversation(await readJsonFile(pathOf(invocation, requiredText(invocation, 'messages'))));
  const file = text(invocation, 'tools');
  if (file === undefined) return conversation;
  return parseConversation({ messages: conversation.messages, tools: await readJsonFile(pathOf(invocation, file)) });
}

/** What templates that write the date take for today. */
function dateOf(invocation: Invocation): Date | undefined {
  const typed = text(invocation, 'date');
  if (typed === undefined) return undefined;
  const date = new Date(`${typed}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(typed) && !Number.isNaN(date.getTime())) return date;
  throw usageError(`--date is ${typed}`, 'give a day such as 2026-01-31');
}
