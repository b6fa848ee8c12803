import type { TreeEntry } from '../../core/ports.ts';
import type { BlobLookup } from '../../core/session/content.ts';
import { neededBlobs } from '../../core/session/neededBlobs.ts';
import { readSession, type StoredSession } from './sessionReader.ts';

/** What loading needs of the shadow git directory. */
export interface StoredObjects {
  /** Contents in the order of the ids; null where the object is not there. */
  readBlobs(oids: readonly string[]): Promise<readonly (Uint8Array | null)[]>;
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
  const needed = neededBlobs(session.events, base);
  const contents = await git.readBlobs(needed);
  const blobs = new Map(needed.map((oid, index) => [oid, contents[index] ?? undefined]));
  return { ...session, base, blobs: (oid) => blobs.get(oid) };
}
