import type { KeyState } from './privateKeys.ts';
import type { Redactor } from './redactor.ts';

/** A line without an end is held back up to this many code units; of a longer one only the end is. */
const LONGEST_LINE = 16 * 1024;
const TAIL = 4 * 1024;

/**
 * Text that comes in pieces, cut anywhere, with its secrets replaced. The last line is held back until it is whole, so
 * that a secret that two pieces share is found.
 */
export class RedactedOutput {
  readonly #redactor: Redactor;
  readonly #key: KeyState = { inside: false };
  readonly found = new Map<string, number>();
  #held = '';

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** What may be written down now. */
  push(text: string): string {
    if (!this.#redactor.enabled) return text;
    this.#held += text;
    const whole = this.#held.lastIndexOf('\n') + 1;
    const long = this.#held.length - whole > LONGEST_LINE;
    return this.#take(long ? this.#held.length - TAIL : whole, long);
  }

  /** What is still held back; nothing comes after it. */
  rest(): string {
    return this.#take(this.#held.length, false);
  }

  /** @param inLine the cut is inside a line: what begins before it is looked at with what follows, and hidden whole */
  #take(end: number, inLine: boolean): string {
    if (end <= 0) return '';
    if (!inLine) {
      const { text, found } = this.#redactor.redact(this.#held.slice(0, end), this.#key);
      this.#count(found);
      this.#held = this.#held.slice(end);
      return text;
    }
    const { text, found } = this.#redactor.redact(this.#held, { ...this.#key });
    this.#count(found);
    const spans = this.#redactor.spans(this.#held, { ...this.#key });
    // One that takes up all that is held is written as far as it goes: what follows is hidden for its likeness alone.
    const cut = spans.find((span) => span.start > 0 && span.start < end && span.end > end)?.start ?? end;
    this.#held = this.#held.slice(cut);
    return text.slice(0, cut);
  }

  #count(found: ReadonlyMap<string, number>): void {
    for (const [rule, count] of found) this.found.set(rule, (this.found.get(rule) ?? 0) + count);
  }
}
