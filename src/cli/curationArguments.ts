import { CURATION_DEFAULTS, type CurationOptions, findingPolicies } from '../core/curation/curationOptions.ts';
import { gramSizes } from '../core/curation/decontamination.ts';
import { qualitySets } from '../core/curation/quality.ts';
import { parseSplits } from '../core/curation/splits.ts';
import { oneOf, pathOf, text, texts, usageError, wholeNumber } from './arguments.ts';
import type { Invocation, OptionTable } from './command.ts';

/** Options of every command that curates rows. */
export const curationOptions: OptionTable = {
  secrets: { type: 'string' },
  personal: { type: 'string' },
  licence: { type: 'string' },
  quality: { type: 'string' },
  tests: { type: 'string' },
  generated: { type: 'string' },
  'near-duplicates': { type: 'string' },
  'keep-alike': { type: 'string' },
  against: { type: 'string', multiple: true },
  ngram: { type: 'string' },
  split: { type: 'string' },
  'split-by': { type: 'string' },
};

export const curationUsage =
  '[--secrets drop|mask|keep] [--personal mask|drop|keep] [--licence MIT,Apache-2.0] [--quality off|stack|opencoder|all] [--tests keep|drop] [--generated drop|keep] [--near-duplicates 0.7|off] [--keep-alike N] [--against FILE …] [--ngram 13|12|10] [--split train=0.9,valid=0.05,test=0.05] [--split-by repository|commit-family]';

/** How rows are to be curated, by what was typed. Throws usage errors. */
export function curationOf(invocation: Invocation): {
  readonly curation: CurationOptions;
  readonly against: readonly string[];
} {
  const word = <Word extends string>(name: string, words: readonly Word[], otherwise: Word): Word =>
    oneOf(text(invocation, name) ?? otherwise, words, `--${name}`);
  const given = (name: string) => text(invocation, name);
  const licence = given('licence');
  const split = given('split');
  const defaults = CURATION_DEFAULTS;
  const ngram = oneOf(given('ngram') ?? String(defaults.grams), ['10', '12', '13'] as const, '--ngram');
  return {
    curation: {
      secrets: word('secrets', findingPolicies, defaults.secrets),
      personal: word('personal', findingPolicies, defaults.personal),
      licences: licence === undefined ? [] : licence.split(',').map((id) => id.trim()),
      quality: word('quality', qualitySets, defaults.quality),
      tests: word('tests', ['keep', 'drop'], defaults.tests),
      generated: word('generated', ['keep', 'drop'], defaults.generated),
      likeness: likenessOf(given('near-duplicates')),
      keepAlike: Math.max(wholeNumber(invocation, 'keep-alike', defaults.keepAlike), 1),
      grams: gramSizes.find((size) => String(size) === ngram) ?? defaults.grams,
      splits: split === undefined ? [] : parseSplits(split),
      splitBy: word('split-by', ['repository', 'commit-family'], defaults.splitBy),
    },
    against: texts(invocation, 'against').map((typed) => pathOf(invocation, typed)),
  };
}

function likenessOf(typed: string | undefined): number | null {
  if (typed === undefined) return CURATION_DEFAULTS.likeness;
  if (typed === 'off') return null;
  const share = Number(typed);
  if (share > 0 && share <= 1) return share;
  throw usageError(`--near-duplicates is ${typed}`, 'it takes a likeness such as 0.7, or off');
}
