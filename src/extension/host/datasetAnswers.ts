import { setImmediate as rest } from 'node:timers/promises';
import { TracewrightError } from '../../core/errors.ts';
import { lintSamples } from '../../core/sample/lint.ts';
import type { Manifest } from '../../core/sample/manifest.ts';
import type { Sample } from '../../core/sample/sample.ts';
import type { DatasetReading, DatasetRowDetail, RowFinding } from '../../core/sample/viewing/datasetMessages.ts';
import { type RowFacts, rowFacts } from '../../core/sample/viewing/rowFacts.ts';
import { type RowOrigin, rowOrigin } from '../../core/sample/viewing/rowOrigin.ts';
import { readManifest, readRows } from '../../node/sink/readRows.ts';
import { nodeDigest } from '../../node/store/digest.ts';

/** The first rows are told as soon as a page is full, the others in larger batches. */
const FIRST_BATCH = 40;
const BATCH = 2_000;
/** Rows beyond so many bytes are read from their files again when they are asked for. */
const KEPT_BYTES = 512 * 1024 * 1024;
/** So many rows are searched or linted before other questions get their turn. */
const TURN = 500;

interface KeptRow {
  readonly file: string;
  readonly line: number;
  /** The row as JSON, in UTF-8; null: it is read again. */
  readonly json: Buffer | null;
}

/** Reads one dataset, tells the facts of its rows while they come in, and answers about them. */
export class DatasetAnswers {
  readonly #folder: string;
  #rows: KeptRow[] = [];
  #searches = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws what readManifest throws. */
  manifest(): Manifest {
    return readManifest(this.#folder);
  }

  /** Tells all rows, then what lint finds in them. Throws what reading the rows throws; what was told stays. */
  async read(listen: (reading: DatasetReading) => void): Promise<void> {
    const rows: KeptRow[] = [];
    this.#rows = rows;
    let bytes = 0;
    let size = FIRST_BATCH;
    let batch: RowFacts[] = [];
    const flush = () => {
      if (batch.length > 0) listen({ kind: 'rows', rows: batch });
      batch = [];
      size = BATCH;
    };
    try {
      for await (const { file, line, value } of readRows(this.#folder)) {
        batch.push(rowFacts(value, rows.length).facts);
        const json = bytes < KEPT_BYTES ? Buffer.from(JSON.stringify(value)) : null;
        bytes += json?.length ?? 0;
        rows.push({ file, line, json });
        if (batch.length >= size) flush();
      }
    } finally {
      flush();
    }
    listen({ kind: 'read' });
    await this.#lint(listen);
    listen({ kind: 'done' });
  }

  /** Throws `no-such-row`. */
  async detail(key: number): Promise<DatasetRowDetail> {
    const value = await this.#value(key);
    const { sample } = rowFacts(value, key);
    const findings = findingsOf(value);
    if (sample === null) return { key, sample, text: JSON.stringify(value, null, 2), findings, origin: null };
    return { key, sample, findings, origin: rowOrigin(sample)?.kind ?? null };
  }

  /** Where a row or one of its spans is from. Throws `no-such-row`. */
  async origin(key: number, span: number | undefined): Promise<RowOrigin | null> {
    const { sample } = rowFacts(await this.#value(key), key);
    return sample === null ? null : rowOrigin(sample, span);
  }

  /** Keys of the rows whose text, file, id or labels hold every word; nothing where a later search has begun. */
  async search(query: string): Promise<number[]> {
    const search = ++this.#searches;
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const found: number[] = [];
    for await (const [key, value] of this.#values()) {
      if (search !== this.#searches) return [];
      const text = searchedText(value);
      if (words.every((word) => text.includes(word))) found.push(key);
    }
    return found;
  }

  async #lint(listen: (reading: DatasetReading) => void): Promise<void> {
    let batch: [number, string[]][] = [];
    for await (const [key, value] of this.#values()) {
      const rules = findingsOf(value).map(({ rule }) => rule);
      if (rules.length > 0) batch.push([key, [...new Set(rules)]]);
      if (batch.length < BATCH) continue;
      listen({ kind: 'linted', rows: batch });
      batch = [];
    }
    if (batch.length > 0) listen({ kind: 'linted', rows: batch });
  }

  async #value(key: number): Promise<unknown> {
    const row = this.#rows[key];
    if (row?.json != null) return JSON.parse(row.json.toString());
    if (row !== undefined) {
      for await (const { file, line, value } of readRows(row.file)) {
        if (line === row.line && file === row.file) return value;
      }
    }
    throw new TracewrightError('no-such-row', `there is no row ${key + 1} in this dataset`, {
      place: { file: this.#folder },
      remedy: 'open it again',
    });
  }

  /** All rows in their order, with pauses in which other questions are answered. */
  async *#values(): AsyncGenerator<readonly [number, unknown]> {
    const rows = this.#rows;
    let key = 0;
    for (const { json } of rows) {
      if (json === null) break;
      if (key % TURN === TURN - 1) await rest();
      yield [key, JSON.parse(json.toString())];
      key++;
    }
    if (key === rows.length) return;
    let at = 0;
    for await (const { value } of readRows(this.#folder)) {
      if (at >= key && at < rows.length) yield [at, value];
      at++;
    }
  }
}

/** What lint says about a single row. */
export function findingsOf(value: unknown): RowFinding[] {
  return lintSamples([value], nodeDigest).findings.map(({ rule, message }) => ({ rule, message }));
}

function searchedText(value: unknown): string {
  const { text = '', id = '', proof, labels } = (value ?? {}) as Partial<Sample>;
  return [text, id, proof?.path, proof?.source, ...Object.values(labels ?? {})].join('\n').toLowerCase();
}
