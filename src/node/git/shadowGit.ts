import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { TreeEntry } from '../../core/ports.ts';
import { CatFile } from './catFile.ts';
import { type GitAnswer, gitError, runGit } from './gitProcess.ts';
import { globalExcludes, ignorePatterns, trackedButIgnored } from './ignoreRules.ts';
import { writeLooseBlob, writeLooseObject } from './looseObject.ts';
import { isolatedConfiguration, makeShadowRepository, notWritable } from './shadowRepository.ts';
import { parseRawDiff, parseTree, type TreeChange } from './treeRecords.ts';
import { type RepositoryHead, repositoryHead, type UserRepository, userRepository } from './userRepository.ts';

/** Something that a snapshot could not take in, and why; the rest of the snapshot holds. */
export interface SnapshotWarning {
  readonly code: 'unreadable' | 'nested-repository' | 'skipped-repository';
  readonly path: string;
  readonly message: string;
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
  #queue: Promise<unknown> = Promise.resolve();
  readonly #lastTree = new Map<string, string>();
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

  /** Keeps a tree that was made by other means from ever being pruned. */
  async keep(tree: string, message: string): Promise<void> {
    const now = Math.floor(Date.now() / 1000);
    const head = await this.git(['rev-parse', '--quiet', '--verify', this.#ref], { answers: [0, 1] });
    const commit = this.#commit(tree, head.stdout.toString('utf8').trim(), now, message);
    await this.git(['update-ref', this.#ref, commit]);
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
    const repository = await userRepository(root);
    await this.#writeExcludes(root, repository);
    const excludes = await globalExcludes(root, repository);
    const warnings = await this.#addAll(root, index, excludes);
    await this.#agreeOnIgnored(root, index, excludes, repository);
    const written = await this.git(['write-tree'], { root, index });
    const tree = written.stdout.toString('utf8').trim();
    if (this.#lastTree.get(root) !== tree) {
      await this.keep(tree, `Snapshot of ${path.basename(root)}`);
      this.#lastTree.set(root, tree);
    }
    return { tree, ms: performance.now() - started, warnings };
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

  /** The index must hold what a fresh one would: tracked-but-ignored files, and no other ignored ones. */
  async #agreeOnIgnored(
    root: string,
    index: string,
    excludes: readonly string[],
    repository: UserRepository | null,
  ): Promise<void> {
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

function readComplaints(stderr: string): SnapshotWarning[] {
  const found: SnapshotWarning[] = [];
  for (const line of stderr.split('\n')) {
    const nested = /^warning: adding embedded git repository: (.+)$/.exec(line)?.[1];
    const empty = /^error: '(.+?)\/?' does not have a commit checked out$/.exec(line)?.[1];
    const file = /^(?:error: open\("(.+)"\)|warning: could not open directory '(.+?)\/?'): /.exec(line);
    if (nested !== undefined) {
      const message = 'a repository inside the folder is remembered by its commit, not by its files';
      found.push({ code: 'nested-repository', path: nested, message });
    } else if (empty !== undefined) {
      const message = 'a repository inside the folder has no commits and is left out';
      found.push({ code: 'skipped-repository', path: empty, message });
    } else if (file !== null) {
      found.push({ code: 'unreadable', path: file[1] ?? file[2] ?? '', message: 'cannot be read and is left out' });
    }
  }
  return found;
}

/** True when another try is worth it: a broken index is made anew, a lock is waited for or, when old, removed. */
async function mendIndex(index: string, stderr: string): Promise<boolean> {
  if (/index file (corrupt|smaller)|bad (index file|signature)|unknown index entry/i.test(stderr)) {
    rmSync(index, { force: true });
    return true;
  }
  if (!/\.lock': File exists/.test(stderr)) return false;
  const lock = `${index}.lock`;
  if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 60_000) rmSync(lock, { force: true });
  else await new Promise((resolve) => setTimeout(resolve, 100));
  return true;
}

function isFile(file: string): boolean {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  return stat !== undefined && !stat.isDirectory();
}
