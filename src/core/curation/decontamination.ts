export const gramSizes = [10, 12, 13] as const;
export type GramSize = (typeof gramSizes)[number];

/**
 * N-grams of benchmark items: words in lower case, all else ignored. 13 is GPT-3's, 12 datatrove's, 10 Qwen's. An item
 * with fewer words than that, but eight at least, counts as one gram.
 */
export class BenchmarkGrams {
  readonly size: GramSize;
  readonly #grams = new Set<number>();
  /** Lengths of items that are shorter than a gram. */
  readonly #short = new Set<number>();

  constructor(size: GramSize, grams: readonly number[] = [], short: readonly number[] = []) {
    this.size = size;
    for (const gram of grams) this.#grams.add(gram);
    for (const length of short) this.#short.add(length);
  }

  get count(): number {
    return this.#grams.size;
  }

  /** As plain data, to be handed to a thread. */
  get data(): { readonly size: GramSize; readonly grams: number[]; readonly short: number[] } {
    return { size: this.size, grams: [...this.#grams], short: [...this.#short] };
  }

  add(item: string): void {
    const words = wordHashes(item);
    if (words.length >= this.size) for (const gram of gramsOf(words, this.size)) this.#grams.add(gram);
    else if (words.length >= SHORTEST) {
      this.#short.add(words.length);
      for (const gram of gramsOf(words, words.length)) this.#grams.add(gram);
    }
  }

  /** Whether a text shares a gram with an item. */
  hits(text: string): boolean {
    if (this.#grams.size === 0) return false;
    const words = wordHashes(text);
    for (const size of [this.size, ...this.#short]) {
      for (const gram of gramsOf(words, size)) if (this.#grams.has(gram)) return true;
    }
    return false;
  }
}

const SHORTEST = 8;

/** Two 32-bit hashes of each word. */
function wordHashes(text: string): [number, number][] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  return words.map((word) => {
    let [one, other] = [0x811c9dc5, 0x5bd1e995];
    for (let at = 0; at < word.length; at++) {
      one = Math.imul(one ^ word.charCodeAt(at), 0x01000193);
      other = Math.imul(other ^ word.charCodeAt(at), 0x85ebca6b) ^ (other >>> 15);
    }
    return [one, other];
  });
}

/** 53 bits of hash for every run of `size` words. */
function* gramsOf(words: readonly [number, number][], size: number): Generator<number> {
  for (let at = 0; at + size <= words.length; at++) {
    let [high, low] = [size, 0x9e3779b1];
    for (let word = at; word < at + size; word++) {
      const [one, other] = words[word] as [number, number];
      high = Math.imul(high ^ one, 0xc2b2ae35) ^ (high >>> 13);
      low = Math.imul(low ^ other, 0x27d4eb2f) ^ (low >>> 16);
    }
    yield (high & 0x1fffff) * 4294967296 + (low >>> 0);
  }
}

/** Commits and repositories of a benchmark. */
export class BenchmarkCommits {
  readonly #commits = new Set<string>();
  readonly #repositories = new Set<string>();

  /** @param commit empty: every commit of the repository */
  add(repository: string, commit: string): void {
    if (commit !== '') this.#commits.add(commit.toLowerCase());
    else if (repository !== '') this.#repositories.add(nameOf(repository));
  }

  get count(): number {
    return this.#commits.size + this.#repositories.size;
  }

  /** Whether a commit is listed, whole or by its first seven digits or more, or its repository is. */
  hits(repository: string | undefined, commits: readonly (string | null | undefined)[]): boolean {
    if (this.count === 0) return false;
    if (repository !== undefined && this.#repositories.has(nameOf(repository))) return true;
    return commits.some((commit) => {
      if (commit == null) return false;
      for (let length = 7; length <= commit.length; length++)
        if (this.#commits.has(commit.slice(0, length))) return true;
      return false;
    });
  }
}

/** `https://github.com/Owner/Name.git` and `Owner/Name` are one; a bare name is the name alone. */
function nameOf(repository: string): string {
  return repository
    .toLowerCase()
    .replace(/^(?:https?:\/\/|git@|ssh:\/\/)[^/:]+[/:]/, '')
    .replace(/\.git$|\/$/g, '');
}
