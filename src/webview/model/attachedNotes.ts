import type { TimelineOperation } from '../../core/session/timeline.ts';

/** Operations with each note in one place, and where the notes' own operations went. */
export interface AttachedNotes {
  readonly operations: readonly TimelineOperation[];
  /** From the id of a note's operation that is no row of its own to the id of the operation that shows it. */
  readonly shownBy: ReadonlyMap<string, string>;
}

type Note = TimelineOperation['notes'][number];

/**
 * A note is about every operation that touched its code. It is shown once: with the work right before it, else with
 * the work right after it, and that operation takes over the note's own event. A note about no work stays a row.
 */
export function attachNotes(operations: readonly TimelineOperation[]): AttachedNotes {
  const shownBy = new Map<string, string>();
  const taken = new Map<string, { notes: Note[]; events: TimelineOperation['events'][number][] }>();
  const keptByNotes = new Map<string, Note[]>();
  const placed = new Set<string>();
  operations.forEach((operation, index) => {
    if (operation.kind !== 'note') return;
    const own = ownNotes(operation, placed);
    for (const note of own) placed.add(keyOf(note));
    const [note] = own;
    const host = note === undefined ? undefined : hostOf(note, index, operations);
    if (host === undefined) {
      keptByNotes.set(operation.id, own);
      return;
    }
    shownBy.set(operation.id, host.id);
    const guests = taken.get(host.id) ?? { notes: [], events: [] };
    guests.notes.push(...own);
    guests.events.push(...operation.events);
    taken.set(host.id, guests);
  });
  return {
    shownBy,
    operations: operations.flatMap((operation) => {
      if (shownBy.has(operation.id)) return [];
      if (operation.kind === 'note') return [{ ...operation, notes: keptByNotes.get(operation.id) ?? [] }];
      const guests = taken.get(operation.id);
      const notes = [...operation.notes.filter((note) => !placed.has(keyOf(note))), ...(guests?.notes ?? [])];
      if (guests === undefined && notes.length === operation.notes.length) return [operation];
      const events = [...operation.events, ...(guests?.events ?? [])].sort((a, b) => a.seq - b.seq);
      return [{ ...operation, notes, events }];
    }),
  };
}

/**
 * A note's operation also lists other notes on the same code. Its own is the one that its title quotes; where that
 * cannot be told, the first that no earlier note's operation had.
 */
function ownNotes(operation: TimelineOperation, placed: ReadonlySet<string>): Note[] {
  const open = operation.notes.filter((note) => !placed.has(keyOf(note)));
  const quoted = open.filter(({ text }) => plain(operation.title).includes(plain(text).slice(0, QUOTED)));
  return (quoted.length > 0 ? quoted : open).slice(0, 1);
}

/** So many characters of a note are surely in its operation's title. UTF-16 code units. */
const QUOTED = 20;

function hostOf(note: Note, index: number, operations: readonly TimelineOperation[]): TimelineOperation | undefined {
  const key = keyOf(note);
  const shows = (operation: TimelineOperation) =>
    operation.kind !== 'note' && operation.notes.some((candidate) => keyOf(candidate) === key);
  // Nobody explains what a tool wrote to the disk behind the editor, if there is work of a person to explain.
  const done = operations.slice(0, index).filter(shows);
  const work = done.findLast(({ kind }) => kind !== 'disk-change') ?? done.at(-1);
  return work ?? operations.slice(index + 1).find(shows);
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function keyOf({ type, text, place, mark, expected }: Note): string {
  return [type, place, text, mark ?? '', expected ?? ''].join('\n');
}
