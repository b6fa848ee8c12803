import { TracewrightError } from '../../core/errors.ts';
import type { Trajectory } from '../../core/trajectory/atif.ts';
import { gitText, runGit } from '../git/gitProcess.ts';
import { resolveRevision, userRepository } from '../git/userRepository.ts';
import type { DisposableCopy } from './disposableCopy.ts';
import { recordedCommit, stepGround, trajectoryGround } from './ground.ts';
import { worktreeTree } from './worktreeTree.ts';

/** As a base: the files as they lie in the repository's folder now, with those that git does not know and does not ignore. */
export const WORKTREE = 'WORKTREE';

/** What a replay starts from. */
export interface FoundBase {
  readonly tree: string;
  /** Null: it is the state of no commit that is known. */
  readonly commit: string | null;
  /** What does not fit between what was recorded and what lies here; one sentence each. */
  readonly warnings: readonly string[];
}

export interface BaseQuestion {
  readonly repo: string;
  /** A revision, a tree, or {@link WORKTREE}; the recorded base when not given. */
  readonly base?: string;
}

/**
 * Finds the state that a replay starts from: what is named, else what was recorded. Says where the two are not the same.
 * Throws `no-base`, `shallow-base`, `unknown-revision`, `no-commits`, `not-a-repository`, `git-missing`.
 */
export async function findBase(
  trajectory: Trajectory,
  { repo, base }: BaseQuestion,
  copy: DisposableCopy,
): Promise<FoundBase> {
  const ground = trajectoryGround(trajectory);
  const first = trajectory.steps.map(stepGround).find((found) => found !== null);
  const recordedTree = ground?.baseTree ?? first?.treeBefore ?? null;
  const commit = recordedCommit(trajectory);
  if (base !== undefined) {
    const named = await namedBase(repo, base, copy);
    const warnings = await differences(repo, named, { tree: recordedTree, commit }, copy);
    return { ...named, warnings };
  }
  for (const tree of [ground?.baseTree, first?.treeBefore, commit]) {
    if (typeof tree !== 'string' || !(await copy.hasTree(tree))) continue;
    return { tree, commit: await presentCommit(repo, commit), warnings: await movedOn(repo, commit) };
  }
  if (commit !== null && commit.length < 40) {
    const found = await resolveRevision(repo, commit).catch(() => null);
    if (found !== null) return { ...found, warnings: await movedOn(repo, found.commit) };
  }
  throw await noBase(repo, recordedTree ?? commit);
}

async function namedBase(
  repo: string,
  base: string,
  copy: DisposableCopy,
): Promise<{ readonly tree: string; readonly commit: string | null }> {
  if (base === WORKTREE) return { tree: await worktreeTree(repo, copy), commit: null };
  const isTree = /^[0-9a-f]{40}$/.test(base) && (await copy.hasTree(base));
  try {
    return await resolveRevision(repo, base);
  } catch (error) {
    if (isTree) return { tree: base, commit: null };
    if (!(error instanceof TracewrightError) || error.code !== 'unknown-revision') throw error;
    throw (await isShallow(repo)) ? shallow(repo, base) : error;
  }
}

async function differences(
  repo: string,
  named: { readonly tree: string; readonly commit: string | null },
  recorded: { readonly tree: string | null; readonly commit: string | null },
  copy: DisposableCopy,
): Promise<string[]> {
  const said: string[] = [];
  const tree = await copy.treeOf(named.tree);
  if (recorded.tree !== null && recorded.tree !== tree) {
    said.push(`the base is another than the recorded one: recorded was tree ${recorded.tree}, this is tree ${tree}`);
  }
  if (recorded.commit === null) return said;
  const here = await presentCommit(repo, recorded.commit);
  if (here === null) said.push(`the commit that it was recorded on, ${recorded.commit}, is not in this repository`);
  else if (named.commit !== here && recorded.tree === null && !(await sameTree(repo, here, tree))) {
    const base = named.commit === null ? `tree ${tree}` : `commit ${named.commit}`;
    said.push(`the base is another than the recorded one: recorded was commit ${here}, this is ${base}`);
  }
  return [...said, ...(await movedOn(repo, here))];
}

/** What the recorded commit is to the one that is checked out. */
async function movedOn(repo: string, commit: string | null): Promise<string[]> {
  if (commit === null || (await presentCommit(repo, commit)) === null) return [];
  const { code } = await runGit(['merge-base', '--is-ancestor', commit, 'HEAD'], { cwd: repo, answers: [0, 1, 128] });
  return code === 1 ? [`the repository moved on: its HEAD does not descend from the recorded commit ${commit}`] : [];
}

/** The commit's full id, where the repository has it. */
export async function presentCommit(repo: string, commit: string | null): Promise<string | null> {
  if (commit === null) return null;
  const args = ['rev-parse', '--quiet', '--verify', '--end-of-options', `${commit}^{commit}`];
  return (await gitText(args, { cwd: repo, answers: [0, 1, 128] })) || null;
}

async function sameTree(repo: string, commit: string, tree: string): Promise<boolean> {
  return (await gitText(['rev-parse', '--verify', `${commit}^{tree}`], { cwd: repo, answers: [0, 1, 128] })) === tree;
}

async function isShallow(repo: string): Promise<boolean> {
  return (await gitText(['rev-parse', '--is-shallow-repository'], { cwd: repo, answers: [0, 128] })) === 'true';
}

async function noBase(repo: string, said: string | null): Promise<TracewrightError> {
  if (said !== null && (await isShallow(repo))) return shallow(repo, said);
  const what =
    said === null
      ? 'the trajectory does not say which state it started from'
      : `the state that the trajectory started from (${said}) is not in the repository or the recordings beside it`;
  const git = (await userRepository(repo)) !== null;
  return new TracewrightError('no-base', what, {
    place: { file: repo },
    remedy: git
      ? `name it with --base REV, or --base ${WORKTREE} for the files as they are`
      : `name --base ${WORKTREE}`,
  });
}

function shallow(repo: string, said: string): TracewrightError {
  return new TracewrightError('shallow-base', `the base ${said} is not in this clone, which is a shallow one`, {
    place: { file: repo },
    remedy: 'fetch the rest with git fetch --unshallow, or deepen it as far as that commit',
  });
}
