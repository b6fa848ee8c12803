import type { NewEvent } from '../../core/session/event.ts';

/**
 * What was edited just now, document by document: since the last note, the last pause, and the last time that the
 * focus went to another document. That is what a note is about when somebody adds it then.
 */
export class LastEdits {
  readonly #runs = new Map<number, readonly [number, number]>();
  #focus: number | null = null;

  /** An event was written at `seq`. */
  wrote(event: NewEvent, seq: number): void {
    if (event.kind === 'edit') this.#runs.set(event.doc, [this.#runs.get(event.doc)?.[0] ?? seq, seq]);
    else if (event.kind === 'note' || event.kind === 'pause') this.#runs.clear();
    else if (event.kind === 'focus' && event.doc !== this.#focus) {
      this.#focus = event.doc;
      this.#runs.clear();
    }
  }

  /** First and last `seq` of the edits in these documents; undefined when there was none. */
  of(docs: readonly number[]): [number, number] | undefined {
    const runs = docs.flatMap((doc) => this.#runs.get(doc) ?? []);
    return runs.length === 0 ? undefined : [Math.min(...runs), Math.max(...runs)];
  }
}
