import { mapRange } from '../../core/edit/mapOffset.ts';
import type { NewEvent } from '../../core/session/event.ts';

/** Shorter insertions are typing: nobody accepts or rejects them as a whole. UTF-16 code units. */
const WHOLE_INSERTION = 2;

interface Run {
  readonly first: number;
  last: number;
  edits: number;
}

/** A range of a document's text as it is now, in UTF-16 code units. */
export interface EditedRange {
  readonly doc: number;
  readonly start: number;
  readonly end: number;
}

/**
 * What was edited just now, document by document: since the last note, the last pause, and the last time that the
 * focus went to another document. That is what a note is about when somebody adds it then.
 */
export class LastEdits {
  readonly #runs = new Map<number, Run>();
  readonly #ranges = new Map<number, EditedRange>();
  #inserted: EditedRange | undefined;
  #focus: number | null = null;

  /** An event was written at `seq`. */
  wrote(event: NewEvent, seq: number): void {
    if (event.kind === 'edit') this.#edit(event, seq);
    else if ((event.kind === 'note' && event.replyTo === undefined) || event.kind === 'pause') this.#runs.clear();
    else if (event.kind === 'focus' && event.doc !== this.#focus) {
      this.#focus = event.doc;
      this.#runs.clear();
    } else if (event.kind === 'resync' || event.kind === 'document-close') {
      this.#ranges.delete(event.doc);
      if (this.#inserted?.doc === event.doc) this.#inserted = undefined;
    }
  }

  /** First and last `seq` of the edits in these documents; undefined when there was none. */
  of(docs: readonly number[]): [number, number] | undefined {
    const runs = docs.flatMap((doc) => this.#runs.get(doc) ?? []);
    if (runs.length === 0) return undefined;
    return [Math.min(...runs.map(({ first }) => first)), Math.max(...runs.map(({ last }) => last))];
  }

  /** How many edits there were, the document of the last one first; undefined when there was none. */
  all(): { readonly docs: readonly number[]; readonly edits: number; readonly about: [number, number] } | undefined {
    const runs = [...this.#runs].sort(([, a], [, b]) => b.last - a.last);
    const about = this.of(runs.map(([doc]) => doc));
    if (about === undefined) return undefined;
    return { docs: runs.map(([doc]) => doc), edits: runs.reduce((sum, [, { edits }]) => sum + edits, 0), about };
  }

  /** Where a document was edited last. */
  rangeIn(doc: number): EditedRange | undefined {
    return this.#ranges.get(doc);
  }

  /** The last insertion of more than one character, where it is now; undefined when none of it is left. */
  get inserted(): EditedRange | undefined {
    return this.#inserted;
  }

  #edit(event: NewEvent & { readonly kind: 'edit' }, seq: number): void {
    const { doc, changes, minimal = changes } = event;
    const run = this.#runs.get(doc);
    if (run === undefined) this.#runs.set(doc, { first: seq, last: seq, edits: 1 });
    else {
      run.last = seq;
      run.edits++;
    }
    const held = this.#inserted;
    if (held?.doc === doc) {
      const now = mapRange(minimal, held.start, held.end);
      this.#inserted = now.end > now.start ? { doc, ...now } : undefined;
    }
    // Of changes in several places the last one in the array is where its offsets say, whatever came before it.
    const change = minimal.at(-1);
    if (change === undefined) return;
    const range = { doc, start: change[0], end: change[0] + change[2].length };
    this.#ranges.set(doc, range);
    if (change[2].length >= WHOLE_INSERTION) this.#inserted = range;
  }
}
