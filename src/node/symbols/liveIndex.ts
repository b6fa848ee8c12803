import type { Snapshot } from '../../core/check/change.ts';
import { readSettings } from '../../core/symbols/projectLayout.ts';
import type { SymbolIndex } from '../../core/symbols/symbolIndex.ts';
import { type BuildOptions, buildIndex, indexedPaths } from './buildIndex.ts';
import { FactsPool } from './factsPool.ts';

/** An index that follows its files. Dispose it when done: it holds a worker thread. */
export class LiveIndex {
  readonly index: SymbolIndex;
  readonly #pool: FactsPool;
  readonly #versions = new Map<string, number>();

  constructor(index: SymbolIndex, pool: FactsPool) {
    this.index = index;
    this.#pool = pool;
  }

  /**
   * Takes in the text that a file has now; null when it is gone. When a newer text of the file comes while this one is
   * read, this one is dropped.
   */
  async update(path: string, text: string | null): Promise<void> {
    const version = (this.#versions.get(path) ?? 0) + 1;
    this.#versions.set(path, version);
    const [facts = null] =
      text === null || indexedPaths([path]).length === 0 ? [] : await this.#pool.read([{ path, text }]);
    if (this.#versions.get(path) !== version) return;
    this.#versions.delete(path);
    if (facts === null) this.index.remove(path);
    else this.index.set(path, facts);
  }

  /** Reads tsconfig.json and the like again; to be called when one of them changed. */
  async relayout(snapshot: Snapshot): Promise<void> {
    this.index.relayout(snapshot.paths, await readSettings(snapshot));
  }

  dispose(): void {
    this.#pool.dispose();
  }
}

/** Builds an index over a snapshot and keeps what it takes to follow edits. */
export async function openIndex(snapshot: Snapshot, options: BuildOptions = {}): Promise<LiveIndex> {
  const index = await buildIndex(snapshot, options);
  return new LiveIndex(index, new FactsPool(options.threads === 0 ? 0 : 1));
}
