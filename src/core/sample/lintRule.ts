import type { Benchmark } from '../lint/benchmark.ts';
import type { RuleNote } from '../lint/rule.ts';
import type { Digest } from '../ports.ts';
import type { Redactor } from '../session/redaction/redactor.ts';
import type { Provenance, Sample } from './sample.ts';

/** The texts that rows were cut from, where they are at hand. */
export interface SourceTexts {
  /** The whole text that a span is from; null where there is none; undefined where nobody can say. */
  textOf(from: Provenance): string | null | undefined;
  /** Whether a commit came after another, or is it; undefined where nobody can say. */
  isLater?(commit: string, than: string): boolean | undefined;
}

/** What rules may ask besides the row itself. */
export interface LintContext {
  readonly digest: Digest;
  readonly redactor: Redactor;
  readonly sources?: SourceTexts;
  readonly benchmark?: Benchmark;
  /** A row must say its licence. */
  readonly requireLicence?: boolean;
}

/** One thing that must hold for a row. */
export interface LintRule extends RuleNote {
  /** The kinds of rows that it is for. Absent: all. */
  readonly kinds?: readonly Sample['kind'][];
  /** What is wrong, or null. The spans are known to cover the text, but for the rule that checks it. */
  readonly check: (sample: Sample, context: LintContext) => string | null;
}
