import { splitsCharacter } from '../edit/codePoint.ts';
import type { Tokenizer } from '../ports.ts';
import type { HoleRange } from './fimRange.ts';
import type { FimBoundary } from './fimSetting.ts';
import { SyntaxHoles, type SyntaxOutline } from './fimSyntax.ts';

export interface BoundaryFacts {
  readonly tokenizer?: Tokenizer;
  readonly syntax?: SyntaxOutline;
}

/**
 * A hole's range with its edges where `boundary` allows them; null where there is no such range near it. `line` and
 * `token-safe` only widen. Without a vocabulary, `token-safe` keeps words whole.
 */
export function atBoundary(
  boundary: FimBoundary | null,
  text: string,
  range: HoleRange,
  { tokenizer, syntax }: BoundaryFacts = {},
): HoleRange | null {
  switch (boundary) {
    case 'line':
      return wholeLines(text, range);
    case 'ast':
      return syntax === undefined ? null : new SyntaxHoles(text, syntax).snap(...range);
    case 'token-safe':
      return [tokenEdge(text, range[0], 'start', tokenizer), tokenEdge(text, range[1], 'end', tokenizer)];
    default:
      return range;
  }
}

/** The range with the words at its edges whole: a name that was replaced in part was chosen as a whole. */
export function wholeWords(text: string, [start, end]: HoleRange): HoleRange {
  return [tokenEdge(text, start, 'start'), tokenEdge(text, end, 'end')];
}

/** The start of the line that an offset is in. */
export function lineStartAt(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

function wholeLines(text: string, [start, end]: HoleRange): HoleRange {
  const feed = text[end - 1] === '\n' && end > start ? end - 1 : text.indexOf('\n', end);
  return [lineStartAt(text, start), feed < 0 ? text.length : feed + 1];
}

const wordCharacter = /[\p{L}\p{N}_$]/u;

function tokenEdge(text: string, offset: number, edge: 'start' | 'end', tokenizer?: Tokenizer): number {
  if (offset <= 0 || offset >= text.length) return offset;
  // The lines around the edge are enough: vocabularies cut texts at line ends before they look for tokens.
  const from = lineStartAt(text, lineStartAt(text, offset) - 1);
  const feed = text.indexOf('\n', text.indexOf('\n', offset) + 1);
  const to = feed < offset ? text.length : feed + 1;
  const starts = tokenizer?.encode(text.slice(from, to))?.starts;
  if (starts === undefined) return wordEdge(text, offset, edge);
  const before = starts.findLast((start) => start + from <= offset) ?? 0;
  const after = starts.find((start) => start + from >= offset) ?? to - from;
  const found = from + (edge === 'start' ? before : after);
  if (!splitsCharacter(text, found)) return found;
  return edge === 'start' ? found - 1 : found + 1;
}

function wordEdge(text: string, offset: number, edge: 'start' | 'end'): number {
  const inWord = (at: number) => wordCharacter.test(text[at] ?? '') && wordCharacter.test(text[at - 1] ?? '');
  let at = offset;
  if (edge === 'start') while (at > 0 && inWord(at)) at--;
  else while (at < text.length && inWord(at)) at++;
  return at;
}
