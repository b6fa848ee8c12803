import { grouped } from '../../core/grouped.ts';
import type { CatFile } from '../git/catFile.ts';
import { objectId, writeLooseObject } from '../git/looseObject.ts';

/** What stands at a path of a tree, as git has it. */
export interface TreeFile {
  readonly mode: string;
  readonly oid: string;
}

export interface TreeDifference {
  /** From the root, with forward slashes. */
  readonly path: string;
  /** Null: not there. */
  readonly before: TreeFile | null;
  readonly after: TreeFile | null;
}

/** Names are bytes, one a character, so that git's order is the order of the texts. */
type Folder = ReadonlyMap<string, TreeFile>;

const FOLDER = '040000';

/** On a system that has no executable bit. */
export const AS_BEFORE = 'as-before';

/** Folders whose contents are remembered at most. */
const REMEMBERED = 50_000;

/**
 * Compares and changes trees without an index and without a process for each question: only the folders on the way to
 * a change are read and written.
 */
export class TreeStore {
  readonly #reader: CatFile;
  readonly #objects: string;
  readonly #folders = new Map<string, Folder>();

  /** @param objects the `objects` folder that new trees and blobs are written into; `reader` has to see it too */
  constructor(reader: CatFile, objects: string) {
    this.#reader = reader;
    this.#objects = objects;
  }

  /** Whether a tree (or the tree of a commit) is there. */
  async has(tree: string): Promise<boolean> {
    return this.#folders.has(tree) || (await this.#read(tree)) !== null;
  }

  /** The id of a tree, of which a commit may have been named. It has to be there. */
  async treeOf(name: string): Promise<string> {
    return objectId('tree', serialised((await this.#folder(name)) ?? new Map()));
  }

  /** Contents of blobs, null for what is not there. */
  blobs(oids: readonly string[]): Promise<(Buffer | null)[]> {
    return this.#reader.readMany(oids);
  }

  writeBlob(bytes: Uint8Array): string {
    return writeLooseObject(this.#objects, 'blob', bytes);
  }

  /**
   * Files that differ, in git's order. Null: a tree or a name that cannot be told here (missing, or no UTF-8).
   * @param before null: nothing
   */
  async diff(before: string | null, after: string): Promise<TreeDifference[] | null> {
    const found: TreeDifference[] = [];
    return (await this.#diff(before, after, '', found)) ? found : null;
  }

  /**
   * The tree with files put in (their blobs have to be there or come) or taken out. A mode {@link AS_BEFORE} keeps the
   * one that the file has. Null: the tree is not there.
   */
  async apply(tree: string, changes: ReadonlyMap<string, TreeFile | null>): Promise<string | null> {
    const list = [...changes].map(([path, file]) => ({
      parts: Buffer.from(path, 'utf8').toString('latin1').split('/'),
      file,
    }));
    const top = await this.#apply(tree, list);
    return top === 'missing' ? null : (top ?? this.#write(new Map()));
  }

  async #diff(before: string | null, after: string | null, prefix: string, into: TreeDifference[]): Promise<boolean> {
    if (before === after) return true;
    const [old, now] = await Promise.all([this.#folder(before), this.#folder(after)]);
    if (old === null || now === null) return false;
    for (const name of [...new Set([...old.keys(), ...now.keys()])].sort()) {
      const [was, is] = [old.get(name) ?? null, now.get(name) ?? null];
      if (was?.oid === is?.oid && was?.mode === is?.mode) continue;
      const path = prefix + utf8(name);
      if (path.includes('\uFFFD')) return false;
      const [wasFolder, isFolder] = [was?.mode === FOLDER, is?.mode === FOLDER];
      const [wasFile, isFile] = [wasFolder ? null : was, isFolder ? null : is];
      if (wasFile !== null || isFile !== null) into.push({ path, before: wasFile, after: isFile });
      if (!wasFolder && !isFolder) continue;
      const below = await this.#diff(
        wasFolder ? (was?.oid ?? null) : null,
        isFolder ? (is?.oid ?? null) : null,
        `${path}/`,
        into,
      );
      if (!below) return false;
    }
    return true;
  }

  /** Null: nothing is left. */
  async #apply(
    tree: string | null,
    changes: readonly { readonly parts: readonly string[]; readonly file: TreeFile | null }[],
  ): Promise<string | null | 'missing'> {
    const folder = await this.#folder(tree);
    if (folder === null) return 'missing';
    const lines = new Map(folder);
    for (const [name, group] of grouped(changes, ({ parts }) => parts[0] ?? '')) {
      const own = group.find(({ parts }) => parts.length === 1);
      const mode = own?.file?.mode === AS_BEFORE ? regularMode(lines.get(name)) : own?.file?.mode;
      if (own !== undefined && lines.get(name)?.mode !== FOLDER) lines.delete(name);
      if (own !== undefined && own.file !== null) {
        lines.set(name, { mode: mode ?? '100644', oid: own.file.oid });
        continue;
      }
      const below = group.flatMap(({ parts, file }) => (parts.length > 1 ? [{ parts: parts.slice(1), file }] : []));
      if (below.length === 0) continue;
      const old = lines.get(name);
      if (old !== undefined && old.mode !== FOLDER && below.every(({ file }) => file === null)) continue;
      const oid = await this.#apply(old?.mode === FOLDER ? old.oid : null, below);
      if (oid === 'missing') return oid;
      if (oid === null) lines.delete(name);
      else lines.set(name, { mode: FOLDER, oid });
    }
    return lines.size === 0 ? null : this.#write(lines);
  }

  #write(lines: Folder): string {
    const oid = writeLooseObject(this.#objects, 'tree', serialised(lines));
    this.#remember(oid, lines);
    return oid;
  }

  async #folder(tree: string | null): Promise<Folder | null> {
    if (tree === null) return new Map();
    return this.#folders.get(tree) ?? (await this.#read(tree));
  }

  async #read(tree: string): Promise<Folder | null> {
    if (!/^[0-9a-f]{40}$/.test(tree)) return null;
    const bytes = await this.#reader.read(`${tree}^{tree}`);
    if (bytes === null) return null;
    const folder = parse(bytes);
    this.#remember(tree, folder);
    return folder;
  }

  #remember(tree: string, folder: Folder): void {
    if (this.#folders.size > REMEMBERED) this.#folders.clear();
    this.#folders.set(tree, folder);
  }
}

function parse(bytes: Buffer): Folder {
  const lines = new Map<string, TreeFile>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, space);
    const mode = bytes.toString('latin1', at, space).padStart(6, '0');
    lines.set(bytes.toString('latin1', space + 1, end), { mode, oid: bytes.toString('hex', end + 1, end + 21) });
    at = end + 21;
  }
  return lines;
}

function serialised(lines: Folder): Buffer {
  const order = [...lines].sort(([a, x], [b, y]) => compare(sortKey(a, x), sortKey(b, y)));
  return Buffer.concat(
    order.flatMap(([name, { mode, oid }]) => [
      Buffer.from(`${mode.replace(/^0+/, '')} ${name}\0`, 'latin1'),
      Buffer.from(oid, 'hex'),
    ]),
  );
}

/** git sorts a folder as if its name ended in a slash. */
function sortKey(name: string, { mode }: TreeFile): string {
  return mode === FOLDER ? `${name}/` : name;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function regularMode(old: TreeFile | undefined): string {
  return old?.mode.startsWith('100') ? old.mode : '100644';
}

function utf8(name: string): string {
  return Buffer.from(name, 'latin1').toString('utf8');
}
