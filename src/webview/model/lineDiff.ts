import { diff } from 'fast-myers-diff';

/** Lines [a0, a1) of the old text are replaced by lines [b0, b1) of the new one; either side may be empty. */
export type LineHunk = readonly [a0: number, a1: number, b0: number, b1: number];

/** Above this many comparisons a region is shown as replaced as a whole instead of being aligned. */
const COMPARISON_LIMIT = 40_000_000;

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
 * large files cost linear time. Where the rest is still too large, one replacement covers it.
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
  if (a.length * b.length > COMPARISON_LIMIT) return [[head, beforeEnd, head, afterEnd]];

  const kept = matches(a, b, before, after);
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

/** Pairs of line indexes that stay, ascending on both sides. */
function matches(
  a: readonly number[],
  b: readonly number[],
  before: readonly string[],
  after: readonly string[],
): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  const old = a.map((index) => before[index] as string);
  const now = b.map((index) => after[index] as string);
  let i = 0;
  let j = 0;
  for (const [a0, a1, b0, b1] of [...diff(old, now), [old.length, old.length, now.length, now.length] as const]) {
    for (; i < a0 && j < b0; i++, j++) pairs.push([a[i] as number, b[j] as number]);
    i = a1;
    j = b1;
  }
  return pairs;
}
