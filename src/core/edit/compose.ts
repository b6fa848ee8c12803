import type { TextChange } from './change.ts';

/** A replacement in the coordinates of the text before all changes. */
interface Replacement {
  readonly start: number;
  readonly deleted: number;
  readonly inserted: string;
}

/**
 * One list of changes with the result of `first` followed by `second`, in the canonical form of {@link normalise}.
 */
export function compose(first: readonly TextChange[], second: readonly TextChange[]): TextChange[] {
  return normalise([...first, ...second]);
}

/**
 * The canonical form of a list of changes: disjoint replacements that do not touch, from the end of the text to its
 * start, so that each offset holds in the text before all of them as well as in the running text. Changes without an
 * effect are left out. No text is needed; hence a replacement by the same text stays one.
 */
export function normalise(changes: readonly TextChange[]): TextChange[] {
  let replacements: Replacement[] = [];
  for (const change of changes) replacements = add(replacements, change);
  return replacements
    .filter(({ deleted, inserted }) => deleted > 0 || inserted !== '')
    .map(({ start, deleted, inserted }): TextChange => [start, deleted, inserted])
    .reverse();
}

/** Takes one change, in the coordinates of the text after `replacements`, into the ascending list. */
function add(replacements: readonly Replacement[], [offset, deleted, inserted]: TextChange): Replacement[] {
  const end = offset + deleted;
  const before: Replacement[] = [];
  const touched: Replacement[] = [];
  const after: Replacement[] = [];
  /** How far the text after `before` (and then also after `touched`) lies behind the text before all changes. */
  let shiftBefore = 0;
  let shift = 0;
  for (const replacement of replacements) {
    const from = replacement.start + shift;
    const to = from + replacement.inserted.length;
    if (from > end) {
      after.push(replacement);
      continue;
    }
    shift += replacement.inserted.length - replacement.deleted;
    if (to < offset) {
      before.push(replacement);
      shiftBefore = shift;
    } else {
      touched.push(replacement);
    }
  }
  const first = touched[0];
  const last = touched[touched.length - 1];
  if (first === undefined || last === undefined) {
    return [...before, { start: offset - shift, deleted, inserted }, ...after];
  }
  const firstFrom = first.start + shiftBefore;
  const lastTo = last.start + last.deleted + shift;
  const start = Math.min(first.start, offset - shiftBefore);
  const originalEnd = Math.max(last.start + last.deleted, end - shift);
  const prefix = first.inserted.slice(0, Math.max(0, offset - firstFrom));
  const suffix = end >= lastTo ? '' : last.inserted.slice(last.inserted.length - (lastTo - end));
  return [...before, { start, deleted: originalEnd - start, inserted: prefix + inserted + suffix }, ...after];
}
