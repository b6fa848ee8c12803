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
 * Checks rows one by one. A row of an unknown version, or that is no sample, gets that one finding;
 * a row whose spans do not cover its text gets no finding that would follow from it.
 */
export function lintSamples(rows: Iterable<unknown>, digest: Digest): LintReport {
  const findings: LintFinding[] = [];
  let row = 0;
  for (const value of rows) {
    row++;
    for (const { rule, message } of lintRow(value, digest)) findings.push({ rule, row, message });
  }
  const counts: Record<string, number> = {};
  for (const { rule } of findings) counts[rule] = (counts[rule] ?? 0) + 1;
  return { rows: row, findings, counts };
}

/** What is wrong with one row. */
export function lintRow(value: unknown, digest: Digest): { rule: string; message: string }[] {
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
