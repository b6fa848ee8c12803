import { leaksMiddle, repeatsMiddle } from '../../sample/fimParts.ts';
import { type Fields, textOf } from '../../trajectory/importing/fields.ts';
import type { FormatRule, RowFormat } from '../rowRule.ts';

export interface Hole {
  readonly prefix: string;
  readonly middle: string;
  readonly suffix: string;
}

/** Rules for rows with a hole, by where they have its parts; null where a row has none. */
export function holeRules(holeOf: (row: Fields) => Hole | null): readonly FormatRule[] {
  const over = (check: (hole: Hole) => string | null) => (row: Fields) => {
    const hole = holeOf(row);
    return hole === null ? null : check(hole);
  };
  return [
    {
      name: 'middle-empty',
      means: 'There is something to fill in.',
      severity: 'error',
      example: 'a random span of no characters',
      check: over(({ middle }) => (middle === '' ? 'there is nothing to fill in' : null)),
    },
    {
      name: 'middle-repeated',
      means: 'The suffix does not start with the middle: else the model learns to write what already stands there.',
      severity: 'warning',
      example: 'the middle `x = 1\\n` before the suffix `x = 1\\nreturn x`',
      check: over(({ middle, suffix }) => (repeatsMiddle(suffix, middle) ? 'the suffix starts with the middle' : null)),
    },
    {
      name: 'middle-duplicated',
      means: 'The middle, when it is long, is not what the prefix ends with.',
      severity: 'warning',
      example: 'two equal blocks, of which the second one is the middle',
      check: over(({ prefix, middle }) =>
        leaksMiddle(middle, middle) && prefix.endsWith(middle) ? 'the prefix ends with the middle' : null,
      ),
    },
    {
      name: 'carriage-return',
      means: 'No cut lies between `\\r` and `\\n`.',
      severity: 'error',
      example: 'a middle that ends with `\\r` before a suffix that begins with `\\n`',
      check: over(({ prefix, middle, suffix }) => {
        const parts = [prefix, middle, suffix];
        const parted = parts.slice(1).some((part, at) => part.startsWith('\n') && parts[at]?.endsWith('\r'));
        return parted ? 'a cut parts \\r from \\n' : null;
      }),
    },
  ];
}

/** HumanEval-Infilling's rows. */
export const infilling: RowFormat = {
  id: 'humaneval-infilling',
  title: 'HumanEval-Infilling',
  recognise: (row) => ('prompt' in row && 'suffix' in row && 'canonical_solution' in row ? 0.95 : 0),
  rules: holeRules(({ prompt, suffix, canonical_solution: middle }) => ({
    prefix: textOf(prompt) ?? '',
    middle: textOf(middle) ?? '',
    suffix: textOf(suffix) ?? '',
  })),
};

/** Rows with the three parts under their own names. */
export const fimParts: RowFormat = {
  id: 'fim-parts',
  title: 'prefix, middle and suffix',
  recognise: (row) => ('prefix' in row && 'suffix' in row && 'middle' in row ? 0.9 : 0),
  rules: holeRules(({ prefix, suffix, middle }) => ({
    prefix: textOf(prefix) ?? '',
    middle: textOf(middle) ?? '',
    suffix: textOf(suffix) ?? '',
  })),
};
