import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { MANIFEST_VERSION, type Manifest, manifestSchema } from '../../core/sample/manifest.ts';

export interface DatasetRow {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly value: unknown;
}

/**
 * The rows of a dataset folder, in the order of its manifest, or of one JSON Lines file. Blank lines are skipped.
 * @throws TracewrightError `not-a-dataset`, `torn-row` with file and line, or what readManifest throws.
 */
export async function* readRows(target: string): AsyncGenerator<DatasetRow> {
  const stat = statSync(target, { throwIfNoEntry: false });
  if (stat === undefined) throw input('not-a-dataset', 'there is no such file or folder', { file: target });
  const files = stat.isDirectory()
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

/** Lines end at `\n` alone: JSON may hold U+2028 as it is, which Node's readline takes for a line end. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
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
