import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { runGit } from '../git/gitProcess.ts';

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
 * be looked at, diffed and checked like anybody's own change. `revision` is what the clone stands on.
 */
export async function keepResult(files: string, repo: string, revision: string, folder: string): Promise<void> {
  mustBeNew(folder);
  await runGit(['clone', '--quiet', '--no-checkout', '--', repo, folder]);
  await runGit(['checkout', '--quiet', '--detach', revision], { cwd: folder });
  for (const name of readdirSync(folder)) {
    if (name !== '.git') rmSync(path.join(folder, name), { recursive: true, force: true });
  }
  cpSync(files, folder, { recursive: true, verbatimSymlinks: true });
}
