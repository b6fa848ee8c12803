import { existsSync, lstatSync } from 'node:fs';
import path from 'node:path';
import type { GitAnswer } from '../git/gitProcess.ts';
import { readComplaints, type SnapshotWarning } from '../git/snapshotTrouble.ts';
import { IGNORE_FILE } from '../recording/privateFiles.ts';
import type { Intake } from './intake.ts';
import { stampOf, type TakenFile } from './takeIn.ts';

const GONE = `0 ${'0'.repeat(40)}\t`;

/** Runs git on the index; waits while another process holds its lock. */
export type GitOnLockedIndex = (
  args: readonly string[],
  call?: { readonly input?: string; readonly answers?: readonly number[] },
) => Promise<GitAnswer>;

interface Parts {
  readonly root: string;
  readonly gitDir: string;
  readonly git: GitOnLockedIndex;
  /** Makes git leave out what is ignored. */
  readonly ignoring: readonly string[];
  readonly intake: Intake;
}

interface Redacted {
  readonly stamp: string;
  readonly generation: number;
}

/**
 * Brings an index in step with the disk without git ever reading a file to store it: git only says what differs, the
 * intake reads, redacts and stores. A file in which something was hidden never agrees with the disk, so that what was
 * made of it is remembered here.
 */
export class PrivateIndex {
  readonly #parts: Parts;
  readonly #redacted = new Map<string, Redacted>();
  #generation = 0;
  #checkedNames = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Takes in all that differs. */
  async addAll(): Promise<SnapshotWarning[]> {
    const { git, ignoring, root, intake } = this.#parts;
    const args = [...ignoring, 'ls-files', '-z', '-t', '-m', '-d', '-o', '--exclude-standard'];
    const listed = (await git(args)).stdout.toString('utf8').split('\0').filter(Boolean);
    const gone = new Set(listed.filter((line) => line.startsWith('R ')).map((line) => line.slice(2)));
    const differing = new Set(listed.map((line) => line.slice(2)).filter((name) => !gone.has(name)));
    for (const name of await this.#holdersOfKnown()) differing.add(name);
    const hidden = new Set([...differing].filter((name) => intake.hides(root, name)));
    for (const name of await this.#hiddenInIndex([...differing, ...gone])) hidden.add(name);
    const wanted = [...differing].filter((name) => !hidden.has(name) && !this.#isAsTaken(name));
    return this.#write(await this.#take(wanted), [...gone, ...hidden]);
  }

  /** Takes in files that git would leave out. */
  async addIgnored(names: readonly string[]): Promise<void> {
    const { root, intake } = this.#parts;
    await this.#write(await this.#take(names.filter((name) => !intake.hides(root, name))), []);
  }

  async #take(names: readonly string[]): Promise<readonly TakenFile[]> {
    const { gitDir, root, intake } = this.#parts;
    const paths = names.filter((name) => !name.endsWith('/'));
    const folders = names.filter((name) => name.endsWith('/'));
    const taken = paths.length === 0 ? [] : await intake.take({ gitDir, root, paths });
    return [...taken, ...folders.map((name) => ({ kind: 'folder' as const, path: name.slice(0, -1) }))];
  }

  async #write(taken: readonly TakenFile[], gone: readonly string[]): Promise<SnapshotWarning[]> {
    const { git, intake, root } = this.#parts;
    const lines = gone.map((name) => `${GONE}${name}`);
    const warnings: SnapshotWarning[] = [];
    const nested: string[] = [];
    for (const file of taken) {
      this.#redacted.delete(file.path);
      if (file.kind === 'file') {
        lines.push(`${file.mode} ${file.oid} 0\t${file.path}`);
        if (file.found.size === 0) continue;
        this.#redacted.set(file.path, { stamp: file.stamp, generation: intake.generation });
        intake.redacted(root, file.path, file.found);
      } else if (file.kind === 'unreadable') {
        warnings.push({ code: 'unreadable', path: file.path, message: 'cannot be read and is left out' });
      } else if (file.kind === 'folder' && existsSync(path.join(root, file.path, '.git'))) nested.push(file.path);
      else lines.push(`${GONE}${file.path}`);
    }
    if (lines.length > 0) {
      await git(['update-index', '-z', '--index-info'], { input: lines.map((line) => `${line}\0`).join('') });
      await git(['update-index', '-q', '--refresh'], { answers: [0, 1] });
    }
    for (const name of nested) warnings.push(...(await this.#addNested(name)));
    return warnings;
  }

  /** A repository inside the folder is remembered by its commit: git stores nothing of its files. */
  async #addNested(name: string): Promise<SnapshotWarning[]> {
    const { git, ignoring } = this.#parts;
    const args = [...ignoring, 'add', '-A', '--ignore-errors', '--', `:(top,literal)${name}`];
    return readComplaints((await git(args, { answers: [0, 1, 128] })).stderr);
  }

  #isAsTaken(name: string): boolean {
    const known = this.#redacted.get(name);
    if (known === undefined || known.generation !== this.#parts.intake.generation) return false;
    try {
      return stampOf(lstatSync(path.join(this.#parts.root, name), { bigint: true })) === known.stamp;
    } catch {
      return false;
    }
  }

  /** Files that hold what has become known as a secret since the last time. */
  async #holdersOfKnown(): Promise<string[]> {
    const { git, intake } = this.#parts;
    if (intake.generation === this.#generation) return [];
    this.#generation = intake.generation;
    const input = intake.known.join('\n');
    const answer = await git(['grep', '--cached', '-I', '-l', '-z', '-F', '-f', '-'], { input, answers: [0, 1] });
    return answer.stdout.toString('utf8').split('\0').filter(Boolean);
  }

  /** Files in the index that are to be left out by now. Looked for at first, and when the rules changed. */
  async #hiddenInIndex(changed: readonly string[]): Promise<string[]> {
    const { git, intake, root } = this.#parts;
    const rulesChanged = changed.some((name) => path.posix.basename(name) === IGNORE_FILE);
    if (this.#checkedNames && !rulesChanged) return [];
    this.#checkedNames = true;
    const all = (await git(['ls-files', '-z', '-c'])).stdout.toString('utf8').split('\0').filter(Boolean);
    return all.filter((name) => intake.hides(root, name));
  }
}
