import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { linkStatus } from '../recording/linkStatus.ts';
import type { Intake } from '../secrets/intake.ts';
import { type GitOnLockedIndex, PrivateIndex } from '../secrets/privateIndex.ts';
import { type GitAnswer, gitError } from './gitProcess.ts';
import { globalPatterns, ignorePatterns, trackedButIgnored } from './ignoreRules.ts';
import { notWritable } from './shadowRepository.ts';
import { indexStamp, replaceFile, type SnapshotFiles, seedIndex, snapshotFiles } from './snapshotFiles.ts';
import { mendIndex, readComplaints, type SnapshotWarning, waitForLock } from './snapshotTrouble.ts';
import { type UserRepository, userRepository } from './userRepository.ts';

/** Runs git on the shadow git directory, with the folder as its work tree. */
export type GitOnIndex = (
  args: readonly string[],
  call: { readonly index: string; readonly input?: string; readonly answers?: readonly number[] },
) => Promise<GitAnswer>;

interface Parts {
  /** The folder, absolute. */
  readonly root: string;
  readonly gitDir: string;
  /** Where recordings are kept; left out when it is inside the folder. */
  readonly dataFolder: string;
  readonly session: string;
  /** Folders inside it that are left out; absolute. */
  readonly without: readonly string[];
  readonly git: GitOnIndex;
  /** Takes files in without their secrets; without it git takes them in as they are. */
  readonly intake?: Intake;
}

/** What the user's own git says of a folder; asked again after a while. */
interface Surroundings {
  readonly repository: UserRepository | null;
  readonly globalPatterns: readonly string[];
  /** By the monotonic clock, ms. */
  readonly until: number;
}

/** One folder's git index in the shadow git directory, for one session: what the next snapshot is made from. */
export class FolderIndex {
  readonly #parts: Parts;
  readonly #files: SnapshotFiles;
  readonly #private: PrivateIndex | null;
  #surroundings: Surroundings | null = null;
  #tracked: { readonly stamp: string; readonly paths: readonly string[] } | null = null;
  /** The last tree, and the state of the index that it was made from. */
  #last: { readonly tree: string; readonly stamp: string } | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { gitDir, root, session, intake } = parts;
    this.#files = snapshotFiles(gitDir, root, session, intake?.variant);
    const ignoring = ['-c', `core.excludesFile=${this.#files.ignore}`];
    const git: GitOnLockedIndex = (args, call) => this.#patiently(args, call);
    this.#private = intake === undefined ? null : new PrivateIndex({ root, gitDir, git, ignoring, intake });
  }

  /** Brings the index in step with the disk and gives its tree. Not to be called again before that. */
  async take(): Promise<{ readonly tree: string; readonly warnings: readonly SnapshotWarning[] }> {
    const seeded = seedIndex(this.#files);
    const { repository, globalPatterns: everywhere } = await this.#look();
    await this.#writeIgnored(repository, everywhere);
    // What is in the index and ignored by now is the same before and after the rest is added.
    const [warnings, early] = await Promise.all([
      this.#private?.addAll() ?? this.#addAll(seeded),
      this.#listIgnored([0, 128]),
    ]);
    await this.#agreeOnIgnored(early.code === 0 ? early : await this.#listIgnored([0]), repository);
    // git replaces an index only when something in it changed.
    if (this.#last?.stamp !== indexStamp(this.#files.index)) {
      const tree = (await this.#patiently(['write-tree'])).stdout.toString('utf8').trim();
      this.#last = { tree, stamp: indexStamp(this.#files.index) };
    }
    return { tree: this.#last.tree, warnings };
  }

  async #look(): Promise<Surroundings> {
    const { root } = this.#parts;
    const known = this.#surroundings;
    if (known !== null && performance.now() < known.until && isAsKnown(root, known)) return known;
    const repository = await userRepository(root);
    const patterns = await globalPatterns(root, repository);
    this.#surroundings = { repository, globalPatterns: patterns, until: performance.now() + 60_000 };
    return this.#surroundings;
  }

  /** Later lines win, as a repository's own rules win over those that somebody has for all repositories. */
  async #writeIgnored(repository: UserRepository | null, everywhere: readonly string[]): Promise<void> {
    const { root, dataFolder, gitDir, without } = this.#parts;
    const lines = [...everywhere, ...(await ignorePatterns(root, repository)), '.tracewright/'];
    for (const folder of [dataFolder, ...without]) {
      const name = nameInside(root, folder);
      if (name !== undefined) lines.push(`/${patternOf(name)}/`);
    }
    try {
      mkdirSync(path.join(gitDir, 'info'), { recursive: true });
      replaceFile(path.join(gitDir, 'info', 'exclude'), '.tracewright/\n');
      replaceFile(this.#files.ignore, `${lines.join('\n')}\n`);
    } catch (cause) {
      throw notWritable(gitDir, cause);
    }
  }

  /** @param seeded there was an index; else everything is new and goes into one pack, not into a file for each object */
  async #addAll(seeded: boolean): Promise<SnapshotWarning[]> {
    const { index, ignore } = this.#files;
    const warnings: SnapshotWarning[] = [];
    const left: string[] = [];
    const configured = ['-c', `core.excludesFile=${ignore}`, ...(seeded ? [] : ['-c', 'core.bigFileThreshold=1'])];
    for (let attempt = 0; ; attempt++) {
      const pathspecs = left.length === 0 ? [] : ['--', '.', ...left.map((name) => `:(exclude,top,literal)${name}`)];
      const args = [...configured, 'add', '-A', '--ignore-errors', ...pathspecs];
      const answer = await this.#parts.git(args, { index, answers: [0, 1, 128] });
      const told = readComplaints(answer.stderr);
      const skipped = told.filter(({ code, path: name }) => code === 'skipped-repository' && !left.includes(name));
      left.push(...skipped.map(({ path: name }) => name));
      warnings.push(...told.filter(({ code }) => code !== 'unreadable'));
      if (skipped.length > 0 && attempt < 50) continue;
      const unreadable = told.filter(({ code }) => code === 'unreadable');
      warnings.push(...unreadable);
      if (answer.code === 0 || (answer.code === 1 && unreadable.length > 0)) return warnings;
      const mended = mendIndex(index, answer.stderr) || (await waitForLock(index, answer.stderr, attempt));
      if (!mended) throw gitError(args, answer, this.#parts.root);
    }
  }

  #listIgnored(answers: readonly number[]): Promise<GitAnswer> {
    const { index, ignore } = this.#files;
    const args = ['-c', `core.excludesFile=${ignore}`, 'ls-files', '-z', '-c', '-i', '--exclude-standard'];
    return this.#parts.git(args, { index, answers });
  }

  /** The index must hold what a fresh one would: tracked-but-ignored files, and no other ignored ones. */
  async #agreeOnIgnored(listed: GitAnswer, repository: UserRepository | null): Promise<void> {
    const { root, without } = this.#parts;
    const present = new Set(listed.stdout.toString('utf8').split('\0').filter(Boolean));
    const apart = without.flatMap((folder) => nameInside(root, folder) ?? []);
    const tracked = await this.#trackedButIgnored(repository);
    const hides = (name: string) => this.#parts.intake?.hides(root, name) === true;
    const wanted = new Set(
      tracked.filter((name) => !apart.some((folder) => name.startsWith(`${folder}/`)) && !hides(name)),
    );
    const missing = [...wanted].filter((name) => !present.has(name) && isFile(path.join(root, name)));
    const surplus = [...present].filter((name) => !wanted.has(name));
    if (missing.length > 0 && this.#private !== null) await this.#private.addIgnored(missing);
    else if (missing.length > 0) {
      await this.#patiently(['add', '-f', '--ignore-errors', '--pathspec-from-file=-', '--pathspec-file-nul'], {
        input: missing.map((name) => `:(literal)${name}`).join('\0'),
        answers: [0, 1],
      });
    }
    if (surplus.length > 0) {
      const input = surplus.join('\0');
      await this.#patiently(['update-index', '-z', '--force-remove', '--stdin'], { input });
    }
  }

  async #trackedButIgnored(repository: UserRepository | null): Promise<readonly string[]> {
    if (repository === null || !existsSync(repository.indexFile)) return [];
    const { mtimeMs, size } = statSync(repository.indexFile);
    const stamp = `${mtimeMs} ${size}`;
    if (this.#tracked?.stamp === stamp) return this.#tracked.paths;
    const paths = await trackedButIgnored(this.#parts.root);
    this.#tracked = { stamp, paths };
    return paths;
  }

  /** Runs git; while another process holds the lock on the index, this waits. */
  async #patiently(
    args: readonly string[],
    call: { readonly input?: string; readonly answers?: readonly number[] } = {},
  ): Promise<GitAnswer> {
    const { index } = this.#files;
    const { answers = [0], ...rest } = call;
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#parts.git(args, { ...rest, index, answers: [0, 1, 128] });
      if (answers.includes(answer.code)) return answer;
      if (!(await waitForLock(index, answer.stderr, attempt))) throw gitError(args, answer, this.#parts.root);
    }
  }
}

function isAsKnown(root: string, { repository }: Surroundings): boolean {
  return repository === null ? !existsSync(path.join(root, '.git')) : existsSync(repository.gitDir);
}

/** A folder's name seen from the root, with forward slashes; undefined when it is not inside. */
function nameInside(root: string, folder: string): string | undefined {
  const name = path.relative(root, folder).split(path.sep).join('/');
  return name === '' || name.startsWith('..') || path.isAbsolute(name) ? undefined : name;
}

/** A name as a line of an exclude file that means just it; one code unit is one byte. */
function patternOf(name: string): string {
  return Buffer.from(name)
    .toString('latin1')
    .replace(/[\\*?[\]]/g, '\\$&');
}

function isFile(file: string): boolean {
  const stat = linkStatus(file);
  return stat !== undefined && !stat.isDirectory();
}
