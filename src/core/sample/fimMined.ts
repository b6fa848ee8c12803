import type { TextChange } from '../edit/change.ts';
import { splitsCharacter } from '../edit/codePoint.ts';
import { lineStartAt } from './fimBoundary.ts';
import type { HoleRange } from './fimRange.ts';

/** What a commit put into a file, as a range of the text after it. */
export interface Insertion {
  readonly range: HoleRange;
  /** Whether something stood in its place before. */
  readonly replaced: boolean;
}

/**
 * What the changes of a commit put in, in order. Changes on one line, and those between which nothing but white space
 * stayed, count as one insertion: comparing character by character finds letters that old and new words share by chance.
 * @param changes `[offset in the text before, deleted, inserted]`, ascending
 */
export function insertionsOf(changes: readonly TextChange[], textAfter: string): Insertion[] {
  const found: { from: number; to: number; replaced: boolean; inserted: boolean }[] = [];
  let shift = 0;
  for (const [offset, deleted, inserted] of changes) {
    const from = offset + shift;
    const to = from + inserted.length;
    shift += inserted.length - deleted;
    const last = found.at(-1);
    const one = { from, to, replaced: deleted > 0, inserted: inserted !== '' };
    if (last !== undefined && together(textAfter, last.to, from)) {
      last.replaced ||= one.replaced || from > last.to;
      last.to = to;
      last.inserted ||= one.inserted;
    } else found.push(one);
  }
  return found
    .filter(({ from, to, inserted }) => inserted && to > from)
    .map(({ from, to, replaced }) => {
      const range = wholeCharacters(textAfter, from, to);
      return { range: replaced ? range : slid(textAfter, range), replaced };
    });
}

/** Farther than this no better place is looked for. UTF-16 code units. */
const FARTHEST = 400;

/**
 * An insertion may stand at several places that all make the same text: `b, a, ` put in front of `b` is also `, a, b`
 * behind it. What a person meant starts at a line, and not at a closing bracket where it can be helped (after git's
 * indent heuristic); in a line, it parts no word. Else the nearest counts.
 */
export function slid(text: string, [start, end]: HoleRange): HoleRange {
  let left = 0;
  while (left < FARTHEST && left < start && text[start - 1 - left] === text[end - 1 - left]) left++;
  let right = 0;
  while (right < FARTHEST && end + right < text.length && text[start + right] === text[end + right]) right++;
  const length = end - start;
  const places = Array.from({ length: left + right + 1 }, (_, at) => start - left + at).filter(
    (at) => !splitsCharacter(text, at) && !splitsCharacter(text, at + length),
  );
  const cost = (at: number) => placeCost(text, at, at + length) + Math.abs(at - start) / (2 * FARTHEST);
  const best = places.reduce<number | null>(
    (found, at) => (found === null || cost(at) < cost(found) ? at : found),
    null,
  );
  return best === null ? [start, end] : [best, best + length];
}

/** Whole lines first, those that open something before those that close it, and rather at the margin than indented. */
function placeCost(text: string, start: number, end: number): number {
  if (start > 0 && text[start - 1] !== '\n') return inWord(text, start) || inWord(text, end) ? 2000 : 1000;
  const line = /^[ \t]*/.exec(text.slice(start, start + 200))?.[0].length ?? 0;
  const first = text[start + line] ?? '\n';
  return Math.min(line, 200) + (')]}'.includes(first) ? 400 : first === '\n' || first === '\r' ? 300 : 0);
}

const wordCharacter = /[\p{L}\p{N}_$]/u;
const inWord = (text: string, at: number) =>
  wordCharacter.test(text[at] ?? '') && wordCharacter.test(text[at - 1] ?? '');

/** The lines that the changes touched, as ranges of the text after: from line start to line start. */
export function touchedLines(changes: readonly TextChange[], textAfter: string): HoleRange[] {
  const ranges: [number, number][] = [];
  let shift = 0;
  for (const [offset, deleted, inserted] of changes) {
    const place: HoleRange = [offset + shift, offset + shift + inserted.length];
    const [from, to] = deleted === 0 ? slid(textAfter, place) : place;
    shift += inserted.length - deleted;
    const start = lineStartAt(textAfter, from);
    const feed = textAfter.indexOf('\n', Math.max(from, to - 1));
    const end = feed < 0 ? textAfter.length : feed + 1;
    const last = ranges.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else ranges.push([start, end]);
  }
  return ranges;
}

function together(text: string, from: number, to: number): boolean {
  if (to <= from) return true;
  const kept = text.slice(from, to);
  return !kept.includes('\n') || kept.trim() === '';
}

function wholeCharacters(text: string, from: number, to: number): HoleRange {
  return [splitsCharacter(text, from) ? from - 1 : from, splitsCharacter(text, to) ? to + 1 : to];
}
