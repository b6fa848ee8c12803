import { secretIn } from '../lint/secretText.ts';
import type { LintContext, LintRule } from './lintRule.ts';
import { commitOf } from './lintSource.ts';
import type { Sample } from './sample.ts';

/** What must not be in a row of any kind, and what must be known of it. */
export const factRules: readonly LintRule[] = [
  {
    name: 'secret',
    means: 'The text holds no token, key or password that its form gives away. Placeholders of the recorder are none.',
    severity: 'error',
    example: 'an access key of a cloud in a context file',
    check: (sample, context) => secretOf(sample, context, true),
  },
  {
    name: 'password',
    means: 'No name such as `password` stands beside a value that may be one.',
    severity: 'warning',
    example: '`DB_PASSWORD=…` in a configuration file',
    check: (sample, context) => secretOf(sample, context, false),
  },
  {
    name: 'benchmark',
    means: 'The row holds nothing of the benchmarks given with `--against`: no n-gram of an item, no commit of one.',
    severity: 'error',
    example: 'a commit that is the reference solution of a benchmark task',
    check: benchmarkHit,
  },
  {
    name: 'licence',
    means: 'The licence is an SPDX expression; with `--require-licence` it is also there.',
    severity: 'warning',
    example: 'a licence `NOASSERTION`',
    check: licenceKnown,
  },
];

function secretOf({ text }: Sample, { redactor }: LintContext, sure: boolean): string | null {
  const hit = secretIn(text, redactor);
  return hit === null || hit.sure !== sure ? null : `the text holds what ${hit.rule} finds, at ${hit.offset}`;
}

function benchmarkHit({ text, origin, proof }: Sample, { benchmark }: LintContext): string | null {
  if (benchmark === undefined) return null;
  const commits = [origin?.commit, commitOf(proof.source)].filter((commit) => commit !== undefined);
  return benchmark.hit([text], {
    commits,
    ...(origin?.repository === undefined ? {} : { repository: origin.repository }),
  });
}

/** Names as SPDX's list has them, joined by AND, OR, WITH and brackets. */
const EXPRESSION = /^\(?[A-Za-z0-9][A-Za-z0-9.+-]*\)?(?: (?:AND|OR|WITH) \(?[A-Za-z0-9][A-Za-z0-9.+-]*\)?)*$/;
const UNKNOWN = /^(?:noassertion|none|unknown|other|unlicensed|proprietary)$/i;

function licenceKnown({ origin }: Sample, { requireLicence }: LintContext): string | null {
  const licence = origin?.licence;
  if (licence === undefined) return requireLicence === true ? 'nothing is known of its licence' : null;
  return EXPRESSION.test(licence) && !UNKNOWN.test(licence) ? null : `the licence is ${JSON.stringify(licence)}`;
}
