import { existsSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { gitText, runGit } from './gitProcess.ts';

/** Where the parts of somebody's own repository stand, seen from one folder; all paths are absolute. */
export interface UserRepository {
  /** The work tree's top folder. */
  readonly topLevel: string;
  /** The folder inside the work tree, with a slash at its end; empty at the top. */
  readonly prefix: string;
  readonly gitDir: string;
  /** Shared by all work trees of the repository: objects and refs stand here. */
  readonly commonDir: string;
  readonly indexFile: string;
  readonly excludeFile: string;
}

/**
 * The repository that a folder belongs to, or null: no repository, no git, a bare one, or a folder that the
 * repository ignores (a project inside a home directory that is itself under version control).
 */
export async function userRepository(root: string): Promise<UserRepository | null> {
  try {
    const wanted = ['--git-path', 'index', '--git-path', 'info/exclude', '--show-toplevel', '--show-prefix'];
    const text = await gitText(['rev-parse', '--absolute-git-dir', '--git-common-dir', ...wanted], { cwd: root });
    const [gitDir = '', commonDir = '', index = '', exclude = '', topLevel = '', prefix = ''] = text.split('\n');
    const found: UserRepository = {
      topLevel,
      prefix,
      gitDir,
      commonDir: path.resolve(root, commonDir),
      indexFile: path.resolve(root, index),
      excludeFile: path.resolve(root, exclude),
    };
    if (prefix === '') return found;
    const ignored = await runGit(['check-ignore', '-q', '--', prefix], { cwd: topLevel, answers: [0, 1] });
    return ignored.code === 0 ? null : found;
  } catch (error) {
    if (error instanceof TracewrightError) return null;
    throw error;
  }
}

export type RepositoryState = 'merge' | 'rebase' | 'cherry-pick' | 'revert' | 'bisect';

export interface RepositoryHead {
  /** Null: no commits, no repository, or no git. */
  readonly commit: string | null;
  /** Null: detached, no repository, or no git. A branch without commits has its name. */
  readonly branch: string | null;
  /** What is under way and not finished; null: nothing. */
  readonly state: RepositoryState | null;
}

/** Where somebody's own repository stands. Never fails: what cannot be told is null. */
export async function repositoryHead(root: string): Promise<RepositoryHead> {
  try {
    const call = { cwd: root, answers: [0, 1, 128] };
    const [gitDir, commit, branch] = await Promise.all([
      gitText(['rev-parse', '--absolute-git-dir'], call),
      gitText(['rev-parse', '--quiet', '--verify', 'HEAD^{commit}'], call),
      gitText(['symbolic-ref', '--quiet', '--short', 'HEAD'], call),
    ]);
    return { commit: commit || null, branch: branch || null, state: gitDir === '' ? null : stateOf(gitDir) };
  } catch (error) {
    if (error instanceof TracewrightError) return { commit: null, branch: null, state: null };
    throw error;
  }
}

const marks: readonly (readonly [file: string, state: RepositoryState])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
];

function stateOf(gitDir: string): RepositoryState | null {
  return marks.find(([file]) => existsSync(path.join(gitDir, file)))?.[1] ?? null;
}

/**
 * A revision as commit and tree. `commit` is null when the revision names a tree itself.
 * Throws `not-a-repository`, `no-commits`, `unknown-revision`, `git-missing`.
 */
export async function resolveRevision(
  folder: string,
  revision: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly commit: string | null; readonly tree: string }> {
  const ask = async (name: string): Promise<string> => {
    const args = ['rev-parse', '--quiet', '--verify', '--end-of-options', name];
    return (await runGit(args, { cwd: folder, env, answers: [0, 1] })).stdout.toString('utf8').trim();
  };
  const tree = await ask(`${revision}^{tree}`);
  if (tree !== '') return { tree, commit: (await ask(`${revision}^{commit}`)) || null };
  const headless = (await ask('HEAD^{commit}')) === '';
  if (headless && /^(HEAD|@)/.test(revision)) {
    throw new TracewrightError('no-commits', 'the repository has no commits yet', {
      place: { file: folder },
      remedy: 'make a first commit, or name a tree as the base',
    });
  }
  throw new TracewrightError('unknown-revision', `the repository has no revision "${revision}"`, {
    place: { file: folder },
    remedy: 'name a commit, branch, tag or tree that git knows there',
  });
}
