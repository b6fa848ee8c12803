import path from 'node:path';
import { writeLooseObject } from '../git/looseObject.ts';
import type { ShadowGit } from '../git/shadowGit.ts';

/**
 * Makes git trees without some of their files. Only the folders above a removed file are written again; a folder that is
 * left empty goes, as in git. What was done once for a folder is remembered, because checkpoints share most of theirs.
 */
export class ForgetTrees {
  readonly #shadow: ShadowGit;
  readonly #done = new Map<string, string | null>();

  constructor(shadow: ShadowGit) {
    this.#shadow = shadow;
  }

  /** The id of `tree` without `names` (files or folders); the same id when none is in it. A tree that is lost stays. */
  async without(tree: string, names: readonly string[]): Promise<string> {
    return (await this.#without(tree, names)) ?? this.#write(Buffer.alloc(0));
  }

  /** Null: nothing is left. */
  async #without(tree: string, names: readonly string[]): Promise<string | null> {
    const key = [tree, ...names].join('\0');
    const known = this.#done.get(key);
    if (known !== undefined) return known;
    const result = await this.#rewrite(tree, names);
    this.#done.set(key, result);
    return result;
  }

  async #rewrite(tree: string, names: readonly string[]): Promise<string | null> {
    const [bytes] = await this.#shadow.readBlobs([`${tree}^{tree}`]);
    if (bytes === null || bytes === undefined) return tree;
    const lines: Buffer[] = [];
    let changed = false;
    for (const line of treeLines(bytes)) {
      const below = names.flatMap((name) =>
        name.startsWith(`${line.name}/`) ? [name.slice(line.name.length + 1)] : [],
      );
      const oid = names.includes(line.name)
        ? null
        : line.isFolder && below.length > 0
          ? await this.#without(line.oid, below)
          : line.oid;
      changed ||= oid !== line.oid;
      if (oid !== null) lines.push(line.head, Buffer.from(oid, 'hex'));
    }
    if (!changed) return tree;
    return lines.length === 0 ? null : this.#write(Buffer.concat(lines));
  }

  #write(bytes: Buffer): string {
    return writeLooseObject(path.join(this.#shadow.gitDir, 'objects'), 'tree', bytes);
  }
}

interface TreeLine {
  readonly name: string;
  readonly isFolder: boolean;
  readonly oid: string;
  /** Mode, name and the NUL after it, as they stand. */
  readonly head: Buffer;
}

/** `<mode> <name> NUL <20 bytes>` for each entry. */
function treeLines(bytes: Buffer): TreeLine[] {
  const lines: TreeLine[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, space);
    lines.push({
      name: bytes.toString('utf8', space + 1, end),
      isFolder: bytes.toString('latin1', at, space) === '40000',
      oid: bytes.toString('hex', end + 1, end + 21),
      head: bytes.subarray(at, end + 1),
    });
    at = end + 21;
  }
  return lines;
}
