import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { gitEnvironment } from '../git/gitProcess.ts';
import type { Place } from './place.ts';
import type { WorkspaceRoot } from './workspaceRoot.ts';

interface Parts {
  readonly roots: readonly WorkspaceRoot[];
  /** The shadow git directory and its rules for a root, which decide what a snapshot takes in. */
  readonly gitDir: string;
  readonly ignoreArguments: (root: string) => readonly string[];
  /** What a snapshot has taken in is not ignored, whatever the rules say now. */
  readonly isKnown: (place: Place) => boolean;
}

/**
 * Which files are kept out of the log because git ignores them. Asked while an event waits, so it is synchronous;
 * git is only asked about files that no snapshot has seen (about 4 ms), and once for each.
 */
export class Ignored {
  readonly #parts: Parts;
  readonly #answers = new Map<string, boolean>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  has(place: Place): boolean {
    if (isOwn(place.path)) return true;
    if (this.#parts.isKnown(place)) return false;
    if (path.posix.basename(place.path) === '.gitignore') this.#answers.clear();
    const key = `${place.root}:${place.path}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = this.#ask(place);
    this.#answers.set(key, answer);
    return answer;
  }

  /** The rules may have changed. */
  forget(): void {
    this.#answers.clear();
  }

  #ask({ root, path: name }: Place): boolean {
    const folder = this.#parts.roots[root]?.path;
    if (folder === undefined) return false;
    const args = [
      ...this.#parts.ignoreArguments(folder),
      `--git-dir=${this.#parts.gitDir}`,
      `--work-tree=${folder}`,
      'check-ignore',
      '-q',
      '--no-index',
      '--',
      name,
    ];
    return (
      spawnSync('git', args, { cwd: folder, env: gitEnvironment(), windowsHide: true, timeout: 5000 }).status === 0
    );
  }
}

/** Folders that no snapshot looks into. */
function isOwn(name: string): boolean {
  const parts = name.split('/');
  return parts.includes('.git') || parts.includes('.tracewright');
}
