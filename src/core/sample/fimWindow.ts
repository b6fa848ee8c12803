import { splitsCharacter } from '../edit/codePoint.ts';

/** What of a file stands in a sample: `[start, holeStart)` prefix, `[holeStart, holeEnd)` middle, `[holeEnd, end)` suffix. */
export interface FimWindow {
  readonly start: number;
  readonly end: number;
}

/**
 * The part of a text around a hole that fits into `budget` UTF-16 code units, the hole not counted.
 * Prefix and suffix get half each, and what one leaves the other may use. The cuts are at line starts; where
 * a single line is longer than its share, at a character.
 */
export function fimWindow(text: string, holeStart: number, holeEnd: number, budget: number): FimWindow {
  const before = holeStart;
  const after = text.length - holeEnd;
  const half = Math.floor(budget / 2);
  const forPrefix = Math.min(before, Math.max(half, budget - after));
  const forSuffix = Math.min(after, budget - forPrefix);
  return {
    start: startWithin(text, holeStart, Math.max(0, forPrefix)),
    end: endWithin(text, holeEnd, Math.max(0, forSuffix)),
  };
}

function startWithin(text: string, holeStart: number, size: number): number {
  if (size >= holeStart) return 0;
  const earliest = holeStart - size;
  const newline = text.indexOf('\n', Math.max(0, earliest - 1));
  if (newline >= 0 && newline < holeStart) return newline + 1;
  return splitsCharacter(text, earliest) ? earliest + 1 : earliest;
}

function endWithin(text: string, holeEnd: number, size: number): number {
  const latest = holeEnd + size;
  if (latest >= text.length) return text.length;
  const newline = text.lastIndexOf('\n', latest - 1);
  if (newline >= holeEnd) return newline + 1;
  return splitsCharacter(text, latest) ? latest - 1 : latest;
}

/**
 * A text cut into pieces of at most `size` UTF-16 code units, at line starts where a line is not longer than that: what
 * context-level holes are drawn in (Bavarian et al. 2022, section 4.4).
 */
export function fimChunks(text: string, size: number): (readonly [start: number, end: number])[] {
  const chunks: (readonly [number, number])[] = [];
  for (let start = 0; start < text.length; ) {
    const end = endWithin(text, start, Math.max(2, size));
    chunks.push([start, end]);
    start = end;
  }
  return chunks;
}
