import type { Memento } from 'vscode';
import * as z from 'zod/mini';

const verdictSchema = z.object({ ok: z.boolean(), events: z.number(), at: z.string() });

/** What the last verification of a session found. `events` tells whether it is still about the whole log. */
export type StoredVerdict = z.infer<typeof verdictSchema>;

const key = (session: string) => `verdict:${session}`;

export function storedVerdict(memory: Memento, session: string): StoredVerdict | undefined {
  const parsed = verdictSchema.safeParse(memory.get(key(session)));
  return parsed.success ? parsed.data : undefined;
}

export async function storeVerdict(
  memory: Memento,
  session: string,
  verdict: StoredVerdict | undefined,
): Promise<void> {
  await memory.update(key(session), verdict);
}
