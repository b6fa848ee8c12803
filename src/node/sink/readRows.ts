import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { MANIFEST_VERSION, type Manifest, manifestSchema } from '../../core/sample/manifest.ts';
import { fileTrouble } from '../formats/fileTrouble.ts';

export interface DatasetRow {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly value: unknown;
}

/**
 * The rows of a dataset folder, in the order of its manifest, or of one JSON Lines file. Blank lines are skipped.
 * @throws TracewrightError `torn-row`, `row-too-long` or `not-utf8` with file and line, or what readManifest throws.
 */
export async function* readRows(target: string): AsyncGenerator<DatasetRow> {
  const files = isFolder(target)
    ? readManifest(target).files.map((file) => path.join(target, ...insideParts(target, file.path)))
    : [target];
  for (const file of files) yield* readJsonl(file);
}

/** @throws TracewrightError `not-a-dataset` or `newer-manifest`. */
export function readManifest(folder: string): Manifest {
  const file = path.join(folder, 'manifest.json');
  if (!existsSync(file)) throw input('not-a-dataset', 'this folder has no manifest.json', { file: folder });
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw input('not-a-dataset', 'the manifest is not JSON', { file });
  }
  if (isNewer(value)) {
    throw new TracewrightError('newer-manifest', 'the manifest was written by a newer version', {
      place: { file },
      remedy: 'update Tracewright',
    });
  }
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw input('not-a-dataset', `the manifest's ${where || 'content'} is not what it should be`, { file });
  }
  return parsed.data;
}

async function* readJsonl(file: string): AsyncGenerator<DatasetRow> {
  if (!existsSync(file)) throw input('missing-file', 'the manifest names this file, but it is not there', { file });
  let line = 0;
  for await (const text of linesOf(file)) {
    line++;
    if (text.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw input('torn-row', 'this line is not a whole JSON value', { file, line });
    }
    yield { file, line, value };
  }
}

/** Longer lines are refused: they are no rows, and a string has a limit. UTF-16 code units. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** Lines end at `\n` alone: JSON may hold U+2028 as it is, which Node's readline takes for a line end. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let parts: string[] = [];
  let length = 0;
  let line = 1;
  for await (const chunk of createReadStream(file)) {
    const [first = '', ...rest] = decoded(decoder, chunk as Uint8Array, { file, line }).split('\n');
    parts.push(first);
    length += first.length;
    for (const next of rest) {
      yield parts.join('');
      line++;
      parts = [next];
      length = next.length;
    }
    if (length > LONGEST_LINE) throw input('row-too-long', 'this line is longer than any row', { file, line });
  }
  const last = parts.join('');
  if (last !== '') yield last;
}

function decoded(decoder: TextDecoder, chunk: Uint8Array, place: { file: string; line: number }): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch {
    throw input('not-utf8', 'from about this line on, the file is not UTF-8 text', place);
  }
}

function isFolder(target: string): boolean {
  try {
    return statSync(target).isDirectory();
  } catch (cause) {
    throw fileTrouble(cause, target) ?? cause;
  }
}

function isNewer(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    typeof value.version === 'number' &&
    value.version > MANIFEST_VERSION
  );
}

function insideParts(folder: string, name: string): string[] {
  const parts = name.split('/');
  if (!path.isAbsolute(name) && !parts.some((part) => part === '..' || part.includes('\\'))) return parts;
  throw input('path-outside', `the manifest names a file outside the dataset: ${name}`, { file: folder });
}

function input(code: string, what: string, place: { file: string; line?: number }): TracewrightError {
  return new TracewrightError(code, what, { place, remedy: 'make the dataset again, or name another one' });
}
