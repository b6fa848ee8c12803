import type { Digest, TreeEntry } from '../ports.ts';
import type { BlobLookup } from './content.ts';
import type { SessionEvent, SessionEventOf } from './event.ts';
import { eventTitle } from './eventTitle.ts';
import { WorkspaceFold } from './fold.ts';
import type { Operation } from './operation.ts';
import { inferOperations } from './operations.ts';
import type { SessionMeta } from './session.ts';
import { terminalText } from './terminalText.ts';
import type { Timeline, TimelineOperation } from './timeline.ts';

/** Of longer output the timeline shows the end: this many characters. */
const MOST_OUTPUT = 100_000;

interface PlacedNote {
  readonly event: SessionEventOf<'note'>;
  readonly place: string;
}

/** What the timeline page and the report show of a session. */
export function buildTimeline(
  meta: SessionMeta,
  events: readonly SessionEvent[],
  base: readonly (readonly TreeEntry[])[],
  blobs: BlobLookup,
  digest: Digest,
): Timeline {
  const fold = new WorkspaceFold(base, blobs, digest);
  const paths = new Map<number, string>();
  const notes: PlacedNote[] = [];
  for (const event of events) {
    fold.apply(event);
    const document = 'doc' in event && typeof event.doc === 'number' ? fold.document(event.doc) : undefined;
    if (document !== undefined) paths.set(event.seq, document.path);
    if (event.kind === 'note') notes.push({ event, place: placeOf(event, fold) });
  }
  const bySeq = new Map(events.map((event) => [event.seq, event]));
  const operations = inferOperations(events, base, blobs, digest).map((operation): TimelineOperation => {
    const own = operation.seqs.flatMap((seq) => bySeq.get(seq) ?? []);
    return {
      ...operation,
      events: own.map((event) => ({
        seq: event.seq,
        t: event.t,
        kind: event.kind,
        title: eventTitle(event, paths.get(event.seq)),
      })),
      notes: notes
        .filter((note) => isAbout(note, operation))
        .map(({ event, place }) => ({ type: event.type, text: event.text, place })),
      output: outputOf(own),
    };
  });
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

/** A note that names its events is about the operations that have one of them; any other one about its files. */
function isAbout({ event }: PlacedNote, operation: Operation): boolean {
  if (operation.seqs.includes(event.seq)) return true;
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
