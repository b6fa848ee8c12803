import { createHash, randomBytes } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** So many indexes of one folder stay, the newest; a window that loses its own makes it anew. */
const KEPT = 8;

/** The files in the shadow git directory that belong to one folder and one session, so that two windows share none. */
export interface SnapshotFiles {
  readonly index: string;
  /** What snapshots of the folder leave out. */
  readonly ignore: string;
}

/** @param variant indexes of one folder that do not hold the same are of different families */
export function snapshotFiles(gitDir: string, root: string, session: string, variant = ''): SnapshotFiles {
  const key = createHash('sha1')
    .update(variant === '' ? root : `${root}\0${variant}`)
    .digest('hex')
    .slice(0, 12);
  return {
    index: path.join(gitDir, `index-${key}-${session}`),
    ignore: path.join(gitDir, `ignore-${key}-${session}`),
  };
}

/**
 * Gives a session that has no index yet the newest one of the same folder, which saves reading every file again.
 * False: there is none, so that the first snapshot takes everything in.
 */
export function seedIndex({ index }: SnapshotFiles): boolean {
  if (existsSync(index)) return true;
  const folder = path.dirname(index);
  const family = /^index-[0-9a-f]{12}-/.exec(path.basename(index))?.[0] ?? '';
  const others = readdirSync(folder)
    .filter((name) => name.startsWith(family) && !/\.(lock|new)/.test(name))
    .map((name) => ({ name, written: writtenAt(path.join(folder, name)) }))
    .sort((a, b) => b.written - a.written);
  const newest = others[0];
  for (const { name } of others.slice(KEPT)) {
    rmSync(path.join(folder, name), { force: true });
    rmSync(path.join(folder, name.replace(/^index/, 'ignore')), { force: true });
  }
  if (newest === undefined) return false;
  const unfinished = unfinishedName(index);
  try {
    copyFileSync(path.join(folder, newest.name), unfinished);
    renameSync(unfinished, index);
    return true;
  } catch {
    rmSync(unfinished, { force: true });
    return false;
  }
}

/** Tells one state of an index from the next; git puts a new file in its place whenever it writes. Empty: no index. */
export function indexStamp(index: string): string {
  const stats = statSync(index, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.ino} ${stats.mtimeNs} ${stats.ctimeNs} ${stats.size}`;
}

/** Puts bytes (one code unit each) in the place of a file at one stroke, unless they are there already. */
export function replaceFile(file: string, bytes: string): boolean {
  if (existsSync(file) && readFileSync(file, 'latin1') === bytes) return false;
  const unfinished = unfinishedName(file);
  try {
    writeFileSync(unfinished, bytes, 'latin1');
    renameSync(unfinished, file);
    return true;
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function unfinishedName(file: string): string {
  return `${file}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
}

function writtenAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
