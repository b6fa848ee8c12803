import type { Digest } from '../ports.ts';
import type { Sample } from './sample.ts';

/** One thing that must hold for a row. */
export interface LintRule {
  readonly name: string;
  /** What is wrong, or null. The spans are known to cover the text, but for the rule that checks it. */
  readonly check: (sample: Sample, digest: Digest) => string | null;
}
