import { type AssistantMessage, contentText, type RowConversation, type RowMessage } from './conversationOfRow.ts';

/** A message in the form that chat templates, OpenAI, Axolotl and TRL share; arguments are JSON text. */
export type ChatFormMessage = Readonly<Record<string, unknown>>;

/**
 * Messages with tool calls and their results by id. Null: a result's call cannot be told, because there are not as
 * many results as calls.
 * @param assistant what else a message of the model has
 */
export function chatForm(
  { messages }: RowConversation,
  assistant: (message: AssistantMessage) => object = () => ({}),
): { readonly messages: ChatFormMessage[]; readonly paired: boolean } {
  const out: ChatFormMessage[] = [];
  let paired = true;
  let open: readonly string[] = [];
  for (const [at, message] of messages.entries()) {
    if (message.role === 'tool') {
      paired &&= message.results.length === open.length;
      const ids = open;
      out.push(
        ...message.results.map((content, index) => ({
          role: 'tool',
          ...(ids[index] === undefined ? {} : { tool_call_id: ids[index] }),
          content,
        })),
      );
      open = [];
      continue;
    }
    paired &&= open.length === 0;
    open = [];
    if (message.role !== 'assistant') {
      out.push({ role: message.role, content: message.text });
      continue;
    }
    open = message.calls.map((_, index) => `call_${at}_${index}`);
    out.push(assistantForm(message, open, assistant(message)));
  }
  return { messages: out, paired };
}

function assistantForm(message: AssistantMessage, ids: readonly string[], more: object): ChatFormMessage {
  const { reasoning, calls } = message;
  return {
    role: 'assistant',
    content: contentText(message),
    ...(reasoning === null || reasoning.text === '' ? {} : { reasoning_content: reasoning.text }),
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map(({ name, arguments: json }, index) => ({
            id: ids[index],
            type: 'function',
            function: { name, arguments: json },
          })),
        }),
    ...more,
  };
}

/** Tool definitions as one JSON text: a table's reader would else mix their members. */
export const toolsJson = ({ tools }: RowConversation): string => `[${tools.join(', ')}]`;

export const isAssistant = (message: RowMessage): message is AssistantMessage => message.role === 'assistant';
