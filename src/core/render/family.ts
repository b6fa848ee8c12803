import { TracewrightError } from '../errors.ts';
import { bigcodeFamilies } from './families/bigcode.ts';
import { deepseekFamilies } from './families/deepseek.ts';
import { prefixFirstFamilies } from './families/prefixFirst.ts';
import { qwenFamilies } from './families/qwen.ts';
import { suffixFirstFamilies } from './families/suffixFirst.ts';
import type { FamilyFormat } from './familyFormat.ts';

export type Family = FamilyFormat;
export type ChatFormat = NonNullable<Family['chat']>;

/** Every family of which strings are known, by groups that share them. */
export const families: readonly Family[] = [
  ...bigcodeFamilies,
  ...deepseekFamilies,
  ...qwenFamilies,
  ...prefixFirstFamilies,
  ...suffixFirstFamilies,
];

/** Names that stand for no one format, and which formats there are instead. */
const ambiguous: Readonly<Record<string, readonly string[]>> = {
  'seed-coder': ['seed-coder-suffix-first', 'seed-coder-prefix-first'],
};

/** @throws TracewrightError `ambiguous-family` or `unknown-family`, naming those that may be meant. */
export function familyById(id: string): Family {
  const family = families.find((known) => known.id === id);
  if (family !== undefined) return family;
  const meant = ambiguous[id];
  if (meant !== undefined) {
    throw new TracewrightError('ambiguous-family', `of ${id} two orders of prefix and suffix circulate`, {
      kind: 'usage',
      remedy: `say which one: ${meant.join(' (as its report has it) or ')}`,
    });
  }
  throw new TracewrightError('unknown-family', `there is no model family "${id}"`, {
    kind: 'usage',
    remedy: `use one of ${families.map((known) => known.id).join(', ')}`,
  });
}
