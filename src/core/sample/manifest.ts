import * as z from 'zod/mini';
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
  /** The unit of `tokens` and `trainedTokens`. */
  tokenCounter: z.string(),
  tokens: z.number(),
  /** Tokens of spans with a loss weight above 0. */
  trainedTokens: z.number(),
  dropped: counts,
  files: z.array(z.object({ path: z.string(), rows: z.number(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Tokens are estimated, and the manifest says so: a quarter of the UTF-16 code units, rounded up row by row. */
export const TOKEN_COUNTER = 'chars/4 estimate';
export const CHARS_PER_TOKEN = 4;

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

/** Adds one row to the counts. */
export function countSample(counts: SampleCounts, sample: Sample): void {
  counts.rows++;
  counts.byKind[sample.kind] = (counts.byKind[sample.kind] ?? 0) + 1;
  counts.byLanguage[sample.language] = (counts.byLanguage[sample.language] ?? 0) + 1;
  counts.tokens += Math.ceil(sample.text.length / CHARS_PER_TOKEN);
  const trained = sample.spans.reduce((sum, span) => sum + (span.weight > 0 ? span.end - span.start : 0), 0);
  counts.trainedTokens += Math.ceil(trained / CHARS_PER_TOKEN);
}
