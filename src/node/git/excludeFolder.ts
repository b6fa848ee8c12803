import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { notWritable } from './shadowRepository.ts';
import { replaceFile } from './snapshotFiles.ts';
import { userRepository } from './userRepository.ts';

/**
 * Keeps `.tracewright/` out of the user's repository through its `info/exclude` (of all its work trees), once.
 * Returns whether the file was written. Does nothing without a repository. Throws `not-writable`.
 */
export async function excludeFolder(root: string, pattern = '.tracewright/'): Promise<boolean> {
  const repository = await userRepository(root);
  if (repository === null) return false;
  const file = repository.excludeFile;
  const text = existsSync(file) ? readFileSync(file, 'latin1') : '';
  if (text.split(/\r?\n/).includes(pattern)) return false;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const joint = text === '' || text.endsWith('\n') ? '' : eol;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    replaceFile(file, `${text}${joint}${pattern}${eol}`);
  } catch (cause) {
    throw notWritable(file, cause);
  }
  return true;
}
