import type { TreeEntry } from '../../core/ports.ts';
import type { BlobLookup } from '../../core/session/content.ts';
import { neededBlobs } from '../../core/session/neededBlobs.ts';
import { readSession, type StoredSession } from './sessionReader.ts';

/** What loading needs of the shadow git directory. */
export interface StoredObjects {
  readBlobs(oids: readonly string[]): Promise<Map<string, Uint8Array>>;
  listTree(tree: string): Promise<readonly TreeEntry[]>;
}

/** A session with all that folding it reads. */
export interface LoadedSession extends StoredSession {
  /** Files of each workspace root at the start. */
  readonly base: readonly (readonly TreeEntry[])[];
  readonly blobs: BlobLookup;
}

/** Reads a session and, from git, its base state and the contents that folding needs. Errors as {@link readSession}. */
export async function loadSession(folder: string, git: StoredObjects): Promise<LoadedSession> {
  const session = readSession(folder);
  const start = session.events.find((event) => event.kind === 'session-start');
  const roots = start?.roots ?? session.meta.roots;
  const base = await Promise.all(roots.map(({ tree }) => git.listTree(tree)));
  const blobs = await git.readBlobs(neededBlobs(session.events, base));
  return { ...session, base, blobs: (oid) => blobs.get(oid) };
}
