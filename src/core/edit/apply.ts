import { TracewrightError } from '../errors.ts';
import type { TextChange } from './change.ts';

/**
 * The text after `changes`, applied in array order, each to what the one before it left.
 * Throws `edit-out-of-bounds` when a change lies outside the text, and leaves nothing half done.
 */
export function apply(text: string, changes: readonly TextChange[]): string {
  let result = text;
  for (const [offset, deleted, inserted] of changes) {
    requireInside(result.length, offset, deleted);
    result = result.slice(0, offset) + inserted + result.slice(offset + deleted);
  }
  return result;
}

/** Throws `edit-out-of-bounds` unless `offset` and `deleted` name a range of a text of `length` code units. */
export function requireInside(length: number, offset: number, deleted: number): void {
  if (
    Number.isInteger(offset) &&
    Number.isInteger(deleted) &&
    offset >= 0 &&
    deleted >= 0 &&
    offset + deleted <= length
  )
    return;
  throw new TracewrightError(
    'edit-out-of-bounds',
    `an edit replaces ${deleted} code units at offset ${offset} of a text of ${length}`,
    { remedy: 'the text before this edit is not the one it was made on' },
  );
}
