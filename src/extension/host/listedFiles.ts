import { type Dirent, lstatSync, realpathSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';

/** A file that may be a trajectory: its name and its outside are known, nothing of its content. */
export interface ListedFile {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly changed: number;
}

/** Of a folder no more entries than these are looked at. */
const MOST_ENTRIES = 5_000;

/**
 * The plain files of a folder whose names match, newest first, at most `most`. Links are passed over, in the folder and
 * on the way to it from `root`; a folder that is not there or may not be read is empty.
 */
export async function listedFiles(root: string, below: string, wanted: RegExp, most: number): Promise<ListedFile[]> {
  if (!isPlainFolder(root, below)) return [];
  const folder = path.join(root, below);
  const names = (await entriesOf(folder)).filter((entry) => entry.isFile() && wanted.test(entry.name));
  return newest(
    names.flatMap(({ name }) => listed(path.join(folder, name))),
    most,
  );
}

/** Names of the plain folders in a folder, in order. */
export async function foldersIn(root: string, below: string): Promise<string[]> {
  if (!isPlainFolder(root, below)) return [];
  const entries = await entriesOf(path.join(root, below));
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The beginning of a file as text; empty where it cannot be read. */
export async function beginningOf(file: string, bytes: number): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
}

export function newest(files: readonly ListedFile[], most: number): ListedFile[] {
  return files.toSorted((one, other) => other.changed - one.changed).slice(0, most);
}

function listed(file: string): ListedFile[] {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  return stat?.isFile() === true ? [{ file, size: stat.size, changed: stat.mtimeMs }] : [];
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).slice(0, MOST_ENTRIES);
  } catch {
    return [];
  }
}

/** The folder is there, and no part of the way from the root to it is a link. */
function isPlainFolder(root: string, below: string): boolean {
  try {
    return realpathSync(path.join(root, below)) === path.join(realpathSync(root), below);
  } catch {
    return false;
  }
}
