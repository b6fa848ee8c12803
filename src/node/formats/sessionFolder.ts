import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { segmentNumber } from '../../core/session/readLog.ts';
import { fileTrouble } from './fileTrouble.ts';

/** Whether a folder holds a session: its summary, or any part of its log. */
export function isSessionFolder(folder: string): boolean {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return false;
  return (
    existsSync(path.join(folder, 'session.json')) || readdirSync(folder).some((name) => segmentNumber(name) !== null)
  );
}

/** Throws `session-missing`, or what is wrong with the path itself, where there is no session in a folder. */
export function requireSession(folder: string): void {
  if (isSessionFolder(folder)) return;
  try {
    statSync(folder);
  } catch (cause) {
    throw fileTrouble(cause, folder) ?? cause;
  }
  throw new TracewrightError('session-missing', 'there is no session in this folder', {
    place: { file: folder },
    remedy: 'name a folder that holds session.json and events-0001.jsonl',
  });
}

/** Throws the first thing that is wrong with a session's log, where something is: what comes after it is not proved. */
export function requireWhole({
  problems,
}: {
  readonly problems: readonly { readonly severity: 'error' | 'warning'; readonly error: TracewrightError }[];
}): void {
  const damage = problems.find(({ severity }) => severity === 'error');
  if (damage !== undefined) throw damage.error;
}
