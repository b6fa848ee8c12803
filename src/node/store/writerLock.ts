import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import * as z from 'zod/mini';
import { TracewrightError } from '../../core/errors.ts';

const LOCK_FILE = 'writer.lock';
const holderSchema = z.object({ pid: z.number(), host: z.string() });

/**
 * Makes this process the only one that writes in a session's folder; the returned function gives that up.
 * A lock whose process is gone, on this host, is taken over. Throws `session-locked` when another one writes there.
 */
export function lockSession(folder: string): () => void {
  const file = path.join(folder, LOCK_FILE);
  const content = JSON.stringify({ pid: process.pid, host: hostname() });
  if (!create(file, content)) {
    const holder = lockHolder(folder);
    if (holder !== null) {
      throw new TracewrightError(
        'session-locked',
        `process ${holder.pid} on ${holder.host} records into this session`,
        {
          kind: 'environment',
          place: { file },
          remedy: 'stop recording there, or delete this file if that process is gone',
        },
      );
    }
    unlinkSync(file);
    if (!create(file, content)) return lockSession(folder);
  }
  return () => {
    if (readLock(file)?.pid === process.pid) unlinkSync(file);
  };
}

/** Who writes into the session now; null when nobody does, or who did is gone from this host. */
export function lockHolder(folder: string): { readonly pid: number; readonly host: string } | null {
  const holder = readLock(path.join(folder, LOCK_FILE));
  if (holder === null) return null;
  return holder.host === hostname() && !isAlive(holder.pid) ? null : holder;
}

function create(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readLock(file: string): z.infer<typeof holderSchema> | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
