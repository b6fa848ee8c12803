import { CatFile } from '../git/catFile.ts';
import { isolatedConfiguration } from '../git/shadowRepository.ts';
import { parseTreeObject } from '../git/treeWalk.ts';

/** What stands in a folder of a tree. A submodule has no content here; a link is never followed. */
export type EntryKind = 'file' | 'folder' | 'link' | 'submodule';

export interface RecordedEntry {
  readonly name: string;
  readonly kind: EntryKind;
  /** git's mode, six digits. */
  readonly mode: string;
  readonly oid: string;
}

/** One path that differs between two trees. Null: not there. */
export interface RecordedChange {
  readonly path: string;
  readonly before: RecordedEntry | null;
  readonly after: RecordedEntry | null;
}

/** Folders whose entries are remembered at most. */
const REMEMBERED = 20_000;

/**
 * Reads recorded trees out of git's objects, through one long-lived process. A path is looked up in the trees alone:
 * nothing of it is ever followed on disk. Dispose it when done.
 */
export class RecordedTrees {
  readonly #reader: CatFile;
  #folders = new Map<string, readonly RecordedEntry[]>();

  /** @param gitDir a git directory that has the objects, or borrows them */
  constructor(gitDir: string) {
    this.#reader = new CatFile({ env: { ...isolatedConfiguration, GIT_DIR: gitDir, GIT_ALLOW_PROTOCOL: 'none' } });
  }

  /** Whether the tree's object is at hand. */
  async has(tree: string): Promise<boolean> {
    return (await this.#entries(tree)) !== null;
  }

  /** What stands at a path ('' is the root); null where there is nothing. */
  async entry(tree: string, path: string): Promise<RecordedEntry | null> {
    let at: RecordedEntry = { name: '', kind: 'folder', mode: '040000', oid: tree };
    for (const part of path === '' ? [] : path.split('/')) {
      if (at.kind !== 'folder') return null;
      const found: RecordedEntry | undefined = (await this.#entries(at.oid))?.find(({ name }) => name === part);
      if (found === undefined) return null;
      at = found;
    }
    return at;
  }

  /** Entries of a folder, in git's order; null where there is no folder. */
  async folder(tree: string, path: string): Promise<readonly RecordedEntry[] | null> {
    const entry = await this.entry(tree, path);
    return entry?.kind === 'folder' ? this.#entries(entry.oid) : null;
  }

  /** Bytes of a file, or where a link points to, as it is written; null where there is neither. */
  async bytes(tree: string, path: string): Promise<Buffer | null> {
    const entry = await this.entry(tree, path);
    return entry?.kind === 'file' || entry?.kind === 'link' ? this.content(entry.oid) : null;
  }

  /** Content of an object; null where it is not at hand. */
  content(oid: string): Promise<Buffer | null> {
    return this.#reader.read(oid);
  }

  /** The files that differ between two trees, by path. Folders that are the same are not looked into. */
  async changes(before: string, after: string): Promise<RecordedChange[]> {
    const found: RecordedChange[] = [];
    if (before !== after) await this.#compare(before, after, '', found);
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  dispose(): void {
    this.#reader.dispose();
  }

  async #compare(before: string | null, after: string | null, prefix: string, into: RecordedChange[]): Promise<void> {
    const [old, now] = await Promise.all([before, after].map((oid) => (oid === null ? [] : this.#entries(oid))));
    const was = new Map((old ?? []).map((entry) => [entry.name, entry]));
    const is = new Map((now ?? []).map((entry) => [entry.name, entry]));
    for (const name of new Set([...was.keys(), ...is.keys()])) {
      const [a, b] = [was.get(name) ?? null, is.get(name) ?? null];
      if (a?.oid === b?.oid && a?.mode === b?.mode) continue;
      const path = prefix + name;
      const [folderBefore, folderAfter] = [a?.kind === 'folder' ? a.oid : null, b?.kind === 'folder' ? b.oid : null];
      if (folderBefore !== null || folderAfter !== null) {
        await this.#compare(folderBefore, folderAfter, `${path}/`, into);
      }
      const [fileBefore, fileAfter] = [a?.kind === 'folder' ? null : a, b?.kind === 'folder' ? null : b];
      if (fileBefore !== null || fileAfter !== null) into.push({ path, before: fileBefore, after: fileAfter });
    }
  }

  async #entries(tree: string): Promise<readonly RecordedEntry[] | null> {
    const known = this.#folders.get(tree);
    if (known !== undefined) return known;
    if (!/^[0-9a-f]{40,64}$/.test(tree)) return null;
    const bytes = await this.#reader.read(`${tree}^{tree}`);
    if (bytes === null) return null;
    if (this.#folders.size >= REMEMBERED) this.#folders = new Map();
    const entries = parseTreeObject(bytes).map((line) => ({ ...line, kind: kindOf(line.mode) }));
    this.#folders.set(tree, entries);
    return entries;
  }
}

function kindOf(mode: string): EntryKind {
  if (mode === '040000') return 'folder';
  if (mode === '120000') return 'link';
  return mode === '160000' ? 'submodule' : 'file';
}
