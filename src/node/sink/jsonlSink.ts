import { createHash } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';

const BATCH_BYTES = 1_000_000;

/**
 * A JSON Lines file that is there whole or not at all: rows go to `FILE.partial` in batches of about a megabyte,
 * and `finish` gives the file its name.
 */
export class JsonlSink {
  readonly #path: string;
  readonly #file: number;
  readonly #hash = createHash('sha256');
  #batch: string[] = [];
  #batchChars = 0;
  #rows = 0;

  constructor(file: string) {
    this.#path = file;
    mkdirSync(path.dirname(file), { recursive: true });
    this.#file = openSync(`${file}.partial`, 'w');
  }

  /** @throws TracewrightError `lone-surrogate`: such a row cannot be written as UTF-8 and read again the same. */
  write(row: unknown): void {
    const line = JSON.stringify(row);
    if (line.includes('\\ud') && hasLoneSurrogate(row)) {
      throw new TracewrightError('lone-surrogate', 'a row has half of a surrogate pair', {
        place: { file: this.#path, line: this.#rows + 1 },
        remedy: 'cut texts at whole characters',
      });
    }
    this.#batch.push(line, '\n');
    this.#batchChars += line.length + 1;
    this.#rows++;
    if (this.#batchChars >= BATCH_BYTES) this.#flush();
  }

  /** Writes what is left, syncs, and puts the file in place. */
  finish(): { readonly rows: number; readonly sha256: string } {
    this.#flush();
    fdatasyncSync(this.#file);
    closeSync(this.#file);
    renameSync(`${this.#path}.partial`, this.#path);
    return { rows: this.#rows, sha256: this.#hash.digest('hex') };
  }

  /** Gives up: nothing is left behind, and a file of that name from before stays. */
  abort(): void {
    closeSync(this.#file);
    rmSync(`${this.#path}.partial`, { force: true });
  }

  #flush(): void {
    const bytes = Buffer.from(this.#batch.join(''), 'utf8');
    this.#hash.update(bytes);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    this.#batch = [];
    this.#batchChars = 0;
  }
}

function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed();
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, item]) => !key.isWellFormed() || hasLoneSurrogate(item));
}
