import type { Tokenizer } from '../ports.ts';
import { families } from './family.ts';
import type { FamilyFormat } from './familyFormat.ts';
import { fimModes } from './renderFim.ts';

/** Ids of the families of which every sentinel is one token of a vocabulary: those that it can be the tokenizer of. */
export function vocabularyFamilies(tokenizer: Tokenizer): string[] {
  return families.filter((family) => hasSentinels(family, tokenizer)).map(({ id }) => id);
}

function hasSentinels(family: FamilyFormat, tokenizer: Tokenizer): boolean {
  const literals = fimModes(family).flatMap((mode) => family.fim?.[mode]?.pieces ?? []);
  const texts = [...literals.filter((piece) => typeof piece === 'string'), family.end ?? ''];
  const used = family.special.filter((token) => texts.some((text) => text.includes(token)));
  return used.length > 0 && used.every((token) => isOneToken(token, tokenizer));
}

/** SentencePiece vocabularies have some of them with a space in front. */
const isOneToken = (token: string, tokenizer: Tokenizer) =>
  [token, ` ${token}`].some((text) => tokenizer.encode(text, { special: true })?.ids.length === 1);
