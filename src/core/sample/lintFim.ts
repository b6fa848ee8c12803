import { families } from '../render/family.ts';
import { leaksMiddle, repeatsMiddle, textOf } from './fimParts.ts';
import type { LintRule } from './lintRule.ts';
import type { Sample } from './sample.ts';

/** Rules for fill-in-the-middle rows. */
export const fimRules: readonly LintRule[] = (
  [
    { name: 'round-trip', check: roundTrip },
    {
      name: 'middle-empty',
      check: (sample) => (textOf(sample, 'middle') === '' ? 'there is nothing to fill in' : null),
    },
    { name: 'middle-repeated', check: middleRepeated },
    { name: 'carriage-return', check: carriageReturn },
    { name: 'answer-in-context', check: answerInContext },
  ] satisfies LintRule[]
).map((rule) => ({
  name: rule.name,
  check: (sample, digest) => (sample.kind === 'fim' ? rule.check(sample, digest) : null),
}));

const wholeText = (sample: Sample) => textOf(sample, 'prefix') + textOf(sample, 'middle') + textOf(sample, 'suffix');

/** A row that shows a part of the file carries that part's hash as the label `windowSha256`. */
function roundTrip(sample: Sample, digest: Parameters<LintRule['check']>[1]): string | null {
  const expected = sample.labels.windowSha256 ?? sample.proof.sha256;
  const actual = digest('sha256', wholeText(sample));
  return actual === expected ? null : `prefix, middle and suffix hash to ${actual}, the proof says ${expected}`;
}

function middleRepeated(sample: Sample): string | null {
  return repeatsMiddle(textOf(sample, 'suffix'), textOf(sample, 'middle')) ? 'the suffix starts with the middle' : null;
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

function answerInContext(sample: Sample): string | null {
  return leaksMiddle(textOf(sample, 'context'), textOf(sample, 'middle')) ? 'the context contains the middle' : null;
}
