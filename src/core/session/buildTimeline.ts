import type { Digest, TreeEntry } from '../ports.ts';
import type { BlobLookup } from './content.ts';
import { type CurrentNote, currentNotes } from './currentNotes.ts';
import type { SessionEvent, SessionEventOf } from './event.ts';
import { eventTitle } from './eventTitle.ts';
import { WorkspaceFold } from './fold.ts';
import { shown } from './inference/draft.ts';
import type { ParseText } from './inference/syntax.ts';
import type { Operation } from './operation.ts';
import { inferOperations } from './operations.ts';
import type { SessionMeta } from './session.ts';
import { terminalText } from './terminalText.ts';
import type { Timeline, TimelineNote, TimelineOperation } from './timeline.ts';

/** Of longer output the timeline shows the end: this many characters. */
const MOST_OUTPUT = 100_000;

interface PlacedNote {
  readonly note: CurrentNote;
  readonly place: string;
}

/** What the timeline page and the report show of a session. `parse` is for the operations that syntax tells. */
export function buildTimeline(
  meta: SessionMeta,
  events: readonly SessionEvent[],
  base: readonly (readonly TreeEntry[])[],
  blobs: BlobLookup,
  digest: Digest,
  parse?: ParseText,
): Timeline {
  const fold = new WorkspaceFold(base, blobs, digest);
  const paths = new Map<number, string>();
  const places = new Map<SessionEvent, string>();
  for (const event of events) {
    fold.apply(event);
    const document = 'doc' in event && typeof event.doc === 'number' ? fold.document(event.doc) : undefined;
    if (document !== undefined) paths.set(event.seq, document.path);
    if (event.kind === 'note') places.set(event, placeOf(event, fold));
  }
  const notes = currentNotes(events).map((note): PlacedNote => ({ note, place: places.get(note.event) ?? '' }));
  const bySeq = new Map(events.map((event) => [event.seq, event]));
  const operations = withNotesAsTheyAre(inferOperations(events, base, blobs, digest, parse), notes).map(
    (operation): TimelineOperation => {
      const own = operation.seqs.flatMap((seq) => bySeq.get(seq) ?? []);
      return {
        ...operation,
        events: own.map((event) => ({
          seq: event.seq,
          t: event.t,
          kind: event.kind,
          title: eventTitle(event, paths.get(event.seq)),
        })),
        notes: notes.filter((note) => isAbout(note, operation)).map(timelineNote),
        output: outputOf(own),
      };
    },
  );
  return {
    session: meta,
    operations,
    counts: {
      events: events.length,
      documents: fold.documents().length,
      files: new Set(operations.flatMap(({ files }) => files)).size,
    },
  };
}

/** A note's operation is there once, where it was first written, in its last words; not at all when it was taken back. */
function withNotesAsTheyAre(operations: readonly Operation[], notes: readonly PlacedNote[]): Operation[] {
  const written = new Map(notes.map(({ note }) => [note.first.seq, note.event]));
  return operations.flatMap((operation) => {
    if (operation.kind !== 'note') return [operation];
    const event = operation.seqs.map((seq) => written.get(seq)).find((found) => found !== undefined);
    if (event === undefined) return [];
    const text = event.text === '' ? (event.expected ?? '') : event.text;
    return [{ ...operation, title: `Note (${event.type})${text === '' ? '' : `: ${shown(text)}`}` }];
  });
}

function timelineNote({ note: { event, replies }, place }: PlacedNote): TimelineNote {
  const { type, text, question, alternatives, mark, expected } = event;
  return {
    type,
    text,
    place,
    ...(question === undefined ? {} : { question }),
    ...(alternatives === undefined ? {} : { alternatives: alternatives.map(alternativeOf) }),
    ...(replies.length === 0 ? {} : { replies: replies.flatMap(wordsOf) }),
    ...(mark === undefined ? {} : { mark }),
    ...(expected === undefined ? {} : { expected }),
  };
}

function alternativeOf({ option, reason }: { option: string; reason?: string | undefined }) {
  return { option, ...(reason === undefined ? {} : { reason }) };
}

function wordsOf({ event, replies }: CurrentNote): string[] {
  return [event.text, ...replies.flatMap(wordsOf)];
}

/** A note that names its events is about the operations that have one of them; any other one about its files. */
function isAbout({ note: { event, first } }: PlacedNote, operation: Operation): boolean {
  if (operation.seqs.includes(first.seq)) return true;
  const { about, anchors } = event;
  if (about !== undefined) return operation.seqs.some((seq) => seq >= about[0] && seq <= about[1]);
  return anchors.some(({ path }) => operation.files.includes(path));
}

/** `src/a.ts:12`, with the line of the first anchor as it was when the note was written. */
function placeOf({ anchors }: SessionEventOf<'note'>, fold: WorkspaceFold): string {
  const [anchor] = anchors;
  if (anchor === undefined) return '';
  const text =
    (anchor.doc === undefined ? undefined : fold.text(anchor.doc)) ?? fold.effectiveText(anchor.path, anchor.root);
  if (text === null) return anchor.path;
  return `${anchor.path}:${text.slice(0, anchor.start).split('\n').length}`;
}

function outputOf(events: readonly SessionEvent[]): string {
  const raw = events.map((event) => (event.kind === 'command-output' ? event.text : '')).join('');
  const text = terminalText(raw);
  return text.length <= MOST_OUTPUT ? text : `…${text.slice(text.indexOf('\n', text.length - MOST_OUTPUT))}`;
}
