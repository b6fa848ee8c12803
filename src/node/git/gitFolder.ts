import { existsSync, lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SessionEventOf } from '../../core/session/event.ts';

/** Where the git directory of a work tree is; absolute paths. */
export interface GitFolder {
  /** The work tree's top folder. */
  readonly workTree: string;
  /** This work tree's own: HEAD, its reflog, and what it is in the middle of. */
  readonly gitDir: string;
  /** Shared by all work trees of the repository: refs and their reflogs. */
  readonly commonDir: string;
}

/**
 * The repository that a folder is the top of, or stands in. Reads files only and runs no git. A `.git` file (a work tree
 * added later, a submodule) is followed to the git directory that it names. Undefined: none.
 */
export function gitFolderOf(folder: string): GitFolder | undefined {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const gitDir = gitDirAt(at);
    if (gitDir !== undefined) return { workTree: at, gitDir, commonDir: commonDirOf(gitDir) };
    if (path.dirname(at) === at) return undefined;
  }
}

function gitDirAt(folder: string): string | undefined {
  const dotGit = path.join(folder, '.git');
  const stats = lstatSync(dotGit, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  const named = stats.isFile() ? /^gitdir: (.+?)\r?\n?$/.exec(textOf(dotGit))?.[1] : dotGit;
  if (named === undefined) return undefined;
  const gitDir = path.resolve(folder, named);
  return existsSync(path.join(gitDir, 'HEAD')) ? gitDir : undefined;
}

function commonDirOf(gitDir: string): string {
  const named = textOf(path.join(gitDir, 'commondir')).trim();
  return named === '' ? gitDir : path.resolve(gitDir, named);
}

/** A lock that is older was left behind by a git that died. Milliseconds. */
const LONGEST_WRITE_MS = 60_000;

/** Whether git changes files of one of these folders just now: it holds the index locked as long as it does. */
export function isGitWriting(folders: readonly string[]): boolean {
  return folders.some((folder) => {
    const found = gitFolderOf(folder);
    if (found === undefined) return false;
    const lock = lstatSync(path.join(found.gitDir, 'index.lock'), { throwIfNoEntry: false });
    return lock !== undefined && Math.abs(Date.now() - lock.mtimeMs) < LONGEST_WRITE_MS;
  });
}

type UnderWay = NonNullable<SessionEventOf<'git'>['during']>;

const marks: readonly (readonly [file: string, operation: UnderWay])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply/applying', 'am'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
];

/** The operation of git that is not finished there, by the files that git keeps meanwhile; undefined: none. */
export function operationUnderWay(gitDir: string): UnderWay | undefined {
  const marked = marks.find(([file]) => existsSync(path.join(gitDir, file)))?.[1];
  if (marked !== undefined) return marked;
  // Between two picks of a row of them only the list of what is still to come is there.
  const next = /^(pick|revert)\b/.exec(textOf(path.join(gitDir, 'sequencer', 'todo')))?.[1];
  if (next !== undefined) return next === 'pick' ? 'cherry-pick' : 'revert';
  return existsSync(path.join(gitDir, 'BISECT_LOG')) ? 'bisect' : undefined;
}

/** The branch that HEAD is on, without `refs/heads/`; null: detached. Undefined: HEAD does not say (another kind of ref store). */
export function branchOf(gitDir: string): string | null | undefined {
  const head = textOf(path.join(gitDir, 'HEAD')).trim();
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  if (ref === undefined) return /^[0-9a-f]{40,64}$/.test(head) ? null : undefined;
  if (ref === 'refs/heads/.invalid') return undefined;
  return ref.replace(/^refs\/heads\//, '');
}

/** A file's text; empty when there is none or it cannot be read. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
