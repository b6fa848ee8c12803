import { PartialFile } from './partialFile.ts';
import { jsonOf, type RowSink } from './rowSink.ts';
import { zstdCompressed } from './zstd.ts';

const BATCH_CHARS = 1_000_000;

/** A JSON Lines file that is there whole or not at all; rows are written in batches of about a megabyte. */
export class JsonlSink implements RowSink {
  readonly #path: string;
  readonly #zstd: boolean;
  #file: PartialFile;
  #batch: string[] = [];
  #batchChars = 0;
  #rows = 0;
  #size = 0;

  constructor(file: string, { zstd = false }: { readonly zstd?: boolean } = {}) {
    this.#path = file;
    this.#zstd = zstd;
    this.#file = new PartialFile(zstd ? `${file}.plain` : file);
  }

  get size(): number {
    return this.#size;
  }

  write(row: unknown): void {
    const line = jsonOf(row, { file: this.#path, line: this.#rows + 1 });
    this.#batch.push(line, '\n');
    this.#batchChars += line.length + 1;
    this.#size += line.length + 1;
    this.#rows++;
    if (this.#batchChars >= BATCH_CHARS) this.#flush();
  }

  /**
   * Writes what is left and syncs. A compressed file is made from the plain one here, as one frame: readers such as
   * Python's stop at the end of the first.
   */
  async close(): Promise<{ readonly rows: number; readonly sha256: string }> {
    this.#flush();
    const sha256 = this.#file.close();
    if (!this.#zstd) return { rows: this.#rows, sha256 };
    const plain = this.#file;
    this.#file = new PartialFile(this.#path);
    try {
      for await (const bytes of zstdCompressed(plain.path)) this.#file.write(bytes);
    } finally {
      plain.abort();
    }
    return { rows: this.#rows, sha256: this.#file.close() };
  }

  place(target: string): void {
    this.#file.place(target);
  }

  abort(): void {
    this.#file.abort();
  }

  #flush(): void {
    this.#file.write(Buffer.from(this.#batch.join(''), 'utf8'));
    this.#batch = [];
    this.#batchChars = 0;
  }
}
