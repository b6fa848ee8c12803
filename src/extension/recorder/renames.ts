export interface Rename {
  readonly from: string;
  readonly to: string;
}

/** How long the editor may take from "about to rename" to "renamed". */
const PATIENCE_MS = 30_000;
/** How long after "renamed" a document may still open at its new address. */
export const AFTERMATH_MS = 5_000;

/**
 * Renames under way. The editor opens a document at its new address before it says that the rename is done, and
 * closes the old one last; a folder is one rename for everything below it.
 */
export class Renames {
  #expected: (Rename & { readonly until: number })[] = [];
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  expect(pairs: readonly Rename[]): void {
    const until = this.#now() + PATIENCE_MS;
    this.#expected = [
      ...this.#expected.filter((rename) => rename.until > this.#now()),
      ...pairs.map((pair) => ({ ...pair, until })),
    ];
  }

  /** The rename is done. What opens late still counts for a moment. */
  settle(pairs: readonly Rename[]): void {
    const soon = this.#now() + AFTERMATH_MS;
    this.#expected = this.#expected.map((rename) =>
      pairs.some((pair) => pair.from === rename.from && pair.to === rename.to) ? { ...rename, until: soon } : rename,
    );
  }

  /** Whether something is on its way from this address to another one. */
  leadsFrom(uri: string): boolean {
    const now = this.#now();
    return this.#expected.some(({ from, until }) => until >= now && (uri === from || uri.startsWith(`${from}/`)));
  }

  /** The address that `uri` had before a rename that is under way. */
  sourceOf(uri: string): string | undefined {
    for (const { from, to, until } of this.#expected) {
      if (until < this.#now()) continue;
      if (uri === to) return from;
      if (uri.startsWith(`${to}/`)) return from + uri.slice(to.length);
    }
    return undefined;
  }
}
