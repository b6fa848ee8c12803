import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { DiskFile } from '../../core/session/diskModel.ts';
import type { ShadowGit } from '../git/shadowGit.ts';

export interface LedgerChange {
  readonly path: string;
  /** Null: not there. */
  readonly before: DiskFile | null;
  readonly after: DiskFile | null;
}

export interface LedgerStep {
  readonly treeBefore: string;
  readonly treeAfter: string;
  readonly changes: readonly LedgerChange[];
}

/** Writes successive states of a folder into the shadow git directory: only what changed is written again. */
export class Ledger {
  /** Every tree in order, the first one included. */
  readonly trees: string[] = [];
  readonly #shadow: ShadowGit;
  readonly #index: string;
  #files: ReadonlyMap<string, DiskFile> = new Map();

  private constructor(shadow: ShadowGit) {
    this.#shadow = shadow;
    this.#index = path.join(shadow.gitDir, `index-ledger-${randomUUID()}`);
  }

  /** @param tree the first state's id, when git has it; saves writing it */
  static async open(shadow: ShadowGit, tree: string | null, files: ReadonlyMap<string, DiskFile>): Promise<Ledger> {
    const ledger = new Ledger(shadow);
    if (tree !== null) {
      await shadow.git(['read-tree', tree], { index: ledger.#index });
      ledger.#files = files;
      ledger.trees.push(tree);
    } else {
      await shadow.git(['read-tree', '--empty'], { index: ledger.#index });
      await ledger.#write(changed(new Map(), files));
      ledger.#files = files;
    }
    return ledger;
  }

  /** Stores the next state. */
  async advance(files: ReadonlyMap<string, DiskFile>): Promise<LedgerStep> {
    const treeBefore = this.trees.at(-1) ?? '';
    const changes = changed(this.#files, files);
    this.#files = files;
    const treeAfter = changes.length === 0 ? treeBefore : await this.#write(changes);
    return { treeBefore, treeAfter, changes };
  }

  dispose(): void {
    rmSync(this.#index, { force: true });
  }

  async #write(changes: readonly LedgerChange[]): Promise<string> {
    // What goes comes first: a file may take the place of a folder, or the other way about.
    const removed = changes
      .filter(({ after }) => after === null)
      .map(({ path: file }) => `0 ${'0'.repeat(40)}\t${file}\0`);
    const written = changes.flatMap(({ path: file, after }) => {
      if (after === null) return [];
      if (after.bytes !== undefined) this.#shadow.writeBlob(after.bytes);
      return [`${after.mode} ${after.oid}\t${file}\0`];
    });
    const input = [...removed, ...written].join('');
    await this.#shadow.git(['update-index', '-z', '--index-info'], { index: this.#index, input });
    const { stdout } = await this.#shadow.git(['write-tree', '--missing-ok'], { index: this.#index });
    const tree = stdout.toString('utf8').trim();
    this.trees.push(tree);
    return tree;
  }
}

function changed(before: ReadonlyMap<string, DiskFile>, after: ReadonlyMap<string, DiskFile>): LedgerChange[] {
  const changes: LedgerChange[] = [];
  for (const [file, old] of before) if (!after.has(file)) changes.push({ path: file, before: old, after: null });
  for (const [file, now] of after) {
    const old = before.get(file) ?? null;
    if (old?.oid !== now.oid || old.mode !== now.mode) changes.push({ path: file, before: old, after: now });
  }
  return changes;
}
