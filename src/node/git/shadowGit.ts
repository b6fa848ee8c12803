import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { TreeEntry } from '../../core/ports.ts';
import type { Intake } from '../secrets/intake.ts';
import { CatFile } from './catFile.ts';
import { FolderIndex, type GitOnIndex } from './folderIndex.ts';
import { type GitAnswer, runGit } from './gitProcess.ts';
import { writeLooseBlob, writeLooseObject } from './looseObject.ts';
import { moveRef, readRef } from './looseRef.ts';
import { isolatedConfiguration, makeShadowRepository, notWritable } from './shadowRepository.ts';
import { snapshotFiles } from './snapshotFiles.ts';
import type { SnapshotWarning } from './snapshotTrouble.ts';
import { parseRawDiff, type TreeChange } from './treeRecords.ts';
import { TreeWalk } from './treeWalk.ts';
import { type RepositoryHead, repositoryHead } from './userRepository.ts';

export interface Snapshot {
  /** git tree id of the files on disk. */
  readonly tree: string;
  readonly ms: number;
  readonly warnings: readonly SnapshotWarning[];
}

/**
 * A git directory of our own that remembers states of somebody's folders without touching their repository.
 * Bytes are stored as they stand on disk. What the folder's repository ignores is left out, unless it is tracked
 * there. Only forgetting prunes: every snapshot is reachable from `refs/tracewright/<session>`.
 * Snapshots run one after another. Several windows may use one git directory: each session has an index and an exclude
 * file of its own, objects are shared, and everything that is shared is written at one stroke. Dispose it when done.
 */
export class ShadowGit {
  readonly gitDir: string;
  readonly #dataFolder: string;
  readonly #session: string;
  readonly #objects: string;
  readonly #intake: Intake | undefined;
  readonly #trees = new TreeWalk();
  #reader: CatFile | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  readonly #folders = new Map<string, FolderIndex>();
  /** The tree of each root that was kept last. */
  readonly #kept = new Map<string, string>();

  /**
   * @param dataFolder the `.tracewright` folder; the git directory is `shadow.git` inside it
   * @param session names the ref that keeps the snapshots
   * @param options `intake` takes files in without their secrets, and leaves out those that hold nothing else
   */
  constructor(dataFolder: string, session = 'snapshots', options: { readonly intake?: Intake } = {}) {
    this.#intake = options.intake;
    this.#dataFolder = path.resolve(dataFolder);
    this.gitDir = path.join(this.#dataFolder, 'shadow.git');
    this.#objects = path.join(this.gitDir, 'objects');
    this.#session = refName(session);
  }

  /** Makes the git directory if it is not there. Everything that needs it calls this. */
  init(probe = path.dirname(this.#dataFolder)): Promise<void> {
    return makeShadowRepository(this.gitDir, probe);
  }

  /**
   * The state of `root` on disk, as a git tree. `without` are folders (absolute) below it that are left out, the same
   * ones every time. Throws `git-missing`, `not-writable`, `no-such-folder`, …
   */
  snapshot(root: string, without: readonly string[] = []): Promise<Snapshot> {
    const turn = this.#queue.then(() => this.#snapshot(path.resolve(root), without));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Every file of a tree, in git's order. Throws `unknown-revision`. */
  async listTree(tree: string): Promise<TreeEntry[]> {
    return this.#trees.list(await this.#openReader(), tree);
  }

  /** Arguments that make a git process on this git directory leave out what the last snapshot of `root` left out. */
  ignoreArguments(root: string): string[] {
    const { ignore } = snapshotFiles(this.gitDir, path.resolve(root), this.#session, this.#intake?.variant);
    return ['-c', `core.excludesFile=${ignore}`];
  }

  /** What differs between two trees; with `renames`, moved files are one change each. */
  async diffTrees(before: string, after: string, options: { readonly renames?: boolean } = {}): Promise<TreeChange[]> {
    const renames = options.renames === true ? ['-M'] : ['--no-renames'];
    const { stdout } = await this.git(['diff-tree', '-r', '-z', '--raw', '--no-abbrev', ...renames, before, after]);
    return parseRawDiff(stdout);
  }

  /** Contents in the order of the ids; null where the object is not there. */
  async readBlobs(oids: readonly string[]): Promise<(Buffer | null)[]> {
    return (await this.#openReader()).readMany(oids);
  }

  async #openReader(): Promise<CatFile> {
    await this.init();
    this.#reader ??= new CatFile({ env: this.#environment() });
    return this.#reader;
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
  async #keep(tree: string, message: string): Promise<void> {
    const ref = `refs/tracewright/${this.#session}`;
    for (let attempt = 0; attempt < 50; attempt++) {
      const tip = readRef(this.gitDir, ref);
      const commit = this.#commit(tree, tip, Math.floor(Date.now() / 1000), message);
      if (this.#move(ref, commit, tip)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new TracewrightError('git-locked', "another process keeps changing the recording's store", {
      kind: 'environment',
      place: { file: this.gitDir },
      remedy: 'record one folder in one window at a time',
    });
  }

  #move(ref: string, commit: string, expected: string): boolean {
    try {
      return moveRef(this.gitDir, ref, commit, expected);
    } catch (cause) {
      throw notWritable(this.gitDir, cause);
    }
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
    return { ...isolatedConfiguration, GIT_DIR: this.gitDir, GIT_ALLOW_PROTOCOL: 'none' };
  }

  async #snapshot(root: string, without: readonly string[]): Promise<Snapshot> {
    const started = performance.now();
    if (!existsSync(root) || !statSync(root).isDirectory()) {
      throw new TracewrightError('no-such-folder', 'there is no folder to take a snapshot of', {
        place: { file: root },
        remedy: 'check the path',
      });
    }
    await this.init(root);
    const { tree, warnings } = await this.#folder(root, without).take();
    if (tree !== this.#kept.get(root)) await this.#keep(tree, `Snapshot of ${path.basename(root)}`);
    this.#kept.set(root, tree);
    return { tree, ms: performance.now() - started, warnings };
  }

  #folder(root: string, without: readonly string[]): FolderIndex {
    let folder = this.#folders.get(root);
    if (folder === undefined) {
      const git: GitOnIndex = (args, call) => this.git(args, { root, ...call });
      folder = new FolderIndex({
        root,
        gitDir: this.gitDir,
        dataFolder: this.#dataFolder,
        session: this.#session,
        without,
        git,
        ...(this.#intake === undefined ? {} : { intake: this.#intake }),
      });
      this.#folders.set(root, folder);
    }
    return folder;
  }
}

/** The last part of the refs that belong to a session. */
export function refName(session: string): string {
  return session.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '') || 'snapshots';
}
