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
 * What an edit changed, in order: Myers' line diff; lines that were altered rather than replaced stand against their
 * new selves; and in each changed run only the characters between the ends that stayed. No hunk's edge parts a
 * surrogate pair or `\r\n`.
 */
export function editHunks(before: string, after: string): Hunk[] {
  const a = splitLines(before);
  const b = splitLines(after);
  const aStart = lineStarts(a);
  const bStart = lineStarts(b);
  const hunks: Hunk[] = [];
  for (const run of diff(a, b)) {
    for (const [i, iEnd, j, jEnd] of alteredLines(a, b, run)) {
      const hunk = trimEnds(before, after, {
        from: aStart[i] ?? before.length,
        fromEnd: aStart[iEnd] ?? before.length,
        to: bStart[j] ?? after.length,
        toEnd: bStart[jEnd] ?? after.length,
      });
      if (hunk.fromEnd > hunk.from || hunk.toEnd > hunk.to) hunks.push(hunk);
    }
  }
  return hunks;
}

type LineRun = [i: number, iEnd: number, j: number, jEnd: number];

/** A changed run, with the lines at its start or at its end paired where each is still like the one before. */
function alteredLines(a: readonly string[], b: readonly string[], [i, iEnd, j, jEnd]: LineRun): LineRun[] {
  const pairs = Math.min(iEnd - i, jEnd - j);
  const alike = (from: number, to: number) =>
    pairs > 0 && Array.from({ length: pairs }, (_, n) => isAltered(a[from + n] ?? '', b[to + n] ?? '')).every(Boolean);
  const paired = (from: number, to: number) =>
    Array.from({ length: pairs }, (_, n): LineRun => [from + n, from + n + 1, to + n, to + n + 1]);
  if (alike(i, j)) return [...paired(i, j), [i + pairs, iEnd, j + pairs, jEnd]];
  if (alike(iEnd - pairs, jEnd - pairs)) {
    return [[i, iEnd - pairs, j, jEnd - pairs], ...paired(iEnd - pairs, jEnd - pairs)];
  }
  return [[i, iEnd, j, jEnd]];
}

/** Whether the ends that stayed are at least half of the longer line. */
function isAltered(was: string, is: string): boolean {
  const shorter = Math.min(was.length, is.length);
  let same = 0;
  while (same < shorter && was[same] === is[same]) same++;
  let tail = 0;
  while (tail < shorter - same && was[was.length - 1 - tail] === is[is.length - 1 - tail]) tail++;
  return (same + tail) * 2 >= Math.max(was.length, is.length);
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
