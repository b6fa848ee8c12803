import { TracewrightError } from '../errors.ts';
import type { Family } from './family.ts';

/** The first of the family's control strings that stands in a text: a tokenizer would take it for the real one. */
export function forgedSentinel(family: Family, text: string): { token: string; offset: number } | null {
  let first: { token: string; offset: number } | null = null;
  for (const token of family.special) {
    const offset = text.indexOf(token);
    if (offset >= 0 && (first === null || offset < first.offset)) first = { token, offset };
  }
  return first;
}

/** @throws TracewrightError `sentinel-forgery` with the part, the token and its UTF-16 offset in that part. */
export function refuseForgery(family: Family, part: string, text: string): void {
  const forged = forgedSentinel(family, text);
  if (forged === null) return;
  throw new TracewrightError(
    'sentinel-forgery',
    `the ${part} contains ${family.id}'s control string ${forged.token} at offset ${forged.offset}`,
    { remedy: 'leave this text out, or use a family whose control strings it does not contain' },
  );
}
