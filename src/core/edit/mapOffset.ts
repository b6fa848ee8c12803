import type { TextChange } from './change.ts';

/** Which side of an insertion at the very offset a position keeps to. */
export type Affinity = 'left' | 'right';

/**
 * Where `offset` of the text before `changes` is after them. At the edges of a replaced range it keeps to its edge; inside
 * deleted text it goes to where that text was: before what was inserted there with affinity `left`, behind it with
 * `right`. The same choice decides at the place of a mere insertion.
 */
export function mapOffset(changes: readonly TextChange[], offset: number, affinity: Affinity): number {
  let position = offset;
  for (const [start, deleted, inserted] of changes) {
    const end = start + deleted;
    if (position < start || (position === start && deleted > 0)) continue;
    if (position > end || (position === end && deleted > 0)) position += inserted.length - deleted;
    else position = affinity === 'left' ? start : start + inserted.length;
  }
  return position;
}

/**
 * Where the range from `start` to `end` is after `changes`. Text inserted at its very edges stays outside, text
 * inserted within, or put in the place of its own text, belongs to it; a range inside deleted text becomes empty.
 */
export function mapRange(
  changes: readonly TextChange[],
  start: number,
  end: number,
): { readonly start: number; readonly end: number } {
  if (start === end) {
    const position = mapOffset(changes, start, 'left');
    return { start: position, end: position };
  }
  const from = mapOffset(changes, start, 'right');
  return { start: from, end: Math.max(from, mapOffset(changes, end, 'left')) };
}
