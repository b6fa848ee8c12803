import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { gitEnvironment, runGit } from '../git/gitProcess.ts';
import { linkStatus } from './linkStatus.ts';
import type { Place } from './place.ts';
import type { WorkspaceRoot } from './workspaceRoot.ts';

interface Parts {
  readonly roots: readonly WorkspaceRoot[];
  /** The shadow git directory and its rules for a root, which decide what a snapshot takes in. */
  readonly gitDir: string;
  readonly ignoreArguments: (root: string) => readonly string[];
  /** What a snapshot has taken in is not ignored, whatever the rules say now. */
  readonly isKnown: (place: Place) => boolean;
  /** Files that are never recorded, whatever git says of them. */
  /** The rules are to be read anew. */
  readonly onForget?: () => void;
  readonly isPrivate?: (root: string, name: string) => boolean;
}

/**
 * Which files are kept out of the log: those that git ignores, that a `.tracewrightignore` hides, and whose name says
 * that they hold secrets. Whatever tells of a file (documents, the disk, diagnostics, notebooks, what is looked at) asks
 * here. Asked while an event waits, so it is synchronous; git is only asked about files that no snapshot has seen (about 4 ms), and once for each.
 */
export class Ignored {
  readonly #parts: Parts;
  readonly #answers = new Map<string, boolean>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  has(place: Place): boolean {
    if (isOwn(place.path) || this.#isPrivate(place)) return true;
    if (this.#parts.isKnown(place)) return false;
    if (path.posix.basename(place.path) === '.gitignore') this.#answers.clear();
    const key = keyOf(place);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = this.#isBehindLink(place) || this.#ask(place);
    this.#answers.set(key, answer);
    return answer;
  }

  /** Asks git about many files in one go, so that {@link has} need not wait for it. */
  async prime(places: readonly Place[]): Promise<void> {
    for (const root of new Set(places.map((place) => place.root))) {
      const open = places.filter(
        (place) => place.root === root && !this.#isAnswered(place) && !this.#isBehindLink(place),
      );
      const folder = this.#parts.roots[root]?.path;
      if (open.length === 0 || folder === undefined) continue;
      const input = open.map((place) => place.path).join('\0');
      const args = [...this.#arguments(folder), 'check-ignore', '-z', '--no-index', '--stdin'];
      const answer = await runGit(args, { cwd: folder, input, answers: [0, 1, 128] });
      if (answer.code === 128) continue;
      const hidden = new Set(answer.stdout.toString('utf8').split('\0'));
      for (const place of open) this.#answers.set(keyOf(place), hidden.has(place.path));
    }
  }

  #isPrivate({ root, path: name }: Place): boolean {
    const folder = this.#parts.roots[root]?.path;
    return folder !== undefined && this.#parts.isPrivate?.(folder, name) === true;
  }

  #isAnswered(place: Place): boolean {
    return isOwn(place.path) || this.#isPrivate(place) || this.#parts.isKnown(place) || this.#answers.has(keyOf(place));
  }

  /** What is reached through a link to a folder is not in the workspace: git sees the link alone. */
  #isBehindLink({ root, path: name }: Place): boolean {
    const names = name.split('/').slice(0, -1);
    let folder = this.#parts.roots[root]?.path ?? '';
    for (const part of names) {
      folder = path.join(folder, part);
      if (linkStatus(folder)?.isSymbolicLink() === true) return true;
    }
    return false;
  }

  #arguments(folder: string): string[] {
    return [...this.#parts.ignoreArguments(folder), `--git-dir=${this.#parts.gitDir}`, `--work-tree=${folder}`];
  }

  /** The rules may have changed. */
  forget(): void {
    this.#answers.clear();
    this.#parts.onForget?.();
  }

  #ask({ root, path: name }: Place): boolean {
    const folder = this.#parts.roots[root]?.path;
    if (folder === undefined) return false;
    const args = [...this.#arguments(folder), 'check-ignore', '-q', '--no-index', '--', name];
    return (
      spawnSync('git', args, { cwd: folder, env: gitEnvironment(), windowsHide: true, timeout: 5000 }).status === 0
    );
  }
}

function keyOf({ root, path: name }: Place): string {
  return `${root}:${name}`;
}

/** Folders that no snapshot looks into. */
function isOwn(name: string): boolean {
  const parts = name.split('/');
  return parts.includes('.git') || parts.includes('.tracewright');
}
