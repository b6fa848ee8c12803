import type { TextChange } from '../../core/edit/change.ts';
import { type Cursor, cursorsAfter, sameCursors } from './cursors.ts';

export type CursorCause = 'keyboard' | 'mouse' | 'command';

interface Selected {
  readonly doc: number;
  readonly cursors: readonly Cursor[];
  readonly cause: CursorCause | undefined;
}

/** Cursors that stay where they are this long were meant to be there. Milliseconds. */
const DWELL_MS = 300;
/** With more cursors or changes than this, where an edit leaves them is not worked out. */
const MOST_TO_FOLLOW = 10_000;

/**
 * Which of the many selections of a day are worth a record: those that were dwelt on, and the last one before an edit.
 * Where an edit by itself takes the cursors is known from the edit, and is not written.
 */
export class CursorLog {
  readonly #write: (selected: Selected) => void;
  readonly #known = new Map<number, readonly Cursor[]>();
  #pending: Selected | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (selected: Selected) => void) {
    this.#write = write;
  }

  /** The cursors of the editor that has the focus are here now. */
  selected(selected: Selected): void {
    if (this.#pending !== undefined && this.#pending.doc !== selected.doc) this.flush();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const known = this.#known.get(selected.doc);
    if (known !== undefined && sameCursors(known, selected.cursors)) {
      this.#pending = undefined;
      return;
    }
    this.#pending = selected;
    this.#timer = setTimeout(() => this.flush(), DWELL_MS);
  }

  /** An edit is about to be written. */
  edited(doc: number, changes: readonly TextChange[]): void {
    if (this.#pending?.doc === doc) this.flush();
    const known = this.#known.get(doc);
    if (known === undefined) return;
    if (known.length * changes.length > MOST_TO_FOLLOW) this.#known.delete(doc);
    else this.#known.set(doc, cursorsAfter(known, changes));
  }

  /** Writes what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending === undefined) return;
    this.#known.set(pending.doc, pending.cursors);
    this.#write(pending);
  }

  /** Nothing is known any more, as after a pause. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pending = undefined;
    this.#known.clear();
  }
}
