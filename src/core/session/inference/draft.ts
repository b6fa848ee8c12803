import type { Operation } from '../operation.ts';

/** An operation before it has its number and its times. `seqs` in any order, each once. */
export interface Draft extends Omit<Operation, 'id' | 't' | 'actor'> {
  /** Its text came in as no hand puts it in, wherever the cursor was. */
  readonly streamed?: true;
}

/** The events that no rule has taken yet. A rule asks before it takes, in the order of the rules. */
export class Unclaimed {
  readonly #claimed = new Set<number>();

  has(seq: number): boolean {
    return !this.#claimed.has(seq);
  }

  claim(seqs: readonly number[]): void {
    for (const seq of seqs) this.#claimed.add(seq);
  }
}

/** Each value once, in the order of first appearance. */
export function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

/** A piece of text as a title shows it: one line, not long. */
export function shown(text: string, most = 60): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
