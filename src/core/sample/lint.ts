import { Findings, type LintReport } from '../lint/findings.ts';
import type { Fault, RuleNote } from '../lint/rule.ts';
import type { Digest } from '../ports.ts';
import { Redactor } from '../session/redaction/redactor.ts';
import { factRules } from './lintFacts.ts';
import { fimRules } from './lintFim.ts';
import { pairRules } from './lintPair.ts';
import { rowRules } from './lintRow.ts';
import type { LintContext, LintRule } from './lintRule.ts';
import { sourceRules } from './lintSource.ts';
import { toolUseRules } from './lintToolUse.ts';
import { SAMPLE_VERSION, sampleSchema } from './sample.ts';

const versionRule: RuleNote = {
  name: 'version',
  means: `The row is a sample of version ${SAMPLE_VERSION}.`,
  severity: 'error',
  example: 'a row of a newer Tracewright',
};
const schemaRule: RuleNote = {
  name: 'schema',
  means: 'The row has the members of docs/formats/sample.schema.json.',
  severity: 'error',
  example: 'a row without `language`',
};

const rules: readonly LintRule[] = [
  ...rowRules,
  ...fimRules,
  ...toolUseRules,
  ...pairRules,
  ...sourceRules,
  ...factRules,
];

/** Every rule for our own rows, `version` and `schema` first. */
export const sampleRules: readonly RuleNote[] = [versionRule, schemaRule, ...rules];

/** What rules ask besides a row, made once for many rows. */
export function lintContext(digest: Digest, more: Omit<Partial<LintContext>, 'digest'> = {}): LintContext {
  return { digest, redactor: new Redactor(), ...more };
}

/** Lints our own rows one by one and keeps the findings, not the rows; see sampleFaults. */
export class LintTally {
  readonly #findings = new Findings();
  readonly #contexts = new Map<Digest, LintContext>();

  get rows(): number {
    return this.#findings.rows;
  }

  add(value: unknown, digest: Digest): void {
    const context = this.#contexts.get(digest) ?? lintContext(digest);
    this.#contexts.set(digest, context);
    this.#findings.row(sampleFaults(value, context));
  }

  report(): LintReport {
    return this.#findings.report();
  }
}

/** Checks our own rows one by one; see sampleFaults. */
export function lintSamples(rows: Iterable<unknown>, digest: Digest): LintReport {
  const tally = new LintTally();
  for (const value of rows) tally.add(value, digest);
  return tally.report();
}

/**
 * What is wrong with one of our own rows. One of an unknown version, or that is no sample, gets that one fault; one whose
 * spans do not cover its text gets no fault that would follow from it.
 */
export function sampleFaults(value: unknown, context: LintContext): Fault[] {
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (version !== SAMPLE_VERSION) {
    const message = `version is ${JSON.stringify(version) ?? 'missing'}; this program knows ${SAMPLE_VERSION}`;
    return [{ rule: versionRule, message }];
  }
  const parsed = sampleSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return [{ rule: schemaRule, message: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a sample'}` }];
  }
  const found: Fault[] = [];
  for (const rule of rules) {
    if (rule.kinds !== undefined && !rule.kinds.includes(parsed.data.kind)) continue;
    const message = rule.check(parsed.data, context);
    if (message === null) continue;
    found.push({ rule, message });
    if (rule.name === 'spans') break;
  }
  return found;
}
