import { existsSync, lstatSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { runGit } from '../git/gitProcess.ts';
import { userRepository } from '../git/userRepository.ts';
import type { DisposableCopy } from './disposableCopy.ts';

/**
 * The files of a folder as they lie there now, as a tree: what git knows and what it does not ignore, byte for byte.
 * In a repository it is the tree of its whole work tree. Nothing is written there. Throws `no-such-folder`.
 */
export async function worktreeTree(repo: string, copy: DisposableCopy): Promise<string> {
  if (!existsSync(repo)) {
    throw new TracewrightError('no-such-folder', 'the folder does not exist', {
      place: { file: repo },
      remedy: 'check the path',
    });
  }
  const repository = await userRepository(repo);
  const top = repository?.topLevel ?? path.resolve(repo);
  if (repository === null) return copy.treeOfFolder(top, null);
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await runGit(args, { cwd: top });
  const files = stdout.toString('utf8').split('\0');
  const there = [...new Set(files)].filter((file) => {
    if (file === '' || /^\.tracewright(\/|$)/.test(file)) return false;
    return lstatSync(path.join(top, file), { throwIfNoEntry: false }) !== undefined;
  });
  return copy.treeOfFolder(
    top,
    there.map((file) => file.replace(/\/$/, '')),
  );
}
