import type { GramSize } from './decontamination.ts';
import type { QualitySet } from './quality.ts';
import type { Split } from './splits.ts';

/** What becomes of a row in which something was found. */
export const findingPolicies = ['drop', 'mask', 'keep'] as const;
export type FindingPolicy = (typeof findingPolicies)[number];

/** How a dataset is curated: plain data, it crosses threads. */
export interface CurationOptions {
  readonly secrets: FindingPolicy;
  /** `mask` drops holes all the same: their hash is that of a file, which must stay as it was. */
  readonly personal: FindingPolicy;
  /** SPDX ids; empty: every licence, and none. */
  readonly licences: readonly string[];
  readonly quality: QualitySet;
  readonly tests: 'keep' | 'drop';
  /** Generated, vendored and minified files. */
  readonly generated: 'keep' | 'drop';
  /** Rows as alike as this are near-duplicates (Jaccard index of token 5-grams); null: only exact ones are dropped. */
  readonly likeness: number | null;
  /** How many documents of a cluster of near-duplicates stay. */
  readonly keepAlike: number;
  readonly grams: GramSize;
  readonly splits: readonly Split[];
  /** What splits never part, besides near-duplicates. A commit family is part of its repository. */
  readonly splitBy: 'repository' | 'commit-family';
}

export const CURATION_DEFAULTS: CurationOptions = {
  secrets: 'drop',
  personal: 'mask',
  licences: [],
  quality: 'off',
  tests: 'keep',
  generated: 'drop',
  likeness: 0.7,
  keepAlike: 1,
  grams: 13,
  splits: [],
  splitBy: 'repository',
};
