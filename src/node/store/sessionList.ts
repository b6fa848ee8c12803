import { readdirSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { SessionMeta } from '../../core/session/session.ts';
import { restoreAside } from './forgetSwap.ts';
import { readSessionFile } from './sessionFile.ts';
import { readSession } from './sessionReader.ts';
import { lockHolder } from './writerLock.ts';

/** A session as lists show it. `problem` says why it cannot be read; `meta` is then null. */
export interface ListedSession {
  readonly id: string;
  readonly folder: string;
  readonly meta: SessionMeta | null;
  /** `died`: its recorder ended without stopping it, so that it wants recovery. */
  readonly state: 'stopped' | 'recording' | 'died' | 'unreadable';
  readonly problem: TracewrightError | null;
}

/** The sessions below `storage` (a workspace's `.tracewright`), oldest first. None when the folder is not there. */
export function listSessions(storage: string): ListedSession[] {
  const sessions = path.join(storage, 'sessions');
  restoreAside(sessions);
  return subfolders(sessions).map((id) => listed(id, path.join(sessions, id)));
}

function listed(id: string, folder: string): ListedSession {
  try {
    const meta = readSessionFile(folder) ?? readSession(folder).meta;
    const state = lockHolder(folder) !== null ? 'recording' : meta.stoppedAt !== null ? 'stopped' : 'died';
    return { id, folder, meta, state, problem: null };
  } catch (error) {
    if (!(error instanceof TracewrightError)) throw error;
    return { id, folder, meta: null, state: 'unreadable', problem: error };
  }
}

function subfolders(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
