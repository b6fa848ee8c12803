import * as z from 'zod/mini';
import type { Tokenizer } from '../ports.ts';
import { estimatedTokens } from './estimatedTokens.ts';
import type { Sample } from './sample.ts';

export const MANIFEST_VERSION = 1;

const counts = z.record(z.string(), z.number());

/** `manifest.json` of a dataset folder: how it was made, what is in it, and what was left out. */
export const manifestSchema = z.object({
  version: z.number(),
  tool: z.object({ name: z.literal('tracewright'), version: z.string() }),
  seed: z.number(),
  /** As given, defaults filled in. */
  options: z.record(z.string(), z.unknown()),
  /** What it was made from, by the last part of its path: a session by its id. `sha256` is over the file, or over the sorted paths and hashes of a folder's files. */
  inputs: z.array(z.object({ path: z.string(), kind: z.string(), sha256: z.string() })),
  rows: z.number(),
  byKind: counts,
  byLanguage: counts,
  /** The unit of `tokens` and `trainedTokens`: a vocabulary by its file's hash, or that they are an estimate. */
  tokenCounter: z.string(),
  tokens: z.number(),
  /** Tokens of spans with a loss weight above 0. */
  trainedTokens: z.number(),
  dropped: counts,
  /** What curation found in what was kept, and a few of what was dropped. */
  curation: z.optional(
    z.object({
      warnings: z.array(z.string()),
      /** Who made what is trained: shares of its characters. */
      shares: z.object({ human: z.number(), agent: z.number(), tool: z.number(), unknown: z.number() }),
      /** Share of the rows that are of test files. */
      testShare: z.number(),
      /** Rows by SPDX expression; `unknown` where none was found. */
      licences: counts,
      /** Rows by split. Empty without splits. */
      splits: counts,
      /** A few of what was dropped, by reason. */
      examples: z.record(z.string(), z.array(z.string())),
    }),
  ),
  files: z.array(
    z.object({
      path: z.string(),
      rows: z.number(),
      sha256: z.string(),
      kind: z.optional(z.string()),
      split: z.optional(z.string()),
    }),
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;

export interface SampleCounts {
  rows: number;
  byKind: Record<string, number>;
  byLanguage: Record<string, number>;
  tokens: number;
  trainedTokens: number;
}

export function noSamples(): SampleCounts {
  return { rows: 0, byKind: {}, byLanguage: {}, tokens: 0, trainedTokens: 0 };
}

/** Adds one row to the counts; tokens in those of the tokenizer, by default an estimate. */
export function countSample(counts: SampleCounts, sample: Sample, tokenizer: Tokenizer = estimatedTokens): void {
  counts.rows++;
  counts.byKind[sample.kind] = (counts.byKind[sample.kind] ?? 0) + 1;
  counts.byLanguage[sample.language] = (counts.byLanguage[sample.language] ?? 0) + 1;
  counts.tokens += tokenizer.count(sample.text);
  for (const { start, end, weight } of sample.spans) {
    if (weight > 0) counts.trainedTokens += tokenizer.count(sample.text.slice(start, end));
  }
}
