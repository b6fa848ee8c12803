import { requireInside } from './apply.ts';
import type { TextChange } from './change.ts';

/**
 * The changes that take the result of `changes` on `text` back to `text`:
 * `apply(apply(text, changes), invert(text, changes)) === text`.
 * Throws `edit-out-of-bounds` as {@link requireInside} does.
 */
export function invert(text: string, changes: readonly TextChange[]): TextChange[] {
  const inverse: TextChange[] = [];
  let current = text;
  for (const [offset, deleted, inserted] of changes) {
    requireInside(current.length, offset, deleted);
    inverse.push([offset, inserted.length, current.slice(offset, offset + deleted)]);
    current = current.slice(0, offset) + inserted + current.slice(offset + deleted);
  }
  return inverse.reverse();
}
