import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type CompileTarget,
  isRefusal,
  type RefusalReason,
  refusalSentence,
} from '../../core/compile/compileTarget.ts';
import { TracewrightError } from '../../core/errors.ts';
import type { Progress, Tokenizer } from '../../core/ports.ts';
import { sampleOf } from '../sink/countDataset.ts';
import { JsonlSink } from '../sink/jsonlSink.ts';
import { readManifest, readRows } from '../sink/readRows.ts';

export interface CompileRequest {
  /** A dataset's folder, or one file of rows. */
  readonly dataset: string;
  readonly target: CompileTarget;
  /** New, empty, or made by an earlier compilation, which is replaced. */
  readonly out: string;
  readonly tokenizer?: Tokenizer;
  /** Leave out rows whose mask the target cannot express, instead of refusing all. */
  readonly lossy?: boolean;
  readonly progress?: Progress;
}

/** What came of it; `compiled.json` holds the same. */
export interface Compiled {
  readonly target: string;
  /** Rows read. */
  readonly rows: number;
  /** Rows of which something was written. */
  readonly compiled: number;
  readonly refused: Readonly<Record<string, number>>;
  /** `setting` is what the framework has to be told so that it trains what the rows say. */
  readonly files: readonly { path: string; rows: number; sha256: string; setting: string }[];
}

const SUMMARY = 'compiled.json';

/**
 * Writes a dataset in the form of a training framework, a JSON Lines file for each part and split.
 * @throws TracewrightError `mask-not-expressible` (nothing is written then), `tokenizer-needed`, `not-compiled` when
 * the folder has other things in it, and what reading the rows throws.
 */
export async function compileDataset(request: CompileRequest): Promise<Compiled> {
  const { dataset, target, out, tokenizer, lossy = false, progress } = request;
  if (target.needsTokenizer && tokenizer === undefined) {
    throw new TracewrightError('tokenizer-needed', `${target.id} writes tokens`, {
      kind: 'usage',
      remedy: "give the model's tokenizer with --tokenizer",
    });
  }
  const before = filesBefore(out);
  const splits = splitsOf(dataset);
  const sinks = new Map<string, { readonly part: string; readonly sink: JsonlSink }>();
  const refused: Partial<Record<RefusalReason, number>> = {};
  let rows = 0;
  let compiled = 0;
  try {
    for await (const row of readRows(dataset)) {
      if (rows++ % 1000 === 0) progress?.report({ message: 'compiling', done: rows });
      const made = target.compile(sampleOf(row), tokenizer === undefined ? {} : { tokenizer });
      if (isRefusal(made)) {
        refused[made.reason] = (refused[made.reason] ?? 0) + 1;
        continue;
      }
      compiled++;
      const split = splits.get(row.file);
      for (const { part, value } of made) {
        const name = `${split === undefined ? '' : `${split}-`}${part}.jsonl`;
        const known = sinks.get(name) ?? { part, sink: new JsonlSink(path.join(out, name)) };
        sinks.set(name, known);
        known.sink.write(value);
      }
    }
    if (!lossy && compiled < rows) throw notExpressible(target, refused, rows);
    const files: Compiled['files'][number][] = [];
    for (const [name, { part, sink }] of [...sinks].sort(([a], [b]) => (a < b ? -1 : 1))) {
      files.push({ path: name, ...(await sink.close()), setting: target.settings[part] ?? '' });
    }
    for (const [name, { sink }] of sinks) sink.place(path.join(out, name));
    for (const name of before) if (!sinks.has(name)) rmSync(path.join(out, name), { force: true });
    const summary: Compiled = { target: target.id, rows, compiled, refused, files };
    mkdirSync(out, { recursive: true });
    writeFileSync(path.join(out, SUMMARY), `${JSON.stringify(summary, null, 2)}\n`);
    return summary;
  } catch (error) {
    for (const { sink } of sinks.values()) sink.abort();
    throw error;
  }
}

function notExpressible(
  target: CompileTarget,
  refused: Partial<Record<RefusalReason, number>>,
  rows: number,
): TracewrightError {
  const reasons = Object.entries(refused).map(
    ([reason, times]) => `${times} of ${rows} rows: ${refusalSentence(reason as RefusalReason)}`,
  );
  return new TracewrightError(
    'mask-not-expressible',
    `${target.id} cannot say what is trained; ${reasons.join('; ')}`,
    {
      remedy: 'use trl-tokens or axolotl-segments, or leave those rows out with --lossy',
    },
  );
}

/** The split of each of a dataset's files; a row's `file` is its key. */
function splitsOf(dataset: string): Map<string, string> {
  if (!existsSync(dataset) || !statSync(dataset).isDirectory()) return new Map();
  return new Map(
    readManifest(dataset).files.flatMap(({ path: name, split }) =>
      split === undefined ? [] : [[path.join(dataset, ...name.split('/')), split]],
    ),
  );
}

/** Only what an earlier compilation says it wrote is ever removed. */
function filesBefore(folder: string): string[] {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return [];
  const names = namesIn(path.join(folder, SUMMARY));
  if (names !== null) return names.filter((name) => /^[a-z0-9_-]+\.jsonl$/.test(name));
  throw new TracewrightError('not-compiled', 'this folder is not empty and holds no compiled dataset', {
    kind: 'usage',
    place: { file: folder },
    remedy: 'name a new or empty folder',
  });
}

function namesIn(summary: string): string[] | null {
  try {
    const { files } = JSON.parse(readFileSync(summary, 'utf8')) as { files: { path: string }[] };
    return files.map((file) => String(file.path));
  } catch {
    return null;
  }
}
