import type { TextChange } from '../../core/edit/change.ts';

/** A cursor: anchor and active end, in UTF-16 code units. */
export type Cursor = readonly [number, number];

/**
 * Where an edit by itself leaves the cursors: an end inside a change or at one of its borders goes to the end of what
 * was put in, ends behind it shift, ends before it stay. `changes` are applied one after another, as in an edit.
 */
export function cursorsAfter(cursors: readonly Cursor[], changes: readonly TextChange[]): Cursor[] {
  return cursors.map(([anchor, active]) => [offsetAfter(anchor, changes), offsetAfter(active, changes)]);
}

export function sameCursors(a: readonly Cursor[], b: readonly Cursor[]): boolean {
  return (
    a.length === b.length && a.every(([anchor, active], index) => anchor === b[index]?.[0] && active === b[index]?.[1])
  );
}

function offsetAfter(offset: number, changes: readonly TextChange[]): number {
  let at = offset;
  for (const [start, deleted, inserted] of changes) {
    if (at < start) continue;
    at = at <= start + deleted ? start + inserted.length : at + inserted.length - deleted;
  }
  return at;
}
