import { lstatSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';

/**
 * Where a file of a copy lies on disk. Nothing leads out of the folder: no `..`, no absolute path, no link on the way,
 * not git's own folder. Throws `path-escapes`.
 */
export function copyPath(folder: string, file: string): string {
  const parts = file.split('/');
  const bad = parts.some(
    (part) => part === '' || part === '.' || part === '..' || /^(\.git|git~\d+)[ .]*$/i.test(part),
  );
  if (bad || path.isAbsolute(file) || /[\0\\]/.test(file) || /^[A-Za-z]:/.test(file)) throw escapes(file);
  let place = folder;
  for (const part of parts.slice(0, -1)) {
    place = path.join(place, part);
    const stat = lstatSync(place, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) throw escapes(file);
    if (stat === undefined) break;
  }
  return path.join(folder, ...parts);
}

/** {@link copyPath} of what is a file or not there. Throws `path-escapes`, `not-a-file`. */
export function regularPath(folder: string, file: string): string {
  const place = copyPath(folder, file);
  const stat = lstatSync(place, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isFile()) throw notAFile(file);
  let above = path.dirname(place);
  while (above !== folder && lstatSync(above, { throwIfNoEntry: false }) === undefined) above = path.dirname(above);
  if (!lstatSync(above).isDirectory()) throw notAFile(file);
  return place;
}

function escapes(file: string): TracewrightError {
  return new TracewrightError('path-escapes', `the path "${file}" leads out of the copy`, {
    remedy: 'nothing outside of the disposable copy is ever changed; leave the step out',
  });
}

export function notAFile(file: string): TracewrightError {
  return new TracewrightError('not-a-file', `"${file}" is a folder or a link, not a file`, {
    remedy: 'the recording does not fit this state',
  });
}
