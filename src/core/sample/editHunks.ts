import { diff } from 'fast-myers-diff';
import { splitsCharacter } from '../edit/codePoint.ts';

/** `before[from..fromEnd)` became `after[to..toEnd)`: UTF-16 offsets, at least one of the two not empty. */
export interface Hunk {
  readonly from: number;
  readonly fromEnd: number;
  readonly to: number;
  readonly toEnd: number;
}

/**
 * What an edit changed, in order: Myers' line diff between the ends that stayed, and in each changed run of lines
 * the characters between the ends that stayed. No hunk's edge parts a surrogate pair or `\r\n`.
 */
export function editHunks(before: string, after: string): Hunk[] {
  const a = splitLines(before);
  const b = splitLines(after);
  const aStart = lineStarts(a);
  const bStart = lineStarts(b);
  const hunks: Hunk[] = [];
  for (const [i, iEnd, j, jEnd] of diff(a, b)) {
    hunks.push(
      trimEnds(before, after, {
        from: aStart[i] ?? before.length,
        fromEnd: aStart[iEnd] ?? before.length,
        to: bStart[j] ?? after.length,
        toEnd: bStart[jEnd] ?? after.length,
      }),
    );
  }
  return hunks;
}

/** The share of a text's `[start, end)` that the later hunks left where it was, from 0 to 1. */
export function survivingShare(start: number, end: number, later: readonly Hunk[]): number {
  if (end <= start) return 1;
  let gone = 0;
  for (const hunk of later) gone += Math.max(0, Math.min(end, hunk.fromEnd) - Math.max(start, hunk.from));
  return 1 - gone / (end - start);
}

/** Lines with their line ends; joined they give the text. */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', start)) {
    lines.push(text.slice(start, at + 1));
    start = at + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

function lineStarts(lines: readonly string[]): number[] {
  const starts: number[] = [];
  let offset = 0;
  for (const line of lines) {
    starts.push(offset);
    offset += line.length;
  }
  return starts;
}

function trimEnds(before: string, after: string, hunk: Hunk): Hunk {
  let { from, fromEnd, to, toEnd } = hunk;
  while (from < fromEnd && to < toEnd && before[from] === after[to]) {
    from++;
    to++;
  }
  while (splitsCharacter(before, from) || splitsCharacter(after, to)) {
    from--;
    to--;
  }
  while (fromEnd > from && toEnd > to && before[fromEnd - 1] === after[toEnd - 1]) {
    fromEnd--;
    toEnd--;
  }
  while (splitsCharacter(before, fromEnd) || splitsCharacter(after, toEnd)) {
    fromEnd++;
    toEnd++;
  }
  return { from, fromEnd, to, toEnd };
}
