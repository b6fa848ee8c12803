import type { TextChange } from '../edit/change.ts';
import { AnchoredText } from './anchoredText.ts';
import { type BlobLookup, contentText } from './content.ts';
import type { SessionEvent, SessionEventOf, UnknownEvent } from './event.ts';

type Anchor = SessionEventOf<'note'>['anchors'][number];

/** Where an anchor of a note is at some moment. Offsets are UTF-16 code units of the document's text then. */
export interface AnchorPlace {
  /** Absent where no document of the session holds the text. */
  readonly doc?: number;
  readonly path: string;
  readonly root: number;
  readonly start: number;
  readonly end: number;
  /** The text that the note stands on now; the last that there was when it is lost. */
  readonly text: string;
  /** The text that the note was written on. */
  readonly quote: string;
  /** The text is gone: `start` and `end` are where it was. It may come back, by an undo for example. */
  readonly lost: boolean;
}

interface Followed {
  doc: number | undefined;
  path: string;
  readonly root: number;
  readonly quote: string;
  readonly text: AnchoredText;
}

/**
 * Follows the code that notes are about through a log: feed it every event in order, ask at any moment. It needs no
 * texts of documents, because an anchor knows its own text from the note's quote and from what was inserted into it.
 * An edit costs as much as there are anchors in its document.
 */
export class NoteAnchors {
  readonly #blobs: BlobLookup;
  readonly #notes = new Map<string, readonly Followed[]>();
  readonly #byDoc = new Map<number, Set<Followed>>();

  /** `blobs`: contents that documents were opened with; without them, anchors stay where they were at a reopening. */
  constructor(blobs: BlobLookup = () => undefined) {
    this.#blobs = blobs;
  }

  apply(event: SessionEvent | UnknownEvent): void {
    const known = event as SessionEvent;
    switch (known.kind) {
      case 'edit':
        this.#edit(known.doc, known.minimal ?? known.changes, known.reason !== undefined);
        return;
      case 'note':
        this.#forget(known.note);
        this.#notes.set(known.note, this.#follow(known.anchors));
        return;
      case 'note-removed':
        this.#forget(known.note);
        return;
      case 'resync':
        this.#seek(known.doc, contentText(known.content, this.#blobs));
        return;
      case 'document-open':
        this.#open(known);
        return;
      case 'document-path':
        for (const followed of this.#byDoc.get(known.doc) ?? []) followed.path = known.path;
        return;
      case 'file':
        if (known.op === 'rename' && known.to !== undefined) this.#rename(known.path, known.to, known.root ?? 0);
        return;
      default:
        return;
    }
  }

  /** The note's anchors as they are now, in its order; none for a note that is not there, or not any more. */
  of(note: string): readonly AnchorPlace[] {
    return (this.#notes.get(note) ?? []).map(({ doc, path, root, quote, text }) => ({
      ...(doc === undefined ? {} : { doc }),
      path,
      root,
      start: text.start,
      end: text.end,
      text: text.text,
      quote,
      lost: text.lost,
    }));
  }

  #follow(anchors: readonly Anchor[]): Followed[] {
    return anchors.map(({ doc, path, root = 0, start, end, quote }) => {
      // A note that was written again when its code was gone points at an empty range with the old quote.
      const text = new AnchoredText(start, quote, end - start !== quote.length);
      const followed = { doc, path, root, quote, text };
      this.#hold(followed, doc);
      return followed;
    });
  }

  #hold(followed: Followed, doc: number | undefined): void {
    if (followed.doc !== undefined && followed.doc !== doc) this.#byDoc.get(followed.doc)?.delete(followed);
    followed.doc = doc;
    if (doc === undefined) return;
    const held = this.#byDoc.get(doc);
    if (held === undefined) this.#byDoc.set(doc, new Set([followed]));
    else held.add(followed);
  }

  #forget(note: string): void {
    for (const followed of this.#notes.get(note) ?? []) this.#hold(followed, undefined);
    this.#notes.delete(note);
  }

  #edit(doc: number, changes: readonly TextChange[], undone: boolean): void {
    const held = this.#byDoc.get(doc);
    if (held === undefined) return;
    for (const { text } of held) for (const change of changes) text.apply(change, undone);
  }

  #seek(doc: number, content: string | undefined): void {
    if (content === undefined) return;
    for (const { text } of this.#byDoc.get(doc) ?? []) text.seek(content);
  }

  /** A closed document that is opened again has a new number; what happened to its file meanwhile is in its text. */
  #open({ doc, path, root = 0, uri, content }: SessionEventOf<'document-open'>): void {
    if (uri !== undefined) return;
    const here = [...this.#notes.values()].flat().filter((one) => one.path === path && one.root === root);
    if (here.length === 0) return;
    const now = contentText(content, this.#blobs);
    for (const followed of here) {
      this.#hold(followed, doc);
      if (now !== undefined) followed.text.seek(now);
    }
  }

  #rename(from: string, to: string, root: number): void {
    for (const followed of [...this.#notes.values()].flat()) {
      if (followed.root !== root) continue;
      if (followed.path === from) followed.path = to;
      else if (followed.path.startsWith(`${from}/`)) followed.path = to + followed.path.slice(from.length);
    }
  }
}

/** Where every note's code is after the event `seq`, of the notes that there are then. */
export function noteAnchorsAt(
  events: readonly (SessionEvent | UnknownEvent)[],
  seq: number,
  blobs?: BlobLookup,
): Map<string, readonly AnchorPlace[]> {
  const anchors = new NoteAnchors(blobs);
  const notes = new Set<string>();
  for (const event of events) {
    if (event.seq > seq) break;
    anchors.apply(event);
    const known = event as SessionEvent;
    if (known.kind === 'note') notes.add(known.note);
    else if (known.kind === 'note-removed') notes.delete(known.note);
  }
  return new Map([...notes].map((note) => [note, anchors.of(note)]));
}
