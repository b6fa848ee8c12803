import type { SessionEvent, SessionEventOf, UnknownEvent } from './event.ts';

type Note = SessionEventOf<'note'>;

/** A note as it stands: its last wording, and the replies in its thread. */
export interface CurrentNote {
  /** The record of its last wording. */
  readonly event: Note;
  /** The record that it was first written in: where it has its place in the session. */
  readonly first: Note;
  readonly edited: boolean;
  /** In the order in which they were first written. */
  readonly replies: readonly CurrentNote[];
}

/**
 * The notes that there are at the end of these events: one that was written again once, in its last wording; one that
 * was taken back not at all. A reply stands in the thread of what it answers; where that is gone, it stands by itself.
 */
export class CurrentNotes {
  readonly #notes = new Map<string, { first: Note; event: Note }>();

  apply(event: SessionEvent | UnknownEvent): void {
    const known = event as SessionEvent;
    if (known.kind === 'note-removed') this.#notes.delete(known.note);
    else if (known.kind === 'note') {
      const before = this.#notes.get(known.note);
      if (before === undefined) this.#notes.set(known.note, { first: known, event: known });
      else before.event = known;
    }
  }

  /** The last wording of one note. */
  get(note: string): Note | undefined {
    return this.#notes.get(note)?.event;
  }

  /** Every thread's first note, in the order in which they were first written. */
  threads(): CurrentNote[] {
    const replies = new Map<string, CurrentNote[]>();
    const roots: CurrentNote[] = [];
    for (const { first, event } of this.#notes.values()) {
      const own: CurrentNote[] = [];
      const current = { event, first, edited: event !== first, replies: own };
      replies.set(event.note, own);
      const thread = event.replyTo === undefined ? undefined : replies.get(event.replyTo);
      if (thread === undefined) roots.push(current);
      else thread.push(current);
    }
    return roots;
  }
}

/** What `CurrentNotes` says after all of these events. */
export function currentNotes(events: readonly (SessionEvent | UnknownEvent)[]): CurrentNote[] {
  const notes = new CurrentNotes();
  for (const event of events) notes.apply(event);
  return notes.threads();
}
