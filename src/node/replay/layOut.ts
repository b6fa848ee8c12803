import { chmodSync, lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { objectId } from '../git/looseObject.ts';
import { copyPath } from './copyPath.ts';
import type { TreeDifference } from './treeStore.ts';

/** A file to write; a submodule has no bytes. */
interface NewFile {
  readonly path: string;
  readonly mode: string;
  readonly bytes: Buffer;
}

/** Ids of the blobs that laying out the differences takes. */
export function neededBlobs(differences: readonly TreeDifference[]): string[] {
  return differences.flatMap(({ after }) => (after === null || after.mode === '160000' ? [] : [after.oid]));
}

/**
 * Brings a folder from one tree to another, byte for byte. `contents` are those of {@link neededBlobs}, in its order.
 * Everything is looked at before anything is changed. Throws `missing-object`, `path-escapes`.
 */
export function layOut(
  folder: string,
  differences: readonly TreeDifference[],
  contents: readonly (Buffer | null)[],
): void {
  const files = newFiles(differences, contents);
  for (const { path: file, before, after } of differences) {
    if (before !== null && (after === null || kindOf(before.mode) !== kindOf(after.mode))) clear(folder, file);
  }
  for (const file of files) write(folder, file);
}

function newFiles(differences: readonly TreeDifference[], contents: readonly (Buffer | null)[]): NewFile[] {
  let at = 0;
  return differences.flatMap(({ path: file, after }) => {
    if (after === null) return [];
    if (after.mode === '160000') return [{ path: file, mode: after.mode, bytes: Buffer.alloc(0) }];
    const bytes = contents[at++];
    if (bytes === null || bytes === undefined || objectId('blob', bytes) !== after.oid) throw lost(file, after.oid);
    return [{ path: file, mode: after.mode, bytes }];
  });
}

function write(folder: string, { path: file, mode, bytes }: NewFile): void {
  const place = copyPath(folder, file);
  if (lstatSync(place, { throwIfNoEntry: false }) !== undefined) rmSync(place, { recursive: true, force: true });
  mkdirSync(mode === '160000' ? place : path.dirname(place), { recursive: true });
  if (mode === '160000') return;
  if (mode === '120000' && link(bytes, place)) return;
  writeFileSync(place, bytes, { flag: 'wx' });
  if (mode === '100755') chmodSync(place, 0o755);
}

/** False where the system makes no links: the target then stands in a file, as git does it there. */
function link(target: Buffer, place: string): boolean {
  try {
    symlinkSync(target, place);
    return true;
  } catch (error) {
    if (['EPERM', 'ENOSYS', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

function clear(folder: string, file: string): void {
  rmSync(copyPath(folder, file), { recursive: true, force: true });
  for (let above = path.dirname(file); above !== '.'; above = path.dirname(above)) {
    const place = path.join(folder, above);
    if (!lstatSync(place, { throwIfNoEntry: false })?.isDirectory() || readdirSync(place).length > 0) return;
    rmdirSync(place);
  }
}

function kindOf(mode: string): string {
  return mode.slice(0, 3);
}

function lost(file: string, oid: string): TracewrightError {
  return new TracewrightError('missing-object', `the text of "${file}" (${oid}) is in none of the object stores`, {
    remedy: 'bring the repository and its recordings together; a shallow or partial clone lacks objects',
  });
}
