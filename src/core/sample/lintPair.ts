import type { LintRule } from './lintRule.ts';
import { trainedText } from './lintText.ts';
import type { Sample } from './sample.ts';

/** Rules for preference pairs: rows with `rejected`. */
export const pairRules: readonly LintRule[] = [
  {
    name: 'pair-differs',
    means: 'What was rejected has spans of its own, and differs from what was chosen.',
    severity: 'error',
    example: 'a rejected text that is the chosen one but for white space',
    check: pairDiffers,
  },
];

function pairDiffers({ text, spans, rejected }: Sample): string | null {
  if (rejected === undefined) return null;
  let at = 0;
  for (const { start, end } of rejected.spans) {
    if (start !== at || end <= start) return `the spans of the rejected text do not cover it: at ${start}`;
    at = end;
  }
  if (at !== rejected.text.length) return `the spans of the rejected text end at ${at}, it at ${rejected.text.length}`;
  const chosen = trainedText(text, spans);
  const other = trainedText(rejected.text, rejected.spans);
  return chosen.trim() === other.trim() ? 'the rejected answer is the chosen one' : null;
}
