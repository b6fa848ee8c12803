/** What an export could not put into its format: what, and how often. */
export interface Loss {
  readonly what: string;
  readonly count: number;
}

export interface Exported {
  /** The whole file. */
  readonly content: string;
  readonly losses: readonly Loss[];
}

/** Counts what is lost, by name. */
export class Losses {
  readonly #counts = new Map<string, number>();

  add(what: string, count = 1): void {
    if (count > 0) this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
  }

  list(): Loss[] {
    return [...this.#counts].map(([what, count]) => ({ what, count })).sort((a, b) => (a.what < b.what ? -1 : 1));
  }
}
