import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BANDS, bandHash, PERMUTATIONS } from '../../core/curation/minHash.ts';

const BATCH_BYTES = 1024 * 1024;
const SIGNATURE_BYTES = PERMUTATIONS * 4;
/** Signatures that are read at once, and how many such blocks are kept: 64 MB. */
const BLOCK = 64;
const BLOCKS_KEPT = 2048;

/**
 * The rows of a build between its passes, in a temporary folder: lines, signatures and the hashes of their bands.
 * In memory is only how long each line is. Dispose it when done.
 */
export class RowSpool {
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-rows-'));
  readonly #lines = new Appended(path.join(this.#folder, 'rows.jsonl'));
  readonly #signatures = new Appended(path.join(this.#folder, 'signatures'));
  readonly #bands = Array.from({ length: BANDS }, (_, at) => new Appended(path.join(this.#folder, `band-${at}`)));
  readonly #lengths: number[] = [];
  /** By number of the row: its place among the signatures, or -1. */
  readonly #places: number[] = [];
  readonly #rows: number[] = [];
  readonly #blocks = new Map<number, Uint32Array>();

  get size(): number {
    return this.#lengths.length;
  }

  /** Rows that have a signature. */
  get signed(): readonly number[] {
    return this.#rows;
  }

  /** @param signatures one for each line; null: it has none */
  add(lines: Uint8Array, lengths: readonly number[], signatures: readonly (Uint32Array | null)[]): void {
    this.#lines.add(lines);
    lengths.forEach((length, at) => {
      const signature = signatures[at] ?? null;
      this.#places.push(signature === null ? -1 : this.#rows.length);
      this.#lengths.push(length);
      if (signature === null) return;
      this.#rows.push(this.#lengths.length - 1);
      this.#signatures.add(new Uint8Array(signature.buffer, signature.byteOffset, SIGNATURE_BYTES));
      this.#bands.forEach((band, index) => {
        band.addNumber(bandHash(signature, index));
      });
    });
  }

  /** The signature of a row that has one. */
  signature(row: number): Uint32Array {
    const place = this.#places[row] ?? -1;
    const number = Math.floor(place / BLOCK);
    let block = this.#blocks.get(number);
    if (block === undefined) {
      const start = number * BLOCK * SIGNATURE_BYTES;
      const bytes = this.#signatures.read(start, BLOCK * SIGNATURE_BYTES);
      block = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
      for (const oldest of this.#blocks.keys()) {
        if (this.#blocks.size < BLOCKS_KEPT) break;
        this.#blocks.delete(oldest);
      }
      this.#blocks.set(number, block);
    }
    const from = (place % BLOCK) * PERMUTATIONS;
    return block.subarray(from, from + PERMUTATIONS);
  }

  /** One band's hash for each row of `signed`. */
  bandHashes(band: number): Uint32Array {
    const bytes = this.#bands[band]?.read(0, this.#rows.length * 4) ?? new Uint8Array(0);
    return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  }

  /** The lines of the wanted rows, in their order. */
  *lines(isWanted: (row: number) => boolean): Generator<{ readonly row: number; readonly line: string }> {
    let offset = 0;
    for (let first = 0; first < this.size; ) {
      let [next, bytes] = [first, 0];
      while (next < this.size && (bytes === 0 || bytes + (this.#lengths[next] ?? 0) <= BATCH_BYTES)) {
        bytes += this.#lengths[next++] ?? 0;
      }
      const batch = this.#lines.read(offset, bytes);
      let at = 0;
      for (let row = first; row < next; row++) {
        const end = at + (this.#lengths[row] ?? 0);
        if (isWanted(row))
          yield { row, line: Buffer.from(batch.buffer, batch.byteOffset + at, end - at).toString('utf8') };
        at = end;
      }
      offset += bytes;
      first = next;
    }
  }

  dispose(): void {
    for (const file of [this.#lines, this.#signatures, ...this.#bands]) file.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A file that grows at its end and is read anywhere. */
class Appended {
  readonly #file: number;
  readonly #number = new Uint8Array(4);
  #batch = new Uint8Array(16 * 1024);
  #used = 0;

  constructor(file: string) {
    this.#file = openSync(file, 'w+');
  }

  add(bytes: Uint8Array): void {
    if (this.#used + bytes.length > this.#batch.length) {
      this.#flush();
      if (bytes.length > this.#batch.length && this.#batch.length < BATCH_BYTES)
        this.#batch = new Uint8Array(BATCH_BYTES);
      if (bytes.length > this.#batch.length) {
        writeAll(this.#file, bytes);
        return;
      }
    }
    this.#batch.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  addNumber(value: number): void {
    new Uint32Array(this.#number.buffer)[0] = value;
    this.add(this.#number);
  }

  /** Up to `length` bytes from there, in a buffer of their own. */
  read(start: number, length: number): Uint8Array {
    this.#flush();
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const count = readSync(this.#file, bytes, filled, length - filled, start + filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  }

  close(): void {
    closeSync(this.#file);
  }

  #flush(): void {
    if (this.#used > 0) writeAll(this.#file, this.#batch.subarray(0, this.#used));
    this.#used = 0;
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
