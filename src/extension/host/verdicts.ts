import type { Memento } from 'vscode';

/** What the last verification of a session found. `events` tells whether it is still about the whole log. */
export interface StoredVerdict {
  readonly ok: boolean;
  readonly events: number;
  readonly at: string;
}

const key = (session: string) => `verdict:${session}`;

export function storedVerdict(memory: Memento, session: string): StoredVerdict | undefined {
  return memory.get<StoredVerdict>(key(session));
}

export async function storeVerdict(memory: Memento, session: string, verdict: StoredVerdict | undefined): Promise<void> {
  await memory.update(key(session), verdict);
}
