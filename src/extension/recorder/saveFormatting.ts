import type { TextChange } from '../../core/edit/change.ts';

/** What a save does to a text in this document, by the person's settings. */
export interface SaveEffects {
  readonly formats: boolean;
  readonly trims: boolean;
  readonly endsLines: boolean;
}

/** An edit as it came, with the texts that it took out. */
export interface EditSeen {
  readonly changes: readonly TextChange[];
  /** One for each change; null where they are too long to be kept. */
  readonly deleted: readonly (string | null)[];
  readonly undone: boolean;
  /** Milliseconds on any clock. */
  readonly t: number;
}

interface Edit extends EditSeen {
  readonly seq: number;
}

/** The edits of a save come this soon one after another, and before the editor tells that it is about to save. */
const CLOSE_MS = 150;
/** A save makes few edits: one for each thing that it does. */
const MOST_KEPT = 16;

/**
 * Which edits a save itself made. The editor formats before it tells of the save, so edits are remembered until then:
 * those right before it, not followed by a hand's move of the cursor, that do no more than the settings let a save do.
 */
export class SaveFormatting {
  readonly #recent = new Map<number, Edit[]>();
  readonly #saving = new Map<number, Edit[]>();

  /** An edit of a document was written as `seq`. */
  edited(doc: number, seq: number, seen: EditSeen): void {
    const edit = { ...seen, seq };
    const saving = this.#saving.get(doc);
    if (saving !== undefined) {
      saving.push(edit);
      return;
    }
    const recent = this.#recent.get(doc) ?? [];
    const last = recent.at(-1);
    const goesOn = last !== undefined && edit.t - last.t <= CLOSE_MS;
    this.#recent.set(doc, goesOn ? [...recent.slice(1 - MOST_KEPT), edit] : [edit]);
  }

  /** A hand moved a cursor there, as typing does: what was edited before is somebody's. */
  moved(doc: number): void {
    this.#recent.delete(doc);
    this.#saving.delete(doc);
  }

  /** The editor is about to save. */
  willSave(doc: number, t: number, effects: SaveEffects): void {
    const edits = this.#recent.get(doc) ?? [];
    this.#recent.delete(doc);
    const own: Edit[] = [];
    let until = t;
    for (const edit of edits.toReversed()) {
      if (until - edit.t > CLOSE_MS || !isOfSave(edit, effects)) break;
      own.unshift(edit);
      until = edit.t;
    }
    this.#saving.set(doc, own);
  }

  /** It is saved: first and last `seq` of the edits that it made, when it made some. `effects` as in `willSave`. */
  saved(doc: number, effects: SaveEffects): [number, number] | undefined {
    const edits = this.#saving.get(doc) ?? [];
    this.#saving.delete(doc);
    const foreign = edits.findLastIndex((edit) => !isOfSave(edit, effects));
    const own = edits.slice(foreign + 1);
    const [first] = own;
    const last = own.at(-1);
    return first === undefined || last === undefined ? undefined : [first.seq, last.seq];
  }
}

/** The edit does nothing but what the settings let a save do. */
function isOfSave({ changes, deleted, undone }: EditSeen, { formats, trims, endsLines }: SaveEffects): boolean {
  if (undone || changes.length === 0) return false;
  if (formats && changes.every(([, , inserted], index) => isLayout(deleted[index] ?? null, inserted))) return true;
  const trimmed = changes.every(([, , inserted], index) => inserted === '' && /^[ \t]+$/.test(deleted[index] ?? ''));
  if (trims && trimmed) return true;
  const ended = changes.every(
    ([, , inserted], index) => /^[\r\n]*$/.test(inserted) && /^[\r\n]*$/.test(deleted[index] ?? 'x'),
  );
  return endsLines && changes.length === 1 && ended;
}

/** What came says the same as what went, but for white space and the punctuation that formatters choose. */
function isLayout(deleted: string | null, inserted: string): boolean {
  return deleted !== null && bare(deleted) === bare(inserted);
}

function bare(text: string): string {
  return text.replaceAll(/[\s;,'"`()]+/g, '');
}
