import os from 'node:os';
import type { Snapshot } from '../../core/check/change.ts';
import { hasFacts } from '../../core/symbols/fileFacts.ts';
import { readSettings } from '../../core/symbols/projectLayout.ts';
import { SymbolIndex } from '../../core/symbols/symbolIndex.ts';
import { languageOfPath } from '../../core/syntax/language.ts';
import { readLanguages } from '../syntax/languages.ts';
import { FactsPool } from './factsPool.ts';

export interface BuildOptions {
  /** Worker threads; by default as many as there are cores, up to eight, and none for a handful of files. */
  readonly threads?: number;
  /** Files over this many UTF-16 units are left out: generated and minified code. */
  readonly maxLength?: number;
  readonly onProgress?: (done: number, all: number) => void;
  readonly signal?: AbortSignal;
}

const BATCH = 12;
const FEW = 24;
const MAX_LENGTH = 1_000_000;

/**
 * Definitions and references over the files of a snapshot that are in one of the six languages.
 * @throws the signal's reason when it is aborted
 */
export async function buildIndex(snapshot: Snapshot, options: BuildOptions = {}): Promise<SymbolIndex> {
  const paths = indexedPaths(snapshot.paths);
  const threads = options.threads ?? (paths.length <= FEW ? 0 : Math.min(8, os.availableParallelism()));
  const pool = new FactsPool(threads);
  try {
    return await readInto(pool, snapshot, paths, options);
  } finally {
    pool.dispose();
  }
}

/** The paths whose languages have facts. */
export function indexedPaths(paths: readonly string[]): string[] {
  const languages = readLanguages();
  return paths.filter((path) => hasFacts(languageOfPath(path, languages)?.id ?? ''));
}

/** Fills an index from a pool, every lane taking the next batch when it is done with one. */
export async function readInto(
  pool: FactsPool,
  snapshot: Snapshot,
  paths: readonly string[],
  { maxLength = MAX_LENGTH, onProgress, signal }: BuildOptions,
): Promise<SymbolIndex> {
  const index = new SymbolIndex(snapshot.paths, await readSettings(snapshot));
  let next = 0;
  let done = 0;
  const work = async (lane: number): Promise<void> => {
    while (next < paths.length) {
      signal?.throwIfAborted();
      const batch = paths.slice(next, next + BATCH);
      next += BATCH;
      const texts = await Promise.all(batch.map((path) => snapshot.read(path)));
      const files = batch.flatMap((path, at) => {
        const text = texts[at] ?? null;
        return text === null || text.length > maxLength ? [] : [{ path, text }];
      });
      const facts = await pool.read(files, lane);
      for (const [at, { path }] of files.entries()) {
        const each = facts[at] ?? null;
        if (each !== null) index.set(path, each);
      }
      done += batch.length;
      onProgress?.(done, paths.length);
    }
  };
  const lanes = Array.from({ length: pool.width * 2 }, (_, lane) => work(lane % pool.width));
  await Promise.all(lanes);
  return index;
}
