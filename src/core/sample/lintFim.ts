import { families } from '../render/family.ts';
import { leaksMiddle, repeatsMiddle, textOf } from './fimParts.ts';
import type { LintContext, LintRule } from './lintRule.ts';
import type { Sample } from './sample.ts';

/** Rules for fill-in-the-middle rows. */
export const fimRules: readonly LintRule[] = [
  {
    name: 'round-trip',
    means: 'Prefix, middle and suffix put together are the file: they give the SHA-256 of the proof.',
    severity: 'error',
    example: 'a prefix that is one character short',
    kinds: ['fim'],
    check: roundTrip,
  },
  {
    name: 'middle-empty',
    means: 'There is something to fill in.',
    severity: 'error',
    example: 'a random span of no characters',
    kinds: ['fim'],
    check: (sample) => (textOf(sample, 'middle') === '' ? 'there is nothing to fill in' : null),
  },
  {
    name: 'middle-repeated',
    means: 'The suffix does not start with the middle: else the model learns to write what already stands there.',
    severity: 'error',
    example: 'the middle `x = 1\\n` before the suffix `x = 1\\nreturn x`',
    kinds: ['fim'],
    check: middleRepeated,
  },
  {
    name: 'middle-duplicated',
    means: 'The middle, when it is long, is not what the prefix ends with.',
    severity: 'warning',
    example: 'two equal blocks, of which the second one is the middle',
    kinds: ['fim'],
    check: middleDuplicated,
  },
  {
    name: 'carriage-return',
    means:
      'No cut lies between `\\r` and `\\n`, and none before `\\r` where the family does not know its sentinel then.',
    severity: 'error',
    example: 'a middle that ends with `\\r` before a suffix that begins with `\\n`',
    kinds: ['fim'],
    check: carriageReturn,
  },
  {
    name: 'answer-in-context',
    means: 'No other file in the row holds the middle.',
    severity: 'error',
    example: 'the file itself, as it was a minute later, among the context files',
    kinds: ['fim'],
    check: (sample) =>
      leaksMiddle(textOf(sample, 'context'), textOf(sample, 'middle')) ? 'the context contains the middle' : null,
  },
];

const wholeText = (sample: Sample) => textOf(sample, 'prefix') + textOf(sample, 'middle') + textOf(sample, 'suffix');

/** A row that shows a part of the file carries that part's hash as the label `windowSha256`. */
function roundTrip(sample: Sample, { digest }: LintContext): string | null {
  const expected = sample.labels.windowSha256 ?? sample.proof.sha256;
  const actual = digest('sha256', wholeText(sample));
  return actual === expected ? null : `prefix, middle and suffix hash to ${actual}, the proof says ${expected}`;
}

function middleRepeated(sample: Sample): string | null {
  return repeatsMiddle(textOf(sample, 'suffix'), textOf(sample, 'middle')) ? 'the suffix starts with the middle' : null;
}

function middleDuplicated(sample: Sample): string | null {
  const middle = textOf(sample, 'middle');
  return leaksMiddle(middle, middle) && textOf(sample, 'prefix').endsWith(middle)
    ? 'the prefix ends with the middle'
    : null;
}

/** No cut between `\r` and `\n`, and none right before a `\r` where the family's tokenizer stumbles over it. */
function carriageReturn(sample: Sample): string | null {
  const parts = (['prefix', 'middle', 'suffix'] as const).map((kind) => textOf(sample, kind));
  const whole = parts.join('');
  let cut = 0;
  for (const part of parts.slice(0, 2)) {
    cut += part.length;
    if (whole[cut - 1] === '\r' && whole[cut] === '\n') return 'a cut parts \\r from \\n';
  }
  const fim = families.find((family) => family.id === sample.family)?.fim;
  if (fim?.refusesCarriageReturnAfterSentinel !== true) return null;
  const bare = sample.spans.find(
    (span, at) => sample.text[span.start] === '\r' && sample.spans[at - 1]?.kind === 'sentinel',
  );
  return bare === undefined ? null : `a sentinel is directly followed by \\r at ${bare.start}`;
}
