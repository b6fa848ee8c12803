import { splitsCharacter } from '../../edit/codePoint.ts';

export interface Ends {
  readonly prefix: string;
  readonly suffix: string;
  readonly trimmed: boolean;
}

/** Of what stands around a hole, at least this share of the room goes to what stands before it. */
const BEFORE = 0.7;

/**
 * Shortens both sides of a hole, from the ends that are far from it, to so many tokens; between lines where that costs
 * little. Null: there is no room at all.
 */
export function fitEnds(prefix: string, suffix: string, room: number, count: (text: string) => number): Ends | null {
  if (room <= 0) return null;
  const [before, after] = [count(prefix), count(suffix)];
  if (before + after <= room) return { prefix, suffix, trimmed: false };
  const forAfter = Math.min(after, Math.max(room - before, Math.floor(room * (1 - BEFORE))));
  const forBefore = Math.min(before, room - forAfter);
  return {
    prefix: shortened(prefix, forBefore, count, lastPart),
    suffix: shortened(suffix, forAfter, count, firstPart),
    trimmed: true,
  };
}

function shortened(
  text: string,
  room: number,
  count: (text: string) => number,
  part: (text: string, length: number) => string,
): string {
  let kept = text;
  for (let tokens = count(kept); tokens > room; tokens = count(kept)) {
    const length = Math.floor((kept.length * room) / tokens);
    kept = part(kept, Math.min(length, kept.length - 1));
  }
  return kept;
}

function lastPart(text: string, length: number): string {
  let start = text.length - length;
  if (splitsCharacter(text, start)) start++;
  const line = text.indexOf('\n', start);
  return text.slice(line >= 0 && line - start < length / 4 ? line + 1 : start);
}

function firstPart(text: string, length: number): string {
  const end = splitsCharacter(text, length) ? length - 1 : length;
  const line = text.lastIndexOf('\n', end);
  return text.slice(0, end - line < length / 4 && line >= 0 ? line + 1 : end);
}
