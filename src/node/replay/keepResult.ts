import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { runGit } from '../git/gitProcess.ts';
import { repositoryHead } from '../git/userRepository.ts';

/** Refuses a folder that has something in it. Throws `folder-not-empty`. */
export function mustBeNew(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  throw new TracewrightError('folder-not-empty', 'the folder is not empty', {
    place: { file: folder },
    remedy: 'name a new or empty folder',
  });
}

/**
 * Keeps what a replay left as a clone of the repository whose work tree holds the replayed files, uncommitted: it can
 * be looked at, diffed, checked and carried on like anybody's own change. `revision` is what the clone stands on; null:
 * where the repository stands. Where there is no repository or commit, the files alone are kept.
 */
export async function keepResult(files: string, repo: string, revision: string | null, folder: string): Promise<void> {
  mustBeNew(folder);
  const on = revision ?? (await repositoryHead(repo)).commit;
  if (on !== null) {
    await runGit(['clone', '--quiet', '--no-checkout', '--', repo, folder]);
    await runGit(['checkout', '--quiet', '--detach', on], { cwd: folder });
  }
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name !== '.git') rmSync(path.join(folder, name), { recursive: true, force: true });
  }
  const git = path.join(files, '.git');
  cpSync(files, folder, { recursive: true, verbatimSymlinks: true, filter: (from) => from !== git });
}
