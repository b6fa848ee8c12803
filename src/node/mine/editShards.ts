import { createHash, type Hash } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { MinedManifest } from '../../core/mining/minedEdit.ts';

type ShardFile = MinedManifest['files'][number];

/** A shard is closed when it is this long. UTF-8 bytes, before compression. */
const SHARD_BYTES = 64 * 1024 * 1024;
const BATCH_BYTES = 1024 * 1024;

/** Writes edits as lines into `edits-NNNN.jsonl`, after those that are there. Whole files, or none. */
export class EditShards {
  readonly #folder: string;
  readonly #files: ShardFile[];
  readonly #made: string[] = [];
  #open: { readonly name: string; readonly file: number; readonly hash: Hash; edits: number; bytes: number } | null =
    null;
  #batch: string[] = [];
  #batchLength = 0;

  /** @param files those of earlier runs */
  constructor(folder: string, files: readonly ShardFile[]) {
    this.#folder = folder;
    this.#files = [...files];
  }

  write(line: string): void {
    this.#open ??= this.#next();
    this.#open.edits++;
    this.#batch.push(line, '\n');
    this.#batchLength += line.length + 1;
    if (this.#batchLength >= BATCH_BYTES) this.#flush();
    if (this.#open.bytes >= SHARD_BYTES) this.#close();
  }

  /** Puts every file in place; gives all of them, the earlier ones first. */
  finish(): readonly ShardFile[] {
    this.#close();
    for (const name of this.#made) renameSync(this.#place(`${name}.partial`), this.#place(name));
    return this.#files;
  }

  /** Leaves nothing of this run behind. */
  abort(): void {
    if (this.#open !== null) closeSync(this.#open.file);
    this.#open = null;
    for (const name of this.#made) rmSync(this.#place(`${name}.partial`), { force: true });
  }

  #next() {
    mkdirSync(this.#folder, { recursive: true });
    const number = this.#files.length + 1;
    const name = `edits-${String(number).padStart(4, '0')}.jsonl`;
    this.#made.push(name);
    return {
      name,
      file: openSync(this.#place(`${name}.partial`), 'w'),
      hash: createHash('sha256'),
      edits: 0,
      bytes: 0,
    };
  }

  #flush(): void {
    const open = this.#open;
    if (open === null || this.#batch.length === 0) return;
    const bytes = Buffer.from(this.#batch.join(''), 'utf8');
    open.hash.update(bytes);
    open.bytes += bytes.length;
    for (let at = 0; at < bytes.length; ) at += writeSync(open.file, bytes, at);
    this.#batch = [];
    this.#batchLength = 0;
  }

  #close(): void {
    this.#flush();
    const open = this.#open;
    if (open === null) return;
    fdatasyncSync(open.file);
    closeSync(open.file);
    this.#files.push({ name: open.name, edits: open.edits, sha256: open.hash.digest('hex') });
    this.#open = null;
  }

  #place(name: string): string {
    return path.join(this.#folder, name);
  }
}
