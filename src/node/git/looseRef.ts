import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';

/** A lock that is older was left behind by a process that died. Milliseconds. */
const STALE_MS = 10_000;

/** The commit that a ref points at; '' when there is none. Reads git's files backend: the loose file, else packed-refs. */
export function readRef(gitDir: string, ref: string): string {
  const loose = textOf(path.join(gitDir, ref)).trim();
  if (loose !== '') return loose;
  const packed = textOf(path.join(gitDir, 'packed-refs')).split('\n');
  return packed.find((line) => line.endsWith(` ${ref}`))?.slice(0, 40) ?? '';
}

/**
 * Moves a ref from `expected` ('' when it is not there) to `commit`, under the lock file that git uses too
 * (git's refs/files-backend). False: the ref is somewhere else, or somebody holds the lock.
 */
export function moveRef(gitDir: string, ref: string, commit: string, expected: string): boolean {
  const file = path.join(gitDir, ref);
  const lock = `${file}.lock`;
  mkdirSync(path.dirname(file), { recursive: true });
  const descriptor = create(lock);
  if (descriptor === null) return false;
  try {
    writeSync(descriptor, `${commit}\n`);
  } finally {
    closeSync(descriptor);
  }
  if (readRef(gitDir, ref) !== expected) {
    rmSync(lock, { force: true });
    return false;
  }
  renameSync(lock, file);
  return true;
}

function create(lock: string): number | null {
  try {
    return openSync(lock, 'wx');
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
    const held = statSync(lock, { throwIfNoEntry: false });
    if (held !== undefined && Date.now() - held.mtimeMs > STALE_MS) rmSync(lock, { force: true });
    return null;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
