import { tokensOf } from '../likeness.ts';
import type { Hunk } from './hunk.ts';

const INDENTED = /\.(py|pyi|ya?ml|coffee|haml|pug|nim|mk)$|(^|\/)Makefile$/;
const SCRIPT = /\.[cm]?[jt]sx?$/;

/**
 * Whether a hunk changes nothing but white space or spelling that has no meaning: line breaks, blank lines, quotes, last
 * commas, semicolons. Where indentation means something, only white space at line ends and blank lines count.
 */
export function isFormatOnly({ path, removed, added }: Hunk): boolean {
  if (/\.(md|markdown|rst|txt|adoc)$/i.test(path)) return false;
  if (INDENTED.test(path)) return meaningfulLines(removed) === meaningfulLines(added);
  return tokens(path, removed) === tokens(path, added);
}

function meaningfulLines(lines: readonly string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .filter(Boolean)
    .join('\n');
}

function tokens(path: string, lines: readonly string[]): string {
  const words = tokensOf(lines.join('\n')).join(' ');
  if (!SCRIPT.test(path)) return words;
  return words
    .replaceAll("'", '"')
    .replace(/ ?;/g, '')
    .replace(/ , (?=[)\]}])/g, ' ')
    .replace(/ ,$/, '');
}
