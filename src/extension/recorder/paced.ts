interface PacedOptions {
  /** Runs with everything whose turn has come. */
  readonly run: (keys: readonly string[]) => void;
  /** Milliseconds without news before it is anybody's turn, and at least so many between two turns of one key. */
  readonly quiet: number;
  readonly atMostEvery: number;
  readonly now?: () => number;
}

/** Collects names until it has been quiet for a while; each has its turn at most every so often, but in the end it has it. */
export class Paced {
  readonly #options: PacedOptions;
  readonly #now: () => number;
  readonly #waiting = new Set<string>();
  readonly #last = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #since = 0;

  constructor(options: PacedOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  add(keys: Iterable<string>): void {
    const now = this.#now();
    if (this.#waiting.size === 0) this.#since = now;
    for (const key of keys) this.#waiting.add(key);
    if (this.#waiting.size > 0)
      this.#wait(Math.min(this.#options.quiet, this.#since + this.#options.atMostEvery - now));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#due(), Math.max(0, milliseconds));
  }

  #due(): void {
    const now = this.#now();
    const wait = (key: string) => (this.#last.get(key) ?? Number.NEGATIVE_INFINITY) + this.#options.atMostEvery - now;
    this.#turn([...this.#waiting].filter((key) => wait(key) <= 0));
    if (this.#waiting.size === 0) return;
    this.#since = now;
    this.#wait(Math.min(...[...this.#waiting].map(wait)));
  }

  #turn(keys: readonly string[]): void {
    const now = this.#now();
    for (const key of keys) {
      this.#waiting.delete(key);
      this.#last.set(key, now);
    }
    if (keys.length > 0) this.#options.run(keys);
  }
}
