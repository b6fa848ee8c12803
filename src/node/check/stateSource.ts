import { existsSync } from 'node:fs';
import path from 'node:path';
import { runGit } from '../git/gitProcess.ts';
import { resolveRevision, userRepository } from '../git/userRepository.ts';
import type { DisposableCopy } from '../replay/disposableCopy.ts';

/** A state that can be laid out in a disposable copy. */
export interface StateSource {
  /** Git directories to borrow objects from. */
  readonly stores: readonly string[];
  /** The state's tree, seen from the copy; a folder's files are stored in the copy's own objects. */
  tree(copy: DisposableCopy): Promise<string>;
}

/** A commit or tree of a repository. Throws `unknown-revision`, `no-commits`, `not-a-repository`. */
export async function revisionState(
  repository: string,
  revision: string,
  stores: readonly string[] = [],
): Promise<StateSource> {
  const own = await userRepository(repository);
  const all = [...(own === null ? [] : [own.commonDir]), ...stores].filter((store) => existsSync(store));
  return {
    stores: all,
    tree: async (copy) =>
      (await copy.hasTree(revision)) ? revision : (await resolveRevision(repository, revision)).tree,
  };
}

/** What lies in a folder now: in a repository what git tracks or would track, elsewhere everything not ignored. */
export async function folderState(folder: string): Promise<StateSource> {
  const own = await userRepository(folder);
  return {
    stores: own === null ? [] : [own.commonDir],
    tree: async (copy) => copy.treeOfFolder(own?.topLevel ?? path.resolve(folder), await trackedFiles(own?.topLevel)),
  };
}

async function trackedFiles(root: string | undefined): Promise<string[] | null> {
  if (root === undefined) return null;
  const args = ['ls-files', '-z', '-co', '--exclude-standard', '--deduplicate'];
  const { stdout } = await runGit(args, { cwd: root });
  return stdout
    .toString('utf8')
    .split('\0')
    .filter((file) => file !== '' && existsSync(path.join(root, file)));
}
