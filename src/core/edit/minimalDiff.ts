import { diff } from 'fast-myers-diff';
import type { TextChange } from './change.ts';
import { splitsCharacter } from './codePoint.ts';

/** Two sequences whose lengths multiply to more than this are not compared element by element. */
export interface DiffEffort {
  readonly lines: number;
  readonly characters: number;
}

const THOROUGH: DiffEffort = { lines: 4_000_000, characters: 1_000_000 };

/** A piece of the text before that becomes a piece of the text after, as offsets into both. */
type Hunk = readonly [beforeStart: number, beforeEnd: number, afterStart: number, afterEnd: number];

/**
 * Small changes that turn `before` into `after`, disjoint and from the end to the start: common prefix and suffix go
 * first, then lines are compared (Myers, "An O(ND) Difference Algorithm", 1986), then the characters inside each hunk.
 * Where comparing would grow quadratic a hunk stays whole. No cut parts a surrogate pair or `\r\n`.
 */
export function minimalDiff(before: string, after: string, effort: DiffEffort = THOROUGH): TextChange[] {
  if (before === after) return [];
  const middle = trim(before, after, [0, before.length, 0, after.length]);
  const hunks: Hunk[] = [];
  for (const hunk of lineHunks(before, after, middle, effort.lines)) {
    hunks.push(...characterHunks(before, after, hunk, effort.characters));
  }
  return hunks
    .reverse()
    .map(([from, to, newFrom, newTo]): TextChange => [from, to - from, after.slice(newFrom, newTo)]);
}

/** `hunk` without its common prefix and suffix, as far as no character is parted. */
function trim(before: string, after: string, [from, to, newFrom, newTo]: Hunk): Hunk {
  const parted = (x: number, y: number) => splitsCharacter(before, x) || splitsCharacter(after, y);
  const shorter = Math.min(to - from, newTo - newFrom);
  let prefix = 0;
  while (prefix < shorter && before.charCodeAt(from + prefix) === after.charCodeAt(newFrom + prefix)) prefix++;
  while (prefix > 0 && parted(from + prefix, newFrom + prefix)) prefix--;
  let suffix = 0;
  const rest = shorter - prefix;
  while (suffix < rest && before.charCodeAt(to - 1 - suffix) === after.charCodeAt(newTo - 1 - suffix)) suffix++;
  while (suffix > 0 && parted(to - suffix, newTo - suffix)) suffix--;
  return [from + prefix, to - suffix, newFrom + prefix, newTo - suffix];
}

function lineHunks(before: string, after: string, hunk: Hunk, largestProduct: number): Hunk[] {
  const [from, to, newFrom, newTo] = hunk;
  if (from === to || newFrom === newTo) return [hunk];
  const interner = new Map<string, number>();
  const old = split(before, from, to, nextLine, interner);
  const young = split(after, newFrom, newTo, nextLine, interner);
  if (old.ids.length === 1 || young.ids.length === 1) return [hunk];
  return sequenceHunks(old, young, largestProduct).flatMap((changed): Hunk[] => pairLines(old, young, changed));
}

/** Lines that stand against as many others are compared one by one: so a replacement in each line stays small. */
function pairLines(old: Sequence, young: Sequence, [from, to, newFrom, newTo]: Hunk): Hunk[] {
  const at = (sequence: Sequence, index: number) => sequence.starts[index] ?? 0;
  if (to - from !== newTo - newFrom) return [[at(old, from), at(old, to), at(young, newFrom), at(young, newTo)]];
  return Array.from({ length: to - from }, (_, index): Hunk => {
    const line = from + index;
    const newLine = newFrom + index;
    return [at(old, line), at(old, line + 1), at(young, newLine), at(young, newLine + 1)];
  });
}

function characterHunks(before: string, after: string, hunk: Hunk, largestProduct: number): Hunk[] {
  const trimmed = trim(before, after, hunk);
  const [from, to, newFrom, newTo] = trimmed;
  if (from === to && newFrom === newTo) return [];
  if (from === to || newFrom === newTo) return [trimmed];
  if ((to - from) * (newTo - newFrom) > largestProduct) return [trimmed];
  const interner = new Map<string, number>();
  const old = split(before, from, to, nextCharacter, interner);
  const young = split(after, newFrom, newTo, nextCharacter, interner);
  return sequenceHunks(old, young, largestProduct).map(
    ([a, b, c, d]): Hunk => [old.starts[a] ?? 0, old.starts[b] ?? 0, young.starts[c] ?? 0, young.starts[d] ?? 0],
  );
}

/** A text in pieces: each as a number (equal pieces, equal numbers), and where it starts; then the end. */
interface Sequence {
  readonly ids: Int32Array;
  readonly starts: readonly number[];
}

function split(
  text: string,
  from: number,
  to: number,
  next: (text: string, start: number, end: number) => number,
  interner: Map<string, number>,
): Sequence {
  const ids: number[] = [];
  const starts = [from];
  for (let start = from; start < to; ) {
    const end = next(text, start, to);
    const piece = text.slice(start, end);
    let id = interner.get(piece);
    if (id === undefined) {
      id = interner.size;
      interner.set(piece, id);
    }
    ids.push(id);
    starts.push(end);
    start = end;
  }
  return { ids: Int32Array.from(ids), starts };
}

function nextLine(text: string, start: number, end: number): number {
  const newline = text.indexOf('\n', start);
  return newline < 0 || newline >= end ? end : newline + 1;
}

function nextCharacter(text: string, start: number, end: number): number {
  return start + 1 < end && splitsCharacter(text, start + 1) ? start + 2 : start + 1;
}

/** The differing stretches of two sequences, as indices. Too long ones are one stretch, without what both share at their ends. */
function sequenceHunks(old: Sequence, young: Sequence, largestProduct: number): Hunk[] {
  const { ids: xs } = old;
  const { ids: ys } = young;
  if (xs.length * ys.length <= largestProduct) return Array.from(diff(xs, ys), ([a, b, c, d]): Hunk => [a, b, c, d]);
  return betweenAnchors(xs, ys).flatMap((gap): Hunk[] => {
    const [from, to, newFrom, newTo] = gap;
    if (from === to && newFrom === newTo) return [];
    if ((to - from) * (newTo - newFrom) > largestProduct) return [gap];
    return Array.from(
      diff(xs.subarray(from, to), ys.subarray(newFrom, newTo)),
      ([a, b, c, d]): Hunk => [from + a, from + b, newFrom + c, newFrom + d],
    );
  });
}

/**
 * The gaps between elements that stand exactly once in both sequences and in the same order in both
 * (Bram Cohen's patience diff), found in O(n log n).
 */
function betweenAnchors(xs: Int32Array, ys: Int32Array): Hunk[] {
  const places = new Map<number, [x: number, y: number, count: number, otherCount: number]>();
  xs.forEach((id, index) => {
    const place = places.get(id);
    if (place === undefined) places.set(id, [index, 0, 1, 0]);
    else place[2]++;
  });
  ys.forEach((id, index) => {
    const place = places.get(id);
    if (place === undefined) return;
    place[1] = index;
    place[3]++;
  });
  const unique = [...places.values()].filter(([, , count, otherCount]) => count === 1 && otherCount === 1);
  const gaps: Hunk[] = [];
  let x = 0;
  let y = 0;
  for (const [nextX, nextY] of increasing(unique)) {
    gaps.push([x, nextX, y, nextY]);
    x = nextX + 1;
    y = nextY + 1;
  }
  gaps.push([x, xs.length, y, ys.length]);
  return gaps;
}

/** The longest run of places, given by ascending x, whose y ascends too (patience sorting). */
function increasing<T extends readonly [x: number, y: number, ...rest: number[]]>(places: readonly T[]): T[] {
  const piles: number[] = [];
  const previous: number[] = [];
  const yOf = (index: number | undefined) => (index === undefined ? -1 : (places[index]?.[1] ?? -1));
  places.forEach((place, index) => {
    let low = 0;
    let high = piles.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (yOf(piles[middle]) < place[1]) low = middle + 1;
      else high = middle;
    }
    previous.push(low > 0 ? (piles[low - 1] ?? -1) : -1);
    piles[low] = index;
  });
  const chain: T[] = [];
  for (let index = piles[piles.length - 1] ?? -1; index >= 0; index = previous[index] ?? -1) {
    const place = places[index];
    if (place !== undefined) chain.push(place);
  }
  return chain.reverse();
}
