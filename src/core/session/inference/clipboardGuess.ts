/** A text that somebody had selected or taken out, and could have pasted. */
export interface Copied {
  readonly path: string;
  readonly how: 'selected' | 'taken out';
  /** `seq` and time of the selection, or of the edit that took it out. */
  readonly seq: number;
  readonly t: number;
}

/** Texts under this many code units, white space aside, say nothing. */
const SHORT = 6;
/** Longer texts are not kept, and texts older than this (ms) are not thought of. */
const LONG = 20_000;
const OLD = 10 * 60_000;
const MOST = 400;

/** What may have been in the clipboard: the texts that were selected or taken out last. */
export class ClipboardGuess {
  readonly #texts = new Map<string, Copied>();

  add(text: string, copied: Copied): void {
    const key = keyOf(text);
    if (key === null) return;
    this.#texts.delete(key);
    this.#texts.set(key, copied);
    if (this.#texts.size > MOST) for (const first of this.#texts.keys()) return void this.#texts.delete(first);
  }

  /** Where an inserted text was seen before; null when nowhere, or too long ago. */
  find(text: string, t: number): Copied | null {
    const key = keyOf(text);
    const found = key === null ? undefined : this.#texts.get(key);
    return found === undefined || t - found.t > OLD ? null : found;
  }
}

/** A pasted text may be indented anew, so the space at the ends of its lines does not count. */
function keyOf(text: string): string | null {
  if (text.length > LONG) return null;
  const key = text.trim().replaceAll(/[ \t]*\r?\n[ \t]*/g, '\n');
  return key.length < SHORT ? null : key;
}
