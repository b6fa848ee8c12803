import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { CatFile } from '../git/catFile.ts';
import { type GitAnswer, type GitCall, runGit } from '../git/gitProcess.ts';
import { isolatedConfiguration, makeShadowRepository, notWritable } from '../git/shadowRepository.ts';
import { type PooledFolder, takeFolder } from '../pool/copyPool.ts';
import { borrowObjects, objectsOf } from './borrowObjects.ts';
import { copyPath, notAFile, regularPath } from './copyPath.ts';
import { layOut, neededBlobs } from './layOut.ts';
import { AS_BEFORE, type TreeDifference, type TreeFile, TreeStore } from './treeStore.ts';

/** What git remembers of folders without changes is coarser than what happens here in one tick of the clock. */
const seesAll = ['-c', 'core.untrackedCache=false'];

/** With more changes than this git lays a tree out faster. */
const MANY = 2_000;

/**
 * A folder to lay out recorded states in and to change them, far from anybody's own files: it has a git directory of
 * its own that borrows objects from the given stores and knows nobody's configuration. Bytes stand on disk as they
 * are in git. No path can reach out of it, through `..`, links or git's own folder. It comes from a pool.
 */
export class DisposableCopy {
  /** The work tree. */
  readonly folder: string;
  readonly #pooled: PooledFolder;
  readonly #env: Readonly<Record<string, string>>;
  readonly #objects: CatFile;
  readonly #store: TreeStore;
  readonly #touched = new Set<string>();
  /** What lay in the folder before `#touched` was; null: it has to be looked at. */
  #known: string | null = null;
  #reusable = true;

  private constructor(pooled: PooledFolder, keepObjects: string | undefined) {
    this.#pooled = pooled;
    this.folder = path.join(pooled.folder, 'files');
    const gitDir = path.join(pooled.folder, 'git');
    const objects = objectsOf(keepObjects === undefined ? gitDir : path.resolve(keepObjects));
    this.#env = {
      ...isolatedConfiguration,
      GIT_DIR: gitDir,
      GIT_WORK_TREE: this.folder,
      GIT_OBJECT_DIRECTORY: objects,
    };
    this.#objects = new CatFile({ cwd: pooled.folder, env: this.#env });
    this.#store = new TreeStore(this.#objects, objects);
  }

  /**
   * Takes a copy from the pool or makes one; nothing is laid out in it.
   * @param stores git directories (or their `objects` folders) to borrow objects from; nothing is written there
   * @param keepObjects git directory that every new object is written into, and stays in; made when it is not there
   */
  static async create(stores: readonly string[], keepObjects?: string): Promise<DisposableCopy> {
    const pooled = takeFolder(stores.map(objectsOf).join('\n'));
    try {
      const files = path.join(pooled.folder, 'files');
      const gitDir = path.join(pooled.folder, 'git');
      mkdirSync(files, { recursive: true });
      await makeShadowRepository(gitDir, files);
      rmSync(path.join(gitDir, 'index.lock'), { force: true });
      borrowObjects(path.join(gitDir, 'objects'), stores);
      if (keepObjects !== undefined) {
        mkdirSync(path.dirname(path.resolve(keepObjects)), { recursive: true });
        await makeShadowRepository(path.resolve(keepObjects), path.dirname(path.resolve(keepObjects)));
        borrowObjects(objectsOf(path.resolve(keepObjects)), stores);
      }
      return new DisposableCopy(pooled, keepObjects);
    } catch (error) {
      pooled.giveBack(false);
      throw error;
    }
  }

  /** Whether a tree (or commit) is in one of the stores. */
  hasTree(tree: string): Promise<boolean> {
    return this.#store.has(tree);
  }

  /** The id of a tree, of which a commit may have been named. Throws `unknown-revision`. */
  async treeOf(name: string): Promise<string> {
    if (!(await this.#store.has(name))) throw unknownTree(name, this.folder);
    return this.#store.treeOf(name);
  }

  /** The files in which two trees differ; null where that cannot be told. */
  differences(before: string, after: string): Promise<TreeDifference[] | null> {
    return this.#store.diff(before, after);
  }

  /**
   * Another folder's files as a tree; nothing is written there.
   * @param files relative to it; null: all that its .gitignore files do not name
   */
  async treeOfFolder(folder: string, files: readonly string[] | null): Promise<string> {
    const env = { GIT_INDEX_FILE: this.#otherIndex(), GIT_WORK_TREE: folder };
    const input = files?.map((file) => `${file}\0`).join('');
    const list = ['update-index', '--add', '--remove', '-z', '--stdin'];
    if (input === undefined) await this.#git(['add', '-A', '--ignore-errors'], { env, cwd: folder, answers: [0, 1] });
    else await this.#git(list, { env, cwd: folder, input });
    return (await this.#git(['write-tree'], { env })).stdout.toString('utf8').trim();
  }

  /** The tree that a patch makes of another; null where it does not apply. Nothing is laid out. */
  async patchedTree(tree: string, patch: string): Promise<string | null> {
    const env = { GIT_INDEX_FILE: this.#otherIndex() };
    await this.#git(['read-tree', tree], { env });
    const { code } = await this.#git(['apply', '--cached', '--whitespace=nowarn', '-'], {
      env,
      input: patch,
      answers: [0, 1, 128],
    });
    if (code !== 0) return null;
    return (await this.#git(['write-tree'], { env })).stdout.toString('utf8').trim();
  }

  /** Lays a tree (or a commit's) out, and nothing else. Throws `unknown-revision`, `missing-object`. */
  async checkout(tree: string): Promise<void> {
    if (!(await this.#store.has(tree))) throw unknownTree(tree, this.folder);
    const from = this.#known === null ? null : await this.tree();
    this.#known = null;
    const differences = from === null ? null : await this.#store.diff(from, tree);
    if (differences === null || differences.length > MANY) await this.#checkoutAll(tree);
    else layOut(this.folder, differences, await this.#store.blobs(neededBlobs(differences)));
    this.#touched.clear();
    this.#known = await this.#store.treeOf(tree);
  }

  /** Tree id of what lies in the folder, as long as it is changed through this object alone or it is told of more. */
  async tree(): Promise<string> {
    if (this.#known !== null && this.#touched.size > 0) {
      const changes = new Map([...this.#touched].map((file) => [file, this.#entry(file)]));
      this.#known = await this.#store.apply(this.#known, changes);
    }
    this.#touched.clear();
    this.#known ??= await this.#look({});
    return this.#known;
  }

  /** Tree id of what lies in the folder, with every byte read again. */
  async provenTree(): Promise<string> {
    const tree = await this.tree();
    const env = { GIT_INDEX_FILE: this.#otherIndex() };
    await this.#git(['read-tree', tree], { env });
    this.#known = await this.#look(env);
    return this.#known;
  }

  /** Something else than this object changed the folder (a command): the next `tree()` looks at everything again. */
  disturbed(): void {
    this.#known = null;
  }

  /** Nobody shall have this folder afterwards: what was done in it cannot be undone for certain. */
  notAgain(): void {
    this.#reusable = false;
  }

  /** Bytes of a file; null where there is none. A link is not followed. Throws `path-escapes`. */
  read(file: string): Buffer | null {
    const place = copyPath(this.folder, file);
    const stat = lstatSync(place, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile()) return null;
    return readFileSync(place);
  }

  /** What is at a path, without following links. Throws `path-escapes`. */
  kind(file: string): 'file' | 'folder' | 'other' | 'absent' {
    const stat = lstatSync(copyPath(this.folder, file), { throwIfNoEntry: false });
    if (stat === undefined) return 'absent';
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
  }

  /** Throws `path-escapes`, `not-a-file`. */
  write(file: string, bytes: Uint8Array): void {
    const place = regularPath(this.folder, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, bytes);
    this.#touched.add(file);
  }

  remove(file: string): void {
    const place = copyPath(this.folder, file);
    if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory()) throw notAFile(file);
    rmSync(place, { force: true });
    this.#touched.add(file);
  }

  move(from: string, to: string): void {
    const [source, target] = [regularPath(this.folder, from), regularPath(this.folder, to)];
    mkdirSync(path.dirname(target), { recursive: true });
    renameSync(source, target);
    this.#touched.add(from).add(to);
  }

  /** Gives the folder back to the pool. */
  dispose(): void {
    this.#objects.dispose();
    this.#pooled.giveBack(this.#reusable && this.#known !== null && !hasManyObjects(this.#pooled.folder));
  }

  /** What git would have at a path. */
  #entry(file: string): TreeFile | null {
    const place = copyPath(this.folder, file);
    const stat = lstatSync(place, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) return { mode: '120000', oid: this.#store.writeBlob(Buffer.from(readlinkSync(place))) };
    if (stat === undefined || !stat.isFile()) return null;
    const mode = process.platform === 'win32' ? AS_BEFORE : (stat.mode & 0o100) !== 0 ? '100755' : '100644';
    return { mode, oid: this.#store.writeBlob(readFileSync(place)) };
  }

  /** From whatever lies there: what git does not know goes, ignored or not, with repositories inside. */
  async #checkoutAll(tree: string): Promise<void> {
    rmSync(path.join(this.folder, '.git'), { recursive: true, force: true });
    await this.#git(['read-tree', '--reset', '-u', tree]);
    // Afterwards: before, the index may know a file where a folder lies, which is then taken for known.
    await this.#git(['clean', '-ffdxq']);
  }

  /** A fresh one, which knows nothing of what lies where. */
  #otherIndex(): string {
    const index = path.join(this.#pooled.folder, 'other-index');
    rmSync(index, { force: true });
    return index;
  }

  /** Everything that lies there counts, ignored or not. */
  async #look(env: Readonly<Record<string, string>>): Promise<string> {
    await this.#git(['add', '-A', '-f', '--ignore-errors'], { env, answers: [0, 1] });
    return (await this.#git(['write-tree'], { env })).stdout.toString('utf8').trim();
  }

  #git(args: readonly string[], more: GitCall = {}): Promise<GitAnswer> {
    return runGit([...seesAll, ...args], { cwd: this.folder, ...more, env: { ...this.#env, ...more.env } });
  }
}

/** Runs `work` on a copy that is given back afterwards, however it ends. */
export async function withDisposableCopy<T>(
  stores: readonly string[],
  work: (copy: DisposableCopy) => Promise<T>,
  keepObjects?: string,
): Promise<T> {
  const copy = await createCopy(stores, keepObjects);
  try {
    return await work(copy);
  } catch (error) {
    copy.notAgain();
    throw error;
  } finally {
    copy.dispose();
  }
}

async function createCopy(stores: readonly string[], keepObjects?: string): Promise<DisposableCopy> {
  try {
    return await DisposableCopy.create(stores, keepObjects);
  } catch (error) {
    if (error instanceof TracewrightError) throw error;
    throw notWritable(os.tmpdir(), error);
  }
}

/** As git judges whether it is time to pack: one of the 256 folders is looked at. */
function hasManyObjects(top: string): boolean {
  const sample = path.join(top, 'git', 'objects', '17');
  return existsSync(sample) && readdirSync(sample).length > 20;
}

function unknownTree(tree: string, folder: string): TracewrightError {
  return new TracewrightError('unknown-revision', `no tree ${tree} is in the repository or its recordings`, {
    place: { file: folder },
    remedy: 'name a commit, branch, tag or tree that git knows there',
  });
}
