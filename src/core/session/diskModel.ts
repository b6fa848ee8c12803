import type { Digest, TreeEntry } from '../ports.ts';
import { treeObjectId } from './gitObject.ts';

/** A file as git sees it. `bytes` is only there when the log, and not the blob store, has the content. */
export interface DiskFile {
  /** git file mode, six octal digits. */
  readonly mode: string;
  /** Object id of the content (hex). */
  readonly oid: string;
  readonly bytes?: Uint8Array;
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: Map<string, DiskFile>;
  /** Tree id, until something below changes. */
  oid: string | null;
}

/**
 * The files below one workspace root as git sees them. Knows the git tree id of all of it, and computes again only the
 * folders in which something changed. Paths are relative, with forward slashes.
 */
export class DiskModel {
  readonly #digest: Digest;
  readonly #root: Folder = newFolder();

  constructor(entries: readonly TreeEntry[], digest: Digest) {
    this.#digest = digest;
    for (const { path, mode, oid } of entries) this.set(path, { mode, oid });
  }

  get(path: string): DiskFile | undefined {
    const { folder, name } = this.#find(path);
    return folder?.files.get(name);
  }

  set(path: string, file: DiskFile): void {
    let folder = this.#root;
    folder.oid = null;
    const names = path.split('/');
    const name = names.pop() ?? '';
    for (const part of names) {
      let next = folder.folders.get(part);
      if (next === undefined) {
        next = newFolder();
        folder.folders.set(part, next);
        folder.files.delete(part);
      }
      next.oid = null;
      folder = next;
    }
    folder.folders.delete(name);
    folder.files.set(name, file);
  }

  /** Removes a file, or a folder with all below it. Returns what was removed, by path relative to `path` (`''`: the file itself). */
  remove(path: string): Map<string, DiskFile> {
    const removed = new Map<string, DiskFile>();
    const { folder, name } = this.#find(path);
    if (folder === undefined) return removed;
    const file = folder.files.get(name);
    const below = folder.folders.get(name);
    if (file !== undefined) removed.set('', file);
    if (below !== undefined) collect(below, '', removed);
    if (folder.files.delete(name) || folder.folders.delete(name)) this.#forgetIds(path);
    return removed;
  }

  /** Every file by path, in the order of insertion. */
  files(): Map<string, DiskFile> {
    const all = new Map<string, DiskFile>();
    collect(this.#root, '', all);
    return all;
  }

  /** Whether a path is inside a submodule: git knows that one by its commit, and nothing below it. */
  isInSubmodule(path: string): boolean {
    let folder: Folder | undefined = this.#root;
    for (const part of path.split('/').slice(0, -1)) {
      if (folder?.files.get(part)?.mode === '160000') return true;
      folder = folder?.folders.get(part);
    }
    return false;
  }

  /** The git tree id (hex SHA-1) of all files. Folders without files are not in it, as in git. */
  treeId(): string {
    return this.#idOf(this.#root) ?? treeObjectId([], this.#digest);
  }

  #idOf(folder: Folder): string | null {
    if (folder.oid !== null) return folder.oid;
    const lines = [...folder.files].map(([name, { mode, oid }]) => ({ name, mode, oid }));
    for (const [name, below] of folder.folders) {
      const oid = this.#idOf(below);
      if (oid !== null) lines.push({ name, mode: '040000', oid });
    }
    if (lines.length === 0) return null;
    folder.oid = treeObjectId(lines, this.#digest);
    return folder.oid;
  }

  #find(path: string): { readonly folder: Folder | undefined; readonly name: string } {
    const names = path.split('/');
    const name = names.pop() ?? '';
    let folder: Folder | undefined = this.#root;
    for (const part of names) folder = folder?.folders.get(part);
    return { folder, name };
  }

  #forgetIds(path: string): void {
    let folder: Folder | undefined = this.#root;
    for (const part of path.split('/')) {
      if (folder === undefined) return;
      folder.oid = null;
      folder = folder.folders.get(part);
    }
  }
}

/** The git tree id (hex SHA-1) of a list of files. */
export function treeId(entries: readonly TreeEntry[], digest: Digest): string {
  return new DiskModel(entries, digest).treeId();
}

function newFolder(): Folder {
  return { folders: new Map(), files: new Map(), oid: null };
}

function collect(folder: Folder, prefix: string, into: Map<string, DiskFile>): void {
  for (const [name, file] of folder.files) into.set(prefix + name, file);
  for (const [name, below] of folder.folders) collect(below, `${prefix}${name}/`, into);
}
