import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { MANIFEST_VERSION, type Manifest, manifestSchema } from '../../core/sample/manifest.ts';
import { fileTrouble } from '../formats/fileTrouble.ts';
import type { DatasetRow } from './datasetRow.ts';
import { readJsonlRows } from './readJsonlRows.ts';
import { readParquetRows } from './readParquetRows.ts';

/**
 * The rows of a dataset folder, in the order of its manifest, or of one file: JSON Lines (plain, `.zst` or `.gz`; blank
 * lines are skipped) or Parquet.
 * @throws TracewrightError `torn-row`, `row-too-long`, `not-utf8`, `not-parquet` with file and line, `no-zstd`, or what
 * readManifest throws.
 */
export async function* readRows(target: string): AsyncGenerator<DatasetRow> {
  const files = isFolder(target)
    ? readManifest(target).files.map((file) => path.join(target, ...insideParts(target, file.path)))
    : [target];
  for (const file of files) {
    if (!existsSync(file)) throw input('missing-file', 'the manifest names this file, but it is not there', { file });
    yield* file.endsWith('.parquet') ? readParquetRows(file) : readJsonlRows(file);
  }
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

function input(code: string, what: string, place: { file: string }): TracewrightError {
  return new TracewrightError(code, what, { place, remedy: 'make the dataset again, or name another one' });
}
