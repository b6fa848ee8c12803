import type { TextChange } from '../../edit/change.ts';
import { mapOffset } from '../../edit/mapOffset.ts';

type Range = readonly [number, number];

/** How far, in code units, a change may be from a cursor and still touch it. */
const NEAR = 1;
/** A key takes out no more than the selection and so many code units: a word, a few lines. */
export const BY_KEY = 400;

/**
 * Where the cursors of each document are. Selections are recorded now and then, so between them a cursor is taken to
 * stand where an edit that touched it left it.
 */
export class CursorTrack {
  readonly #ranges = new Map<number, Range[]>();

  /** The ranges that were told last, moved with the edits since; undefined when none was ever told. */
  of(doc: number): readonly Range[] | undefined {
    return this.#ranges.get(doc);
  }

  select(doc: number, ranges: readonly Range[]): void {
    this.#ranges.set(
      doc,
      ranges.map(([a, b]) => [Math.min(a, b), Math.max(a, b)]),
    );
  }

  /**
   * Whether the edit is at a cursor, and takes out no more there than somebody could by a key; null when no cursor of the
   * document is known. Moves the cursors along.
   */
  edit(doc: number, changes: readonly TextChange[]): boolean | null {
    const ranges = this.#ranges.get(doc);
    if (ranges === undefined) return null;
    const touched = changes.some(([offset, deleted]) =>
      ranges.some(
        ([start, end]) => offset <= end + NEAR && offset + deleted >= start - NEAR && deleted <= end - start + BY_KEY,
      ),
    );
    this.#ranges.set(
      doc,
      ranges.map(([, end]) => {
        const at = mapOffset(changes, end, 'right');
        return [at, at];
      }),
    );
    return touched;
  }
}
