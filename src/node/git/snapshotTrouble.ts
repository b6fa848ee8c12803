import { rmSync, statSync } from 'node:fs';

/** Something that a snapshot could not take in, and why; the rest of the snapshot holds. */
export interface SnapshotWarning {
  readonly code: 'unreadable' | 'nested-repository' | 'skipped-repository';
  readonly path: string;
  readonly message: string;
}

/** Reads what `git add` says of paths that it left out. */
export function readComplaints(stderr: string): SnapshotWarning[] {
  const found: SnapshotWarning[] = [];
  for (const line of stderr.split('\n')) {
    const nested = /^warning: adding embedded git repository: (.+)$/.exec(line)?.[1];
    const empty = /^error: '(.+?)\/?' does not have a commit checked out$/.exec(line)?.[1];
    const file = /^(?:error: open\("(.+)"\)|warning: could not open directory '(.+?)\/?'): /.exec(line);
    if (nested !== undefined) {
      const message = 'a repository inside the folder is remembered by its commit, not by its files';
      found.push({ code: 'nested-repository', path: nested, message });
    } else if (empty !== undefined) {
      const message = 'a repository inside the folder has no commits and is left out';
      found.push({ code: 'skipped-repository', path: empty, message });
    } else if (file !== null) {
      found.push({ code: 'unreadable', path: file[1] ?? file[2] ?? '', message: 'cannot be read and is left out' });
    }
  }
  return found;
}

/** Removes a broken index, so that the next try makes it anew; false when it is not broken. */
export function mendIndex(index: string, stderr: string): boolean {
  if (!/index file (corrupt|smaller)|bad (index file|signature)|unknown index entry/i.test(stderr)) return false;
  rmSync(index, { force: true });
  return true;
}

/** A lock on the index is waited for, and removed once it is old; false when it is something else, or was too long. */
export async function waitForLock(index: string, stderr: string, attempt: number): Promise<boolean> {
  if (attempt >= 200 || !/\.lock': File exists/.test(stderr)) return false;
  const lock = `${index}.lock`;
  const held = statSync(lock, { throwIfNoEntry: false });
  if (held !== undefined && Date.now() - held.mtimeMs > 60_000) rmSync(lock, { force: true });
  else await new Promise((resolve) => setTimeout(resolve, 50));
  return true;
}
