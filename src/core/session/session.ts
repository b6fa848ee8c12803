import * as z from 'zod/mini';

/** Version of the log and of session.json. A reader refuses a higher one. */
export const SESSION_VERSION = 1;

/** `session.json`: what can be said of a session without reading its log. The log is the truth, this a summary. */
export const sessionMetaSchema = z.object({
  version: z.number(),
  id: z.string(),
  goal: z.string(),
  startedAt: z.string(),
  /** Null while recording, or when the recorder died before it could write this. */
  stoppedAt: z.nullable(z.string()),
  roots: z.array(z.object({ name: z.string(), path: z.string(), tree: z.string(), commit: z.nullable(z.string()) })),
  tool: z.object({ version: z.string(), editor: z.optional(z.string()) }),
  /** Written at the end. */
  summary: z.optional(
    z.object({ events: z.number(), documents: z.number(), segments: z.number(), lastHash: z.string() }),
  ),
});
export type SessionMeta = z.infer<typeof sessionMetaSchema>;
