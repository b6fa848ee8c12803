import { statSync } from 'node:fs';
import path from 'node:path';
import { CURATION_DEFAULTS } from '../../core/curation/curationOptions.ts';
import { minHash } from '../../core/curation/minHash.ts';
import { likenessText } from '../../core/curation/rowText.ts';
import { type SampleStats, SampleTally } from '../../core/curation/sampleStats.ts';
import { SHINGLE_TOKENS, Shingles } from '../../core/curation/shingles.ts';
import type { Tokenizer } from '../../core/ports.ts';
import { sampleOf } from '../sink/countDataset.ts';
import { readManifest, readRows } from '../sink/readRows.ts';
import { clusterAlike } from './likeRows.ts';
import { RowSpool } from './rowSpool.ts';

export interface DatasetStats extends SampleStats {
  /** Rows by the likeness of the texts that they were cut from: holes of one file are alike. */
  readonly alike: {
    readonly likeness: number;
    readonly clusters: number;
    /** Rows in clusters of two or more. */
    readonly rows: number;
    readonly largest: number;
    /** Rows in clusters with more than one document, beyond its first: these are near-duplicates. */
    readonly nearDuplicates: number;
  };
}

/** Reads a dataset's folder or one file of rows, however large. Throws what readRows and sampleOf throw. */
export async function datasetStats(target: string, tokenizer?: Tokenizer): Promise<DatasetStats> {
  const tally = new SampleTally(tokenizer);
  const splits = splitsOfFiles(target);
  const shingles = new Shingles();
  const spool = new RowSpool();
  try {
    const documents: string[] = [];
    for await (const row of readRows(target)) {
      const sample = sampleOf(row);
      tally.add(sample, splits.get(path.resolve(row.file)));
      const read = shingles.read(likenessText(sample));
      const signature = read.tokens < SHINGLE_TOKENS ? null : minHash(read.hashes);
      spool.add(new Uint8Array(0), [0], [signature]);
      const { origin, proof } = sample;
      const place = proof.path === undefined ? proof.source : `${origin?.repository ?? ''} ${proof.path}`;
      documents.push(`${sample.kind} ${sample.language} ${place}`);
    }
    return { ...tally.stats(), alike: alike(spool, documents) };
  } finally {
    spool.dispose();
  }
}

function alike(spool: RowSpool, documents: readonly string[]): DatasetStats['alike'] {
  const likeness = CURATION_DEFAULTS.likeness ?? 1;
  const clusters = clusterAlike(spool, likeness);
  const sizes = new Map<number, number>();
  const first = new Map<number, string>();
  let nearDuplicates = 0;
  documents.forEach((document, row) => {
    const name = clusters.of(row);
    sizes.set(name, (sizes.get(name) ?? 0) + 1);
    const known = first.get(name);
    if (known === undefined) first.set(name, document);
    else if (known !== document) nearDuplicates++;
  });
  const several = [...sizes.values()].filter((size) => size > 1);
  return {
    likeness,
    clusters: several.length,
    rows: several.reduce((sum, size) => sum + size, 0),
    largest: several.reduce((most, size) => Math.max(most, size), 0),
    nearDuplicates,
  };
}

function splitsOfFiles(target: string): Map<string, string> {
  const splits = new Map<string, string>();
  if (statSync(target, { throwIfNoEntry: false })?.isDirectory() !== true) return splits;
  for (const { path: place, split } of readManifest(target).files) {
    if (split !== undefined) splits.set(path.resolve(target, ...place.split('/')), split);
  }
  return splits;
}
