import type { Digest } from '../ports.ts';
import { fimRules } from './lintFim.ts';
import { rowRules } from './lintRow.ts';
import type { LintRule } from './lintRule.ts';
import { toolUseRules } from './lintToolUse.ts';
import { SAMPLE_VERSION, sampleSchema } from './sample.ts';

export interface LintFinding {
  readonly rule: string;
  /** From 1, over everything that was linted. */
  readonly row: number;
  readonly message: string;
}

export interface LintReport {
  readonly rows: number;
  readonly findings: readonly LintFinding[];
  /** Findings of each rule. */
  readonly counts: Readonly<Record<string, number>>;
}

const rules: readonly LintRule[] = [...rowRules, ...fimRules, ...toolUseRules];

/** Every rule's name, `version` and `schema` first. */
export const lintRuleNames: readonly string[] = ['version', 'schema', ...rules.map((rule) => rule.name)];

/**
 * Lints row by row and keeps the findings, not the rows. A row of an unknown version, or that is no sample, gets that
 * one finding; a row whose spans do not cover its text gets no finding that would follow from it.
 */
export class LintTally {
  readonly #findings: LintFinding[] = [];
  readonly #counts: Record<string, number> = {};
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  add(value: unknown, digest: Digest): void {
    this.#rows++;
    for (const { rule, message } of lintRow(value, digest)) {
      this.#findings.push({ rule, row: this.#rows, message });
      this.#counts[rule] = (this.#counts[rule] ?? 0) + 1;
    }
  }

  report(): LintReport {
    return { rows: this.#rows, findings: this.#findings, counts: this.#counts };
  }
}

/** Checks rows one by one; see LintTally. */
export function lintSamples(rows: Iterable<unknown>, digest: Digest): LintReport {
  const tally = new LintTally();
  for (const value of rows) tally.add(value, digest);
  return tally.report();
}

/** What is wrong with one row. */
function lintRow(value: unknown, digest: Digest): { rule: string; message: string }[] {
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (version !== SAMPLE_VERSION) {
    const message = `version is ${JSON.stringify(version) ?? 'missing'}; this program knows ${SAMPLE_VERSION}`;
    return [{ rule: 'version', message }];
  }
  const parsed = sampleSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return [{ rule: 'schema', message: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a sample'}` }];
  }
  const found: { rule: string; message: string }[] = [];
  for (const rule of rules) {
    const message = rule.check(parsed.data, digest);
    if (message === null) continue;
    found.push({ rule: rule.name, message });
    if (rule.name === 'spans') break;
  }
  return found;
}
