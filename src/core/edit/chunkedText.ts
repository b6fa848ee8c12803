import { requireInside } from './apply.ts';

const CHUNK = 4096;
const LARGEST = 2 * CHUNK;

/**
 * A text that is edited often: chunks of about 4 K code units, so that an edit costs a chunk and not the text.
 * Remembers where the last edit was, because the next one is mostly near. Offsets and lengths are UTF-16 code units.
 */
export class ChunkedText {
  readonly #chunks: string[];
  #length: number;
  /** Index and start offset of the chunk that was found last. */
  #index = 0;
  #start = 0;

  constructor(text: string) {
    this.#chunks = cut(text);
    this.#length = text.length;
  }

  get length(): number {
    return this.#length;
  }

  /**
   * Replaces `deleted` code units at `offset` by `inserted` and returns what was deleted.
   * Throws `edit-out-of-bounds` when the range is not inside the text, which is then left as it was.
   */
  replace(offset: number, deleted: number, inserted: string): string {
    requireInside(this.#length, offset, deleted);
    this.#seek(offset);
    const first = this.#index;
    const chunk = this.#chunks[first] ?? '';
    const from = offset - this.#start;
    this.#length += inserted.length - deleted;
    if (from + deleted <= chunk.length) {
      const changed = chunk.slice(0, from) + inserted + chunk.slice(from + deleted);
      if (changed.length > 0 && changed.length <= LARGEST) this.#chunks[first] = changed;
      else this.#chunks.splice(first, 1, ...cut(changed));
      return chunk.slice(from, from + deleted);
    }
    let removed = chunk.slice(from);
    let last = first;
    let rest = '';
    while (removed.length < deleted) {
      last++;
      const next = this.#chunks[last] ?? '';
      const wanted = deleted - removed.length;
      removed += next.slice(0, wanted);
      rest = next.slice(wanted);
    }
    const pieces = cut(chunk.slice(0, from) + inserted + rest);
    if (pieces.length < 1000) this.#chunks.splice(first, last - first + 1, ...pieces);
    else this.#replaceChunks(first, last + 1, pieces);
    return removed;
  }

  /** The text from `start` to `end`, cut to what there is. */
  slice(start: number, end: number = this.#length): string {
    const to = Math.min(end, this.#length);
    if (start >= to) return '';
    this.#seek(start);
    let result = '';
    let chunkStart = this.#start;
    for (let index = this.#index; chunkStart < to && index < this.#chunks.length; index++) {
      const chunk = this.#chunks[index] ?? '';
      result += chunk.slice(Math.max(0, start - chunkStart), to - chunkStart);
      chunkStart += chunk.length;
    }
    return result;
  }

  toString(): string {
    return this.#chunks.join('');
  }

  /** Makes the chunk that holds `offset` (or ends at it, when it is the last one) the found one. */
  #seek(offset: number): void {
    let index = this.#index;
    let start = this.#start;
    if (index >= this.#chunks.length || offset < start / 2) {
      index = 0;
      start = 0;
    }
    while (index > 0 && offset < start) {
      index--;
      start -= (this.#chunks[index] ?? '').length;
    }
    for (;;) {
      const length = (this.#chunks[index] ?? '').length;
      if (offset < start + length || index >= this.#chunks.length - 1) break;
      start += length;
      index++;
    }
    this.#index = index;
    this.#start = start;
  }

  /** `splice` for more pieces than a call can have arguments. */
  #replaceChunks(first: number, end: number, pieces: readonly string[]): void {
    const behind = this.#chunks.slice(end);
    this.#chunks.length = first;
    for (const piece of pieces) this.#chunks.push(piece);
    for (const piece of behind) this.#chunks.push(piece);
  }
}

function cut(text: string): string[] {
  const chunks: string[] = [];
  for (let start = 0; start < text.length; start += CHUNK) chunks.push(text.slice(start, start + CHUNK));
  return chunks;
}
