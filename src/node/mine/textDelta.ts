import { isAscii } from 'node:buffer';
import type { TextChange } from '../../core/edit/change.ts';
import { type DiffEffort, minimalDiff } from '../../core/edit/minimalDiff.ts';

const STEP = 1 << 16;
/** Enough for what people change at once; what is larger stays whole. */
const EFFORT: DiffEffort = { lines: 1_000_000, characters: 40_000 };

/**
 * The changes that turn one UTF-8 text into another, ascending, offsets in UTF-16 code units of the text before:
 * lines first, then characters inside each hunk (see minimalDiff). What both share at their ends is found in the bytes
 * and never decoded, so that a small change of a large file costs what the change is.
 */
export function textDelta(before: Uint8Array, after: Uint8Array): TextChange[] {
  const old = Buffer.from(before.buffer, before.byteOffset, before.byteLength);
  const now = Buffer.from(after.buffer, after.byteOffset, after.byteLength);
  const shorter = Math.min(old.length, now.length);
  const start = lineStart(old, sharedStart(old, now, shorter));
  const end = lineEnd(old, sharedEnd(old, now, shorter - start));
  const shift = unitsOf(old.subarray(0, start));
  const changes = minimalDiff(
    old.toString('utf8', start, old.length - end),
    now.toString('utf8', start, now.length - end),
    EFFORT,
  );
  return changes.reverse().map(([offset, deleted, inserted]): TextChange => [offset + shift, deleted, inserted]);
}

/** How many UTF-16 code units the bytes decode to. */
export function unitsOf(bytes: Buffer): number {
  return isAscii(bytes) ? bytes.length : bytes.toString('utf8').length;
}

function sharedStart(a: Buffer, b: Buffer, most: number): number {
  let at = 0;
  for (let step = STEP; step >= 1; step = Math.floor(step / 8)) {
    while (at + step <= most && a.compare(b, at, at + step, at, at + step) === 0) at += step;
  }
  return at;
}

function sharedEnd(a: Buffer, b: Buffer, most: number): number {
  let count = 0;
  for (let step = STEP; step >= 1; step = Math.floor(step / 8)) {
    while (count + step <= most) {
      const [x, y] = [a.length - count, b.length - count];
      if (a.compare(b, y - step, y, x - step, x) !== 0) break;
      count += step;
    }
  }
  return count;
}

/** The start of the line that the byte at `offset` is in: no character and no line is parted there. */
function lineStart(bytes: Buffer, offset: number): number {
  return offset === 0 ? 0 : bytes.lastIndexOf(0x0a, offset - 1) + 1;
}

/** How many bytes at the end are whole lines, at most `count`. */
function lineEnd(bytes: Buffer, count: number): number {
  if (count === 0) return 0;
  const feed = bytes.indexOf(0x0a, bytes.length - count);
  return feed < 0 ? 0 : bytes.length - feed - 1;
}
