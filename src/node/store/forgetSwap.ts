import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { lockHolder, lockSession } from './writerLock.ts';

/** Where a session stands while it is rewritten: beside the sessions, so that nobody takes a part for a whole. */
export interface ForgetPlaces {
  /** The session's own place. */
  readonly session: string;
  readonly work: string;
  /** The new one while it is written. */
  readonly part: string;
  /** The new one, whole. */
  readonly ready: string;
  /** The session as it was. */
  readonly old: string;
}

export function forgetPlaces(session: string): ForgetPlaces {
  const work = path.join(workFolder(path.dirname(session)), path.basename(session));
  const below = (name: string) => path.join(work, name);
  return { session, work, part: below('part'), ready: below('new'), old: below('old') };
}

function workFolder(sessions: string): string {
  return path.join(path.dirname(sessions), 'forgetting');
}

/** Whether a session is being rewritten, or was when its process died. */
export function isForgetting(sessions: string): boolean {
  return existsSync(workFolder(sessions));
}

/** Makes the work folder and keeps other processes out of it until the returned function is called. */
export function enterForgetting(sessions: string): () => void {
  const work = workFolder(sessions);
  mkdirSync(work, { recursive: true });
  return lockSession(work);
}

/** Removes the work folder when no session is left in it. */
export function leaveForgetting(sessions: string): void {
  const work = workFolder(sessions);
  if (readdirSync(work, { withFileTypes: true }).every((entry) => !entry.isDirectory())) {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Puts the new session, whole in `part`, in the place of the old one: two renames, which {@link settleSwap} can finish. */
export function swapIn({ session, part, ready, old }: ForgetPlaces, onStep: (step: string) => void): void {
  syncFolder(part);
  renameSync(part, ready);
  syncFolder(path.dirname(ready));
  onStep('ready');
  renameSync(session, old);
  onStep('aside');
  renameSync(ready, session);
  syncFolder(path.dirname(session));
  syncFolder(path.dirname(old));
  onStep('swapped');
}

/** Sessions whose rewriting was broken off. */
export function unfinishedForgetting(sessions: string): ForgetPlaces[] {
  return readdirSync(workFolder(sessions), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [forgetPlaces(path.join(sessions, entry.name))] : [],
  );
}

/** Brings a swap that was broken off to one end. True: the new session is in place and what the old one had must go. */
export function settleSwap({ session, ready, old }: ForgetPlaces): boolean {
  if (!existsSync(session) && existsSync(ready)) renameSync(ready, session);
  if (!existsSync(session) && existsSync(old)) renameSync(old, session);
  return existsSync(session) && existsSync(old);
}

/** Puts a session back that a crash left beside its place, so that it can be read; the rest is for later. */
export function restoreAside(sessions: string): void {
  if (!isForgetting(sessions) || lockHolder(workFolder(sessions)) !== null) return;
  for (const places of unfinishedForgetting(sessions)) if (!existsSync(places.session)) settleSwap(places);
}

/** A rename is on the disk when its folder is. Windows has no such thing. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
