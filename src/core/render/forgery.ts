import { TracewrightError } from '../errors.ts';
import type { FamilyFormat } from './familyFormat.ts';

type Controls = Pick<FamilyFormat, 'id' | 'special'>;

/** The first of the family's control strings that stands in a text: a tokenizer would take it for the real one. */
export function forgedSentinel(family: Controls, text: string): { token: string; offset: number } | null {
  let first: { token: string; offset: number } | null = null;
  for (const token of family.special) {
    const offset = text.indexOf(token);
    if (offset >= 0 && (first === null || offset < first.offset)) first = { token, offset };
  }
  return first;
}

/** @throws TracewrightError `sentinel-forgery` with the part, the token and its UTF-16 offset in that part. */
export function refuseForgery(family: Controls, part: string, text: string): void {
  const forged = forgedSentinel(family, text);
  if (forged === null) return;
  throw new TracewrightError(
    'sentinel-forgery',
    `the ${part} contains ${family.id}'s control string ${forged.token} at offset ${forged.offset}`,
    { remedy: 'leave this text out, escape it, or use a family whose control strings it does not contain' },
  );
}

/** What escaping puts behind a control string's first character: it is seen by no one, and by every tokenizer. */
const BREAK = '\u200B';

/**
 * A text in which none of the family's control strings stands any more: each has a zero-width space (U+200B) behind
 * its first character, one more than it had. See unescapeSentinels for the way back.
 */
export function escapeSentinels(family: Controls, text: string): { readonly text: string; readonly count: number } {
  let count = 0;
  const escaped = text.replace(brokenControls(family, '*'), (token) => {
    if (token[1] !== BREAK) count++;
    return token.slice(0, 1) + BREAK + token.slice(1);
  });
  return { text: escaped, count };
}

/** What escapeSentinels made, as it was before. */
export function unescapeSentinels(family: Controls, text: string): string {
  return text.replace(brokenControls(family, '+'), (token) => token.slice(0, 1) + token.slice(2));
}

function brokenControls({ special }: Controls, breaks: '*' | '+'): RegExp {
  const patterns = [...special]
    .sort((a, b) => b.length - a.length)
    .map((token) => `${literal(token.slice(0, 1))}${BREAK}${breaks}${literal(token.slice(1))}`);
  return patterns.length === 0 ? /(?!)/g : new RegExp(patterns.join('|'), 'g');
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
