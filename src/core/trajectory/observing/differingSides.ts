import type { Sides } from '../verdict.ts';

const BEFORE = 60;
const LENGTH = 240;

/** Short excerpts around the first place where two texts differ, cut on code points; each starts at the same offset. */
export function differingSides(expected: string, actual: string): Sides {
  let at = 0;
  while (at < expected.length && at < actual.length && expected.charCodeAt(at) === actual.charCodeAt(at)) at++;
  const from = Math.max(0, at - BEFORE);
  return { expected: excerpt(expected, from), actual: excerpt(actual, from) };
}

function excerpt(text: string, from: number): string {
  const start = onBoundary(text, from);
  const end = onBoundary(text, Math.min(text.length, from + LENGTH));
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}

/** The offset, or the one before it where it would split a surrogate pair. */
function onBoundary(text: string, offset: number): number {
  const low = text.charCodeAt(offset) >>> 10 === 0x37;
  const high = offset > 0 && text.charCodeAt(offset - 1) >>> 10 === 0x36;
  return low && high ? offset - 1 : Math.min(offset, text.length);
}
