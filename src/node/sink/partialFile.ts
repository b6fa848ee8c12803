import { createHash } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/** A file that is there whole or not at all: bytes go to `FILE.partial` until it is placed. */
export class PartialFile {
  readonly path: string;
  readonly #hash = createHash('sha256');
  #file: number | null;
  #bytes = 0;

  constructor(file: string) {
    this.path = `${file}.partial`;
    mkdirSync(path.dirname(file), { recursive: true });
    this.#file = openSync(this.path, 'w');
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  write(bytes: Uint8Array): void {
    if (this.#file === null) throw new Error(`${this.path} is closed`);
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
  }

  /** Syncs and closes; gives the sha256 of what was written. */
  close(): string {
    if (this.#file !== null) {
      fdatasyncSync(this.#file);
      closeSync(this.#file);
      this.#file = null;
    }
    return this.#hash.digest('hex');
  }

  /** Gives the closed file its name, over a file that had it before. */
  place(target: string): void {
    mkdirSync(path.dirname(target), { recursive: true });
    renameSync(this.path, target);
  }

  /** Gives up: nothing is left behind, and a file of that name from before stays. */
  abort(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    rmSync(this.path, { force: true });
  }
}
