import { applyUnifiedDiff } from '../edit/unifiedDiff.ts';
import { placeOfDocument, type SessionDraft } from './sessionDraft.ts';

interface Seen {
  readonly doc: number;
  /** Only the first lines of the file are known, from what was in view. */
  readonly partial: boolean;
}

interface Position {
  readonly line: number;
  readonly character: number;
}

/**
 * The files of a crowd-code recording. It never states a document's whole text when it comes up, so the texts are
 * gathered: from snapshots, from files that were created, and, as far as it goes, from the first lines in view. Each
 * method answers whether the action fits what is known.
 */
export class CrowdCodeFiles {
  readonly #draft: SessionDraft;
  readonly #documents = new Map<string, Seen>();
  /** What is on disk, as far as told. */
  readonly #disk = new Map<string, string>();
  #next = 0;

  constructor(draft: SessionDraft) {
    this.#draft = draft;
  }

  /** The disk as the recorder had it. The first word on a file is its base; a later one that differs is a change. */
  snapshot(files: Readonly<Record<string, string>>, time: number | null): void {
    for (const [path, text] of Object.entries(files)) {
      const known = this.#disk.get(path);
      if (known === text) continue;
      const { path: place, uri } = placeOfDocument(path);
      if (uri !== undefined) continue;
      this.#disk.set(path, text);
      if (known === undefined) this.#draft.base(place, text);
      else {
        this.#draft.counts.resyncs++;
        this.#draft.add({ kind: 'file', op: 'change', path: place, content: { text }, source: 'checkpoint' }, time);
      }
    }
  }

  edit(
    action: {
      readonly file: string;
      readonly source?: string | undefined;
      readonly reason?: 'undo' | 'redo' | undefined;
      readonly diff: { readonly rangeOffset: number; readonly rangeLength: number; readonly text: string };
    },
    time: number | null,
  ): boolean {
    const doc = this.#opened(action.file, time);
    if (doc === undefined) {
      this.#draft.warn(
        'edit-without-text',
        `${action.file} is edited before its text is known; the edit was kept as it is`,
      );
      return false;
    }
    const { rangeOffset, rangeLength, text } = action.diff;
    const { source, reason } = action;
    const fits = this.#draft.edit(
      {
        kind: 'edit',
        doc,
        v: this.#draft.version(doc) + 1,
        changes: [[rangeOffset, rangeLength, text]],
        ...(reason === undefined ? {} : { reason }),
        ...(source === undefined ? {} : { evidence: { source } }),
      },
      time,
    );
    if (!fits)
      this.#draft.warn('edit-out-of-bounds', `an edit of ${action.file} does not fit its text; it was kept as it is`);
    return fits;
  }

  selection(file: string, start: Position, end: Position, time: number | null): boolean {
    const doc = this.#opened(file, time);
    const text = doc === undefined ? undefined : this.#draft.text(doc);
    if (doc === undefined || text === undefined) return false;
    const range = [offsetOf(text, start), offsetOf(text, end)];
    const [from, to] = range;
    if (from === undefined || from === null || to === undefined || to === null) return false;
    this.#draft.add({ kind: 'selection', doc, ranges: [[from, to]] }, time);
    return true;
  }

  focus(file: string, time: number | null): boolean {
    const doc = this.#opened(file, time);
    if (doc === undefined) return false;
    this.#draft.add({ kind: 'focus', doc }, time);
    return true;
  }

  /** A change on disk, told as a diff against the text with the person's own edits in it. */
  change(
    action: {
      readonly file: string;
      readonly source?: string | undefined;
      readonly changeType: 'create' | 'change' | 'delete';
      readonly diff: string | null;
    },
    time: number | null,
  ): boolean {
    const { path, uri } = placeOfDocument(action.file);
    if (uri !== undefined) return false;
    const evidence = action.source === undefined ? {} : { evidence: { source: action.source } };
    if (action.changeType === 'delete') {
      if (!this.#disk.delete(action.file)) return false;
      this.#documents.delete(action.file);
      this.#draft.add({ kind: 'file', op: 'delete', path, source: 'watcher', ...evidence }, time);
      return true;
    }
    const text = this.#patched(action.file, action.diff ?? '', action.changeType === 'create');
    if (text === null) {
      this.#draft.warn('patch-does-not-fit', `a change of ${action.file} does not fit its text; it was kept as it is`);
      return false;
    }
    const op = this.#disk.has(action.file) ? 'change' : 'create';
    this.#disk.set(action.file, text);
    this.#draft.add({ kind: 'file', op, path, content: { text }, source: 'watcher', ...evidence }, time);
    const seen = this.#documents.get(action.file);
    if (seen?.partial === true) this.#documents.delete(action.file);
    else if (seen !== undefined && this.#draft.text(seen.doc) !== text) {
      this.#draft.resync(seen.doc, text, this.#draft.version(seen.doc) + 1, 'the file changed on disk', time);
    }
    return true;
  }

  /** Lines that were in view, counted from 1, the last one included: a check, or the beginning of a text. */
  seen(
    view: { readonly file: string; readonly startLine: number; readonly endLine: number; readonly content: string },
    time: number | null,
  ): void {
    const doc = this.#opened(view.file, time);
    if (doc === undefined) {
      if (view.startLine === 1) this.#begin(view.file, view.content, time);
      return;
    }
    const text = this.#draft.text(doc) ?? '';
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    const lines = text.split(eol);
    if (lines.slice(view.startLine - 1, view.endLine).join(eol) === view.content) {
      this.#draft.counts.checks++;
      return;
    }
    this.#draft.counts.resyncs++;
    this.#draft.warn('view-differs', `${view.file} showed other lines than its edits give`);
    lines.splice(view.startLine - 1, view.endLine - view.startLine + 1, ...view.content.split(/\r?\n/));
    this.#draft.resync(doc, lines.join(eol), this.#draft.version(doc) + 1, 'other lines were in view', time);
  }

  #begin(file: string, text: string, time: number | null): void {
    const doc = this.#next++;
    this.#documents.set(file, { doc, partial: true });
    this.#draft.open(doc, `/beginning-of/${file}`, text, 1, time);
  }

  /** The document of a file; it is opened where its whole text is known. */
  #opened(file: string, time: number | null): number | undefined {
    const seen = this.#documents.get(file);
    const text = this.#disk.get(file);
    if (seen !== undefined && !(seen.partial && text !== undefined)) return seen.doc;
    if (text === undefined) return undefined;
    const doc = this.#next++;
    this.#documents.set(file, { doc, partial: false });
    this.#draft.open(doc, file, text, 1, time);
    return doc;
  }

  #patched(file: string, diff: string, created: boolean): string | null {
    const seen = this.#documents.get(file);
    const edited = seen === undefined || seen.partial ? undefined : this.#draft.text(seen.doc);
    const texts = [edited, this.#disk.get(file), ...(created ? [''] : [])];
    for (const text of texts) {
      const patched = text === undefined ? null : applyUnifiedDiff(text, diff);
      if (patched !== null) return patched;
    }
    return null;
  }
}

/** Offset of a line and column, both counted from 0, in UTF-16 code units; null when they are not in the text. */
function offsetOf(text: string, { line, character }: Position): number | null {
  let start = 0;
  for (let at = 0; at < line; at++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return null;
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return start + character > (end < 0 ? text.length : end) ? null : start + character;
}
