import { TracewrightError } from '../../core/errors.ts';
import type { TreeEntry } from '../../core/ports.ts';
import type { CatFile } from './catFile.ts';

interface Line {
  readonly name: string;
  readonly mode: string;
  readonly oid: string;
}

/** Folders whose contents are remembered at most. */
const REMEMBERED = 50_000;

/**
 * Lists trees through a `git cat-file --batch` that runs already. What a folder's tree holds never changes, so that
 * after an edit only the folders above it are read.
 */
export class TreeWalk {
  #folders = new Map<string, readonly Line[]>();

  /** Every file of a tree, in git's order. Throws `unknown-revision`. */
  async list(reader: CatFile, tree: string): Promise<TreeEntry[]> {
    if (this.#folders.size > REMEMBERED) this.#folders = new Map();
    await this.#load(reader, [tree]);
    const files: TreeEntry[] = [];
    this.#collect(tree, '', files);
    return files;
  }

  async #load(reader: CatFile, wanted: readonly string[]): Promise<void> {
    for (let level = new Set(wanted); level.size > 0; ) {
      const unknown = [...level].filter((oid) => !this.#folders.has(oid));
      const contents = await reader.readMany(unknown.map((oid) => `${oid}^{tree}`));
      for (const [at, oid] of unknown.entries()) {
        const bytes = contents[at];
        if (bytes === null || bytes === undefined) throw missing(oid);
        this.#folders.set(oid, parseTreeObject(bytes));
      }
      level = new Set([...level].flatMap((oid) => this.#below(oid)));
    }
  }

  #collect(tree: string, prefix: string, into: TreeEntry[]): void {
    for (const { name, mode, oid } of this.#folders.get(tree) ?? []) {
      if (mode === '040000') this.#collect(oid, `${prefix}${name}/`, into);
      else into.push({ path: prefix + name, mode, oid });
    }
  }

  #below(tree: string): string[] {
    return (this.#folders.get(tree) ?? []).flatMap(({ mode, oid }) => (mode === '040000' ? [oid] : []));
  }
}

/** Takes a tree object apart: `<mode> <name> NUL <20 bytes>` for each entry. */
export function parseTreeObject(bytes: Buffer): Line[] {
  const lines: Line[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, space);
    lines.push({
      mode: bytes.toString('latin1', at, space).padStart(6, '0'),
      name: bytes.toString('utf8', space + 1, end),
      oid: bytes.toString('hex', end + 1, end + 21),
    });
    at = end + 21;
  }
  return lines;
}

function missing(tree: string): TracewrightError {
  return new TracewrightError('unknown-revision', `the recording's store does not have the tree ${tree}`, {
    remedy: 'keep the whole .tracewright folder together, sessions and shadow.git',
  });
}
