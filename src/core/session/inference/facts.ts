import type { TextChange } from '../../edit/change.ts';
import type { ChunkedText } from '../../edit/chunkedText.ts';
import type { Digest, TreeEntry } from '../../ports.ts';
import type { BlobLookup } from '../content.ts';
import type { SessionEvent, SessionEventOf } from '../event.ts';
import { WorkspaceFold } from '../fold.ts';
import { ClipboardGuess, type Copied } from './clipboardGuess.ts';
import { BY_KEY, CursorTrack } from './cursorTrack.ts';
import { DiskEchoes } from './diskEchoes.ts';
import { editSites, type Site } from './editFacts.ts';
import { type EditWords, editWords } from './editSource.ts';
import { sameTokens } from './sameTokens.ts';
import type { Syntax } from './syntax.ts';
import { TextHistory } from './textHistory.ts';

/** What an edit did, seen with the texts at hand. */
export interface EditFact {
  readonly event: SessionEventOf<'edit'>;
  /** The document's path at that moment; its URI when it has none. */
  readonly path: string;
  readonly sites: readonly Site[];
  /** Code units that went and came. */
  readonly deleted: number;
  readonly inserted: number;
  /** The editor had more than one cursor in this document. */
  readonly cursors: number;
  /** The change on disk that this edit only brought into the editor: it left exactly what the file then had. */
  readonly reloadOf: number | null;
  /** What the editor and the recorder said of it. */
  readonly words: EditWords;
  /** Whether it touched a cursor; null when no cursor of the document was recorded. */
  readonly atCursor: boolean | null;
  /** Whether the document had the focus; null when nothing tells. */
  readonly active: boolean | null;
  /** Where the text that it put in had been selected or taken out before. */
  readonly copied: Copied | null;
  /** It changed the layout only, in several places. */
  readonly layoutOnly: boolean;
  /** The `seq` of the save that made it, as formatting on save does. */
  readonly madeBySave: number | null;
}

/** A log with what folding it once showed. */
export interface Facts {
  readonly events: readonly SessionEvent[];
  readonly edits: readonly EditFact[];
  /** Path of a document at the moment of an event that is about it, by the event's `seq`. */
  readonly paths: ReadonlyMap<number, string>;
  /** What the disk had before and after each file event of a watcher or a checkpoint, by its `seq`. */
  readonly disk: DiskEchoes;
  readonly texts: TextHistory;
  readonly syntax: Syntax;
}

/** Longer stretches are not compared for layout, in code units. */
const LONG = 300_000;

/** Folds the log once and notes what the inference rules look at. */
export function gatherFacts(
  events: readonly SessionEvent[],
  base: readonly (readonly TreeEntry[])[],
  blobs: BlobLookup,
  digest: Digest,
  syntax: Syntax,
): Facts {
  const fold = new WorkspaceFold(base, blobs, digest);
  const disk = new DiskEchoes(fold, digest);
  const cursors = new CursorTrack();
  const clipboard = new ClipboardGuess();
  const formatted = editsOfSaves(events);
  const edits: EditFact[] = [];
  const paths = new Map<number, string>();
  let focus: number | null | undefined;
  let recorded = false;
  for (const event of events) {
    const document = 'doc' in event && typeof event.doc === 'number' ? fold.document(event.doc) : undefined;
    const path = document?.uri ?? document?.path ?? '';
    if (document !== undefined) paths.set(event.seq, path);
    if (event.kind === 'focus') focus = event.doc;
    if (event.kind === 'session-start') recorded = event.tool.editor !== undefined && event.imported === undefined;
    if (event.kind === 'selection' && document !== undefined) {
      cursors.select(event.doc, event.ranges);
      for (const [a, b] of event.ranges) {
        if (a === b) continue;
        const text = document.text.slice(Math.min(a, b), Math.max(a, b));
        clipboard.add(text, { path, how: 'selected', seq: event.seq, t: event.t });
      }
    }
    if (event.kind !== 'edit' || document === undefined) {
      disk.apply(event);
      continue;
    }
    const changes = event.minimal ?? event.changes;
    const several = cursors.of(event.doc)?.length ?? 0;
    const sites = editSites(document.text, changes);
    const hull = stretch(document.text, changes);
    const [only] = sites;
    const copied =
      sites.length === 1 && only !== undefined && only.inserted.length > 1
        ? clipboard.find(only.inserted, event.t)
        : null;
    const words = editWords(event, recorded);
    const touched = cursors.edit(event.doc, event.changes);
    const seen = focus === undefined ? null : focus === event.doc;
    disk.apply(event);
    const after = hull === null ? '' : document.text.slice(hull.start, hull.start + hull.lengthAfter);
    for (const { deleted } of sites) clipboard.add(deleted, { path, how: 'taken out', seq: event.seq, t: event.t });
    edits.push({
      event,
      path,
      sites,
      deleted: event.changes.reduce((sum, [, deleted]) => sum + deleted, 0),
      inserted: event.changes.reduce((sum, [, , inserted]) => sum + inserted.length, 0),
      cursors: several,
      reloadOf: null,
      words,
      atCursor: words.cursor === true ? touched === true || isByKey(event, several) : (words.cursor ?? touched),
      active: words.active ?? seen,
      copied,
      layoutOnly: hull !== null && (hull.before === after || sameTokens(hull.before, after, path)),
      madeBySave: formatted.get(event.seq) ?? null,
    });
  }
  return {
    events,
    edits: edits.map((edit) => ({ ...edit, reloadOf: disk.reloadOf(edit.event.seq) })),
    paths,
    disk,
    texts: new TextHistory(events, blobs),
    syntax,
  };
}

/** An edit that runs over a cursor is not for that one made there: it may be a whole file written anew. */
function isByKey({ changes }: SessionEventOf<'edit'>, cursors: number): boolean {
  return (
    changes.length <= Math.max(1, cursors) &&
    changes.every(([, deleted, text]) => deleted <= BY_KEY || text.length <= 1)
  );
}

/** The stretch of text that an edit of several places changed; null for typing, where it cannot tell anything. */
function stretch(
  text: ChunkedText,
  changes: readonly TextChange[],
): { readonly start: number; readonly before: string; readonly lengthAfter: number } | null {
  const [first] = changes;
  if (first === undefined || (changes.length === 1 && (first[1] === 0 || first[1] + first[2].length < 20))) return null;
  const start = Math.min(...changes.map(([offset]) => offset));
  const growth = changes.reduce((sum, [, deleted, inserted]) => sum + inserted.length - deleted, 0);
  // In whichever order the changes come, none reaches further than its own end and all that was deleted.
  const reach = Math.max(...changes.map(([offset, deleted]) => offset + deleted));
  const slack = changes.reduce((sum, [, deleted]) => sum + deleted, 0);
  const end = Math.min(text.length, reach + (isDescending(changes) ? 0 : slack));
  if (end - start > LONG) return null;
  const before = text.slice(start, end);
  return { start, before, lengthAfter: before.length + growth };
}

function isDescending(changes: readonly TextChange[]): boolean {
  return changes.every(([offset, deleted], index) => {
    const previous = changes[index - 1];
    return previous === undefined || offset + deleted <= previous[0];
  });
}

/** The edits that a save made before it wrote, with that save's `seq`. */
function editsOfSaves(events: readonly SessionEvent[]): Map<number, number> {
  const ranges = events.flatMap((event) =>
    event.kind === 'save' && event.formatting !== undefined ? [{ ...event, formatting: event.formatting }] : [],
  );
  const made = new Map<number, number>();
  const kinds = new Map(ranges.length === 0 ? [] : events.map((event) => [event.seq, event]));
  for (const { doc, seq, formatting } of ranges) {
    for (let at = formatting[0]; at <= formatting[1]; at++) {
      const event = kinds.get(at);
      if (event?.kind === 'edit' && event.doc === doc) made.set(at, seq);
    }
  }
  return made;
}
