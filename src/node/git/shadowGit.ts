import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { TreeEntry } from '../../core/ports.ts';
import { CatFile } from './catFile.ts';
import { type GitAnswer, gitError, runGit } from './gitProcess.ts';
import { globalExcludes, ignorePatterns, trackedButIgnored } from './ignoreRules.ts';
import { writeLooseBlob, writeLooseObject } from './looseObject.ts';
import { isolatedConfiguration, makeShadowRepository, notWritable } from './shadowRepository.ts';
import { mendIndex, readComplaints, type SnapshotWarning } from './snapshotTrouble.ts';
import { parseRawDiff, parseTree, type TreeChange } from './treeRecords.ts';
import { type RepositoryHead, repositoryHead, type UserRepository, userRepository } from './userRepository.ts';

/** What the user's own git says of a folder; asked again after a while. */
interface Surroundings {
  readonly repository: UserRepository | null;
  readonly excludes: readonly string[];
  /** ms since 1970. */
  readonly until: number;
}

export interface Snapshot {
  /** git tree id of the files on disk. */
  readonly tree: string;
  readonly ms: number;
  readonly warnings: readonly SnapshotWarning[];
}

/**
 * A git directory of our own that remembers states of somebody's folders without touching their repository.
 * Bytes are stored as they stand on disk. What the folder's repository ignores is left out, unless it is tracked
 * there. Nothing is ever pruned: every snapshot is reachable from `refs/tracewright/<session>`.
 * Snapshots run one after another. Dispose it when done.
 */
export class ShadowGit {
  readonly gitDir: string;
  readonly #dataFolder: string;
  readonly #ref: string;
  readonly #objects: string;
  #reader: CatFile | null = null;
  /** The commit that the ref points at, as far as it is known; '' when there is none yet. */
  #tip: string | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  readonly #lastTree = new Map<string, string>();
  readonly #known = new Map<string, Surroundings>();
  readonly #tracked = new Map<string, { readonly stamp: string; readonly paths: readonly string[] }>();

  /**
   * @param dataFolder the `.tracewright` folder; the git directory is `shadow.git` inside it
   * @param session names the ref that keeps the snapshots
   */
  constructor(dataFolder: string, session = 'snapshots') {
    this.#dataFolder = path.resolve(dataFolder);
    this.gitDir = path.join(this.#dataFolder, 'shadow.git');
    this.#objects = path.join(this.gitDir, 'objects');
    this.#ref = `refs/tracewright/${refName(session)}`;
  }

  /** Makes the git directory if it is not there. Everything that needs it calls this. */
  init(probe = path.dirname(this.#dataFolder)): Promise<void> {
    return makeShadowRepository(this.gitDir, probe);
  }

  /** The state of `root` on disk, as a git tree. Throws `git-missing`, `not-writable`, `no-such-folder`, … */
  snapshot(root: string): Promise<Snapshot> {
    const turn = this.#queue.then(() => this.#snapshot(path.resolve(root)));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Every file of a tree, in git's order. Throws `unknown-revision`. */
  async listTree(tree: string): Promise<TreeEntry[]> {
    const { stdout } = await this.git(['ls-tree', '-r', '-z', '--full-tree', tree]);
    return parseTree(stdout);
  }

  /** What differs between two trees; with `renames`, moved files are one change each. */
  async diffTrees(before: string, after: string, options: { readonly renames?: boolean } = {}): Promise<TreeChange[]> {
    const renames = options.renames === true ? ['-M'] : ['--no-renames'];
    const { stdout } = await this.git(['diff-tree', '-r', '-z', '--raw', '--no-abbrev', ...renames, before, after]);
    return parseRawDiff(stdout);
  }

  /** Contents in the order of the ids; null where the object is not there. */
  async readBlobs(oids: readonly string[]): Promise<(Buffer | null)[]> {
    await this.init();
    this.#reader ??= new CatFile({ env: this.#environment() });
    return this.#reader.readMany(oids);
  }

  /** Stores bytes at once, synchronously, and returns their id. Throws `not-writable`, `disk-full`. */
  writeBlob(bytes: Uint8Array): string {
    try {
      return writeLooseBlob(this.#objects, bytes);
    } catch (cause) {
      throw notWritable(this.#objects, cause);
    }
  }

  /** Where the user's own repository stands; never fails. */
  head(root: string): Promise<RepositoryHead> {
    return repositoryHead(root);
  }

  /** Keeps a tree from ever being pruned. */
  async keep(tree: string, message: string): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt++) {
      this.#tip ??= (await this.git(['rev-parse', '--quiet', '--verify', this.#ref], { answers: [0, 1] })).stdout
        .toString('utf8')
        .trim();
      const commit = this.#commit(tree, this.#tip, Math.floor(Date.now() / 1000), message);
      const expected = this.#tip || '0'.repeat(40);
      const moved = await this.git(['update-ref', this.#ref, commit, expected], { answers: [0, 128] });
      this.#tip = moved.code === 0 ? commit : null;
      if (moved.code === 0) return;
    }
    throw new TracewrightError('git-locked', "another process keeps changing the recording's store", {
      kind: 'environment',
      place: { file: this.gitDir },
      remedy: 'record one folder in one window at a time',
    });
  }

  /** Keeps a list of trees under `refs/tracewright-ledgers/<session>`, in place of what was kept there before. */
  async keepLedger(session: string, trees: readonly string[]): Promise<void> {
    const chain = trees.reduce((parent, tree) => this.#commit(tree, parent, 0, 'Ledger'), '');
    if (chain !== '') await this.git(['update-ref', `refs/tracewright-ledgers/${refName(session)}`, chain]);
  }

  #commit(tree: string, parent: string, seconds: number, message: string): string {
    const who = `Tracewright <tracewright@localhost> ${seconds} +0000`;
    const lines = [`tree ${tree}`, ...(parent === '' ? [] : [`parent ${parent}`]), `author ${who}`, `committer ${who}`];
    try {
      return writeLooseObject(this.#objects, 'commit', Buffer.from(`${lines.join('\n')}\n\n${message}\n`));
    } catch (cause) {
      throw notWritable(this.#objects, cause);
    }
  }

  /** Plumbing on the shadow git directory; `root` names a work tree and `index` an index file for it. */
  async git(
    args: readonly string[],
    call: {
      readonly root?: string;
      readonly index?: string;
      readonly input?: string | Uint8Array;
      readonly answers?: readonly number[];
    } = {},
  ): Promise<GitAnswer> {
    await this.init(call.root);
    const { root, index, ...rest } = call;
    const env = this.#environment();
    if (root !== undefined) env.GIT_WORK_TREE = root;
    if (index !== undefined) env.GIT_INDEX_FILE = index;
    return runGit(args, { ...rest, env, cwd: root ?? this.gitDir });
  }

  dispose(): void {
    this.#reader?.dispose();
    this.#reader = null;
  }

  #environment(): Record<string, string> {
    return { ...isolatedConfiguration, GIT_DIR: this.gitDir };
  }

  async #snapshot(root: string): Promise<Snapshot> {
    const started = performance.now();
    if (!existsSync(root) || !statSync(root).isDirectory()) {
      throw new TracewrightError('no-such-folder', 'there is no folder to take a snapshot of', {
        place: { file: root },
        remedy: 'check the path',
      });
    }
    await this.init(root);
    const key = createHash('sha1').update(root).digest('hex').slice(0, 12);
    const index = path.join(this.gitDir, `index-${key}`);
    const { repository, excludes } = await this.#surroundings(root);
    await this.#writeExcludes(root, repository);
    const warnings = await this.#addAll(root, index, excludes);
    const [agreed, early] = await Promise.all([
      this.#agreeOnIgnored(root, index, excludes, repository),
      this.#writeTree(root, index),
    ]);
    const tree = agreed ? early : await this.#writeTree(root, index);
    if (this.#lastTree.get(root) !== tree) {
      await this.keep(tree, `Snapshot of ${path.basename(root)}`);
      this.#lastTree.set(root, tree);
    }
    return { tree, ms: performance.now() - started, warnings };
  }

  async #writeTree(root: string, index: string): Promise<string> {
    return (await this.git(['write-tree'], { root, index })).stdout.toString('utf8').trim();
  }

  async #surroundings(root: string): Promise<Surroundings> {
    const known = this.#known.get(root);
    if (known !== undefined && Date.now() < known.until && isAsKnown(root, known)) return known;
    const repository = await userRepository(root);
    const excludes = await globalExcludes(root, repository);
    const found = { repository, excludes, until: Date.now() + 60_000 };
    this.#known.set(root, found);
    return found;
  }

  async #writeExcludes(root: string, repository: UserRepository | null): Promise<void> {
    const own = path.relative(root, this.#dataFolder).split(path.sep).join('/');
    const inside = own !== '' && !own.startsWith('..') && !path.isAbsolute(own);
    const lines = await ignorePatterns(root, repository);
    const text = [...lines, '.tracewright/', ...(inside ? [`/${own.replace(/[\\*?[\]]/g, '\\$&')}/`] : [])].join('\n');
    mkdirSync(path.join(this.gitDir, 'info'), { recursive: true });
    writeFileSync(path.join(this.gitDir, 'info', 'exclude'), `${text}\n`);
  }

  async #addAll(root: string, index: string, excludes: readonly string[]): Promise<SnapshotWarning[]> {
    const warnings: SnapshotWarning[] = [];
    const left: string[] = [];
    for (let attempt = 0; ; attempt++) {
      const pathspecs = left.length === 0 ? [] : ['--', '.', ...left.map((name) => `:(exclude,top,literal)${name}`)];
      const args = [...excludes, 'add', '-A', '--ignore-errors', ...pathspecs];
      const answer = await this.git(args, { root, index, answers: [0, 1, 128] });
      const told = readComplaints(answer.stderr);
      const skipped = told.filter(({ code, path: name }) => code === 'skipped-repository' && !left.includes(name));
      left.push(...skipped.map(({ path: name }) => name));
      warnings.push(...told.filter(({ code }) => code !== 'unreadable'));
      if (skipped.length > 0 && attempt < 50) continue;
      const unreadable = told.filter(({ code }) => code === 'unreadable');
      warnings.push(...unreadable);
      if (answer.code === 0 || (answer.code === 1 && unreadable.length > 0)) return warnings;
      const mended = attempt < 5 && (await mendIndex(index, answer.stderr));
      if (!mended) throw gitError(args, answer, root);
    }
  }

  /**
   * The index must hold what a fresh one would: tracked-but-ignored files, and no other ignored ones.
   * True when it did already.
   */
  async #agreeOnIgnored(
    root: string,
    index: string,
    excludes: readonly string[],
    repository: UserRepository | null,
  ): Promise<boolean> {
    const listed = await this.git([...excludes, 'ls-files', '-z', '-c', '-i', '--exclude-standard'], { root, index });
    const present = new Set(listed.stdout.toString('utf8').split('\0').filter(Boolean));
    const wanted = new Set(await this.#trackedButIgnored(root, repository));
    const missing = [...wanted].filter((name) => !present.has(name) && isFile(path.join(root, name)));
    const surplus = [...present].filter((name) => !wanted.has(name));
    if (missing.length > 0) {
      await this.git(['add', '-f', '--ignore-errors', '--pathspec-from-file=-', '--pathspec-file-nul'], {
        root,
        index,
        input: missing.map((name) => `:(literal)${name}`).join('\0'),
        answers: [0, 1],
      });
    }
    if (surplus.length > 0) {
      await this.git(['update-index', '-z', '--force-remove', '--stdin'], { root, index, input: surplus.join('\0') });
    }
    return missing.length + surplus.length === 0;
  }

  async #trackedButIgnored(root: string, repository: UserRepository | null): Promise<readonly string[]> {
    if (repository === null || !existsSync(repository.indexFile)) return [];
    const { mtimeMs, size } = statSync(repository.indexFile);
    const stamp = `${mtimeMs} ${size}`;
    const known = this.#tracked.get(root);
    if (known?.stamp === stamp) return known.paths;
    const paths = await trackedButIgnored(root);
    this.#tracked.set(root, { stamp, paths });
    return paths;
  }
}

function refName(session: string): string {
  return session.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '') || 'snapshots';
}

function isAsKnown(root: string, { repository }: Surroundings): boolean {
  return repository === null ? !existsSync(path.join(root, '.git')) : existsSync(repository.gitDir);
}

function isFile(file: string): boolean {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  return stat !== undefined && !stat.isDirectory();
}
