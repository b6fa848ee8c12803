import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { type GitAnswer, runGit } from '../git/gitProcess.ts';
import { isolatedConfiguration, makeShadowRepository, notWritable } from '../git/shadowRepository.ts';

/**
 * A folder to lay out recorded states in and to change them, far from anybody's own files: it has a git directory of
 * its own that borrows objects from the given stores and knows nobody's configuration. Bytes stand on disk as they
 * are in git. No path can reach out of it, through `..`, links or git's own folder.
 */
export class DisposableCopy {
  /** The work tree. */
  readonly folder: string;
  readonly #top: string;
  readonly #gitDir: string;
  readonly #touched = new Set<string>();
  /** Of the last `tree()`, until something is changed through this object. */
  #tree: string | null = null;

  /** Where git looks for objects and puts new ones, when not in the copy's own git directory. */
  readonly #places: Readonly<Record<string, string>>;

  private constructor(top: string, places: Readonly<Record<string, string>>) {
    this.#top = top;
    this.#places = places;
    this.folder = path.join(top, 'files');
    this.#gitDir = path.join(top, 'git');
  }

  /**
   * Makes an empty copy in the system's temporary folder.
   * @param stores git directories (or their `objects` folders) to borrow objects from; nothing is written there
   * @param keepObjects git directory that every new object is written into, and stays in; made when it is not there
   */
  static async create(stores: readonly string[], keepObjects?: string): Promise<DisposableCopy> {
    const places =
      keepObjects === undefined ? {} : { GIT_OBJECT_DIRECTORY: path.join(path.resolve(keepObjects), 'objects') };
    const copy = new DisposableCopy(mkdtempSync(path.join(tmpdir(), 'tracewright-copy-')), places);
    try {
      mkdirSync(copy.folder);
      await makeShadowRepository(copy.#gitDir, copy.folder);
      if (keepObjects !== undefined) await borrowInto(path.resolve(keepObjects), stores);
      const objects = path.join(copy.#gitDir, 'objects', 'info');
      mkdirSync(objects, { recursive: true });
      writeFileSync(path.join(objects, 'alternates'), stores.map((store) => `${objectsOf(store)}\n`).join(''));
      return copy;
    } catch (error) {
      copy.dispose();
      throw error;
    }
  }

  /** Whether a tree (or commit) is in one of the stores. */
  async hasTree(tree: string): Promise<boolean> {
    if (!/^[0-9a-f]{40,64}$/.test(tree)) return false;
    return (await this.#git(['cat-file', '-e', `${tree}^{tree}`], [0, 1, 128])).code === 0;
  }

  /** Lays a tree out, and nothing else. Throws `unknown-revision`, or git's own words for a missing object. */
  async checkout(tree: string): Promise<void> {
    this.#tree = null;
    await this.#register();
    await this.#git(['read-tree', '--reset', '-u', tree]);
  }

  /** Tree id of what lies in the folder, as long as it is changed through this object alone. */
  async tree(): Promise<string> {
    if (this.#tree !== null) return this.#tree;
    await this.#register();
    this.#tree = await this.#text(['write-tree']);
    return this.#tree;
  }

  /** Tree id of what lies in the folder, with every byte read again. */
  async provenTree(): Promise<string> {
    this.#tree = null;
    const tree = await this.tree();
    const index = path.join(this.#top, 'proof-index');
    rmSync(index, { force: true });
    const env = { GIT_INDEX_FILE: index };
    await this.#git(['read-tree', tree], [0], env);
    await this.#git(['add', '-A', '-f'], [0], env);
    return (await this.#git(['write-tree'], [0], env)).stdout.toString('utf8').trim();
  }

  /** Something else than this object changed the folder (a command): the next `tree()` looks at everything again. */
  disturbed(): void {
    this.#tree = null;
  }

  /** Bytes of a file; null where there is none. A link is given as a link's target is in git. Throws `path-escapes`. */
  read(file: string): Buffer | null {
    const place = this.#inside(file);
    const stat = lstatSync(place, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile()) return null;
    return readFileSync(place);
  }

  /** What is at a path, without following links. */
  kind(file: string): 'file' | 'other' | 'absent' {
    const stat = lstatSync(this.#inside(file), { throwIfNoEntry: false });
    return stat === undefined ? 'absent' : stat.isFile() ? 'file' : 'other';
  }

  /** Throws `path-escapes`, `not-a-file`. */
  write(file: string, bytes: Uint8Array): void {
    const place = this.#regular(file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, bytes);
    this.#touch(file);
  }

  remove(file: string): void {
    const place = this.#inside(file);
    if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory()) throw notAFile(file);
    rmSync(place, { force: true });
    this.#touch(file);
  }

  move(from: string, to: string): void {
    const [source, target] = [this.#regular(from), this.#regular(to)];
    mkdirSync(path.dirname(target), { recursive: true });
    renameSync(source, target);
    this.#touch(from, to);
  }

  /** Removes the folder and everything that belongs to it. */
  dispose(): void {
    rmSync(this.#top, { recursive: true, force: true, maxRetries: 3 });
  }

  #touch(...files: readonly string[]): void {
    for (const file of files) this.#touched.add(file);
    this.#tree = null;
  }

  /** Brings the index up to date: everything that lies here counts, ignored or not. */
  async #register(): Promise<void> {
    if (this.#touched.size > 0) {
      const input = [...this.#touched].map((file) => `${file}\0`).join('');
      await this.#git(['update-index', '--add', '--remove', '-z', '--stdin'], [0], {}, input);
      this.#touched.clear();
    }
    await this.#git(['add', '-A', '-f']);
  }

  #regular(file: string): string {
    const place = this.#inside(file);
    const stat = lstatSync(place, { throwIfNoEntry: false });
    if (stat !== undefined && !stat.isFile()) throw notAFile(file);
    return place;
  }

  #inside(file: string): string {
    const parts = file.split('/');
    const bad = parts.some((part) => part === '' || part === '.' || part === '..' || /^\.git[ .]*$/i.test(part));
    if (bad || path.isAbsolute(file) || /[\0\\]/.test(file) || /^[A-Za-z]:/.test(file)) throw escapes(file);
    let place = this.folder;
    for (const part of parts.slice(0, -1)) {
      place = path.join(place, part);
      if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink()) throw escapes(file);
    }
    return path.join(this.folder, ...parts);
  }

  async #text(args: readonly string[]): Promise<string> {
    return (await this.#git(args)).stdout.toString('utf8').trim();
  }

  #git(
    args: readonly string[],
    answers: readonly number[] = [0],
    added: Readonly<Record<string, string>> = {},
    input: string = '',
  ): Promise<GitAnswer> {
    const env = {
      ...isolatedConfiguration,
      GIT_DIR: this.#gitDir,
      GIT_WORK_TREE: this.folder,
      ...this.#places,
      ...added,
    };
    return runGit(args, { cwd: this.folder, env, answers, input });
  }
}

/** Runs `work` on a copy that is gone afterwards, however it ends. */
export async function withDisposableCopy<T>(
  stores: readonly string[],
  work: (copy: DisposableCopy) => Promise<T>,
  keepObjects?: string,
): Promise<T> {
  const copy = await createCopy(stores, keepObjects);
  try {
    return await work(copy);
  } finally {
    copy.dispose();
  }
}

/** Makes a git directory that finds the objects of `stores` as if they were its own. */
async function borrowInto(gitDir: string, stores: readonly string[]): Promise<void> {
  mkdirSync(path.dirname(gitDir), { recursive: true });
  await makeShadowRepository(gitDir, path.dirname(gitDir));
  const file = path.join(gitDir, 'objects', 'info', 'alternates');
  mkdirSync(path.dirname(file), { recursive: true });
  const own = objectsOf(gitDir);
  const before = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
  const all = new Set([...before, ...stores.map(objectsOf).filter((objects) => objects !== own)]);
  writeFileSync(file, [...all].map((objects) => `${objects}\n`).join(''));
}

async function createCopy(stores: readonly string[], keepObjects?: string): Promise<DisposableCopy> {
  try {
    return await DisposableCopy.create(stores, keepObjects);
  } catch (error) {
    if (error instanceof TracewrightError) throw error;
    throw notWritable(tmpdir(), error);
  }
}

function objectsOf(store: string): string {
  const inside = path.join(store, 'objects');
  return path.resolve(existsSync(inside) ? inside : store);
}

function escapes(file: string): TracewrightError {
  return new TracewrightError('path-escapes', `the path "${file}" leads out of the copy`, {
    remedy: 'nothing outside of the disposable copy is ever changed; leave the step out',
  });
}

function notAFile(file: string): TracewrightError {
  return new TracewrightError('not-a-file', `"${file}" is a folder or a link, not a file`, {
    remedy: 'the recording does not fit this state',
  });
}
