import * as z from 'zod/mini';
import { TracewrightError } from '../errors.ts';

const callSchema = z.looseObject({
  function: z.looseObject({
    name: z.string(),
    arguments: z.optional(z.union([z.string(), z.record(z.string(), z.unknown())])),
  }),
});

const messageSchema = z.looseObject({
  role: z.string(),
  content: z.optional(z.union([z.string(), z.null(), z.array(z.looseObject({ type: z.string() }))])),
  reasoning_content: z.optional(z.nullable(z.string())),
  tool_calls: z.optional(z.nullable(z.array(callSchema))),
});

/** A message as chat templates get it: OpenAI's members, and whatever else a template may read. */
export type ChatMessage = z.infer<typeof messageSchema>;
export type ChatCall = z.infer<typeof callSchema>;

export interface Conversation {
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly object[];
}

const conversationSchema = z.looseObject({
  messages: z.array(messageSchema),
  tools: z.optional(z.nullable(z.array(z.looseObject({})))),
});

/**
 * A list of messages, or an object with `messages` and perhaps `tools`.
 * @throws TracewrightError `not-messages` with the member that is wrong
 */
export function parseConversation(value: unknown): Conversation {
  const parsed = conversationSchema.safeParse(Array.isArray(value) ? { messages: value } : value);
  if (parsed.success) return { messages: parsed.data.messages, tools: parsed.data.tools ?? [] };
  const where = parsed.error.issues[0]?.path.join('.') || 'the whole';
  throw new TracewrightError('not-messages', `these are no chat messages: ${where} is not what it should be`, {
    remedy: 'give a list of {role, content, tool_calls}, or an object with messages and tools',
  });
}
