import { diff } from 'fast-myers-diff';

/** Lines [a0, a1) of the old text are replaced by lines [b0, b1) of the new one; either side may be empty. */
export type LineHunk = readonly [a0: number, a1: number, b0: number, b1: number];

/** After this many comparisons (some tenths of a second) a region is shown as replaced as a whole. */
const COMPARISON_LIMIT = 8_000_000;

/** A text as lines without their `\n`. A final `\n` does not open one more line; `\r` stays part of its line. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/**
 * The smallest set of line replacements that turns `before` into `after`, ascending (Myers, through fast-myers-diff).
 * Lines that only one side has can never match, so they are left out before the search: two unrelated
 * large files cost linear time. Where the search takes too long all the same, one replacement covers everything.
 */
export function lineHunks(before: readonly string[], after: readonly string[]): LineHunk[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const room = Math.min(before.length, after.length) - head;
  while (tail < room && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const beforeEnd = before.length - tail;
  const afterEnd = after.length - tail;
  if (head === beforeEnd && head === afterEnd) return [];

  const a = sharedLines(before, head, beforeEnd, new Set(after.slice(head, afterEnd)));
  const b = sharedLines(after, head, afterEnd, new Set(before.slice(head, beforeEnd)));
  const kept = matches(a, b, before, after);
  if (kept === null) return [[head, beforeEnd, head, afterEnd]];
  const hunks: LineHunk[] = [];
  let i = head;
  let j = head;
  for (const [nextI, nextJ] of [...kept, [beforeEnd, afterEnd] as const]) {
    if (nextI > i || nextJ > j) hunks.push([i, nextI, j, nextJ]);
    i = nextI + 1;
    j = nextJ + 1;
  }
  return hunks;
}

/** Indexes of the lines in [from, to) that the other side has too. */
function sharedLines(lines: readonly string[], from: number, to: number, other: ReadonlySet<string>): number[] {
  const shared: number[] = [];
  for (let index = from; index < to; index++) if (other.has(lines[index] as string)) shared.push(index);
  return shared;
}

/** Pairs of line indexes that stay, ascending on both sides; null when finding them takes too long. */
function matches(
  a: readonly number[],
  b: readonly number[],
  before: readonly string[],
  after: readonly string[],
): (readonly [number, number])[] | null {
  const numbers = new Map<string, number>();
  const numbered = (line: string): number => {
    const known = numbers.get(line) ?? numbers.size;
    numbers.set(line, known);
    return known;
  };
  const old = Int32Array.from(a, (index) => numbered(before[index] as string));
  const now = Int32Array.from(b, (index) => numbered(after[index] as string));
  const pairs: (readonly [number, number])[] = [];
  let i = 0;
  let j = 0;
  const stays = (a0: number, b0: number) => {
    for (; i < a0 && j < b0; i++, j++) pairs.push([a[i] as number, b[j] as number]);
  };
  let comparisons = 0;
  const equal = (x: number, y: number): boolean => {
    if (++comparisons > COMPARISON_LIMIT) throw new TooLong();
    return old[x] === now[y];
  };
  try {
    for (const [a0, a1, b0, b1] of diff(old, now, equal)) {
      stays(a0, b0);
      i = a1;
      j = b1;
    }
  } catch (error) {
    if (error instanceof TooLong) return null;
    throw error;
  }
  stays(old.length, now.length);
  return pairs;
}

/** The only way out of the library's search. */
class TooLong extends Error {}
