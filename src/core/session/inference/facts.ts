import type { Digest, TreeEntry } from '../../ports.ts';
import type { BlobLookup } from '../content.ts';
import { encodeText } from '../encode.ts';
import type { SessionEvent, SessionEventOf } from '../event.ts';
import { WorkspaceFold } from '../fold.ts';
import { blobId } from '../gitObject.ts';
import { editSites, type Site } from './editFacts.ts';

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
  /** The edit left exactly what the file on disk has (then, or by a change told within two seconds). */
  readonly reloadOf: number | null;
}

/** A log with what folding it once showed. */
export interface Facts {
  readonly events: readonly SessionEvent[];
  readonly edits: readonly EditFact[];
  /** Path of a document at the moment of an event that is about it, by the event's `seq`. */
  readonly paths: ReadonlyMap<number, string>;
}

/** Within this time, in ms, a file's change on disk and the editor's reload of it are one. */
const RELOAD_WINDOW = 2000;

/** Folds the log once and notes what the inference rules look at. */
export function gatherFacts(
  events: readonly SessionEvent[],
  base: readonly (readonly TreeEntry[])[],
  blobs: BlobLookup,
  digest: Digest,
): Facts {
  const fold = new WorkspaceFold(base, blobs, digest);
  const edits: EditFact[] = [];
  const paths = new Map<number, string>();
  const cursors = new Map<number, number>();
  const told = new Map<string, SessionEventOf<'file'>>();
  const lastEdit = new Map<string, number>();
  const reloads = new Map<number, number>();
  for (const event of events) {
    const document = 'doc' in event && typeof event.doc === 'number' ? fold.document(event.doc) : undefined;
    if (document !== undefined) paths.set(event.seq, document.uri ?? document.path);
    if (event.kind === 'selection') cursors.set(event.doc, event.ranges.length);
    if (event.kind !== 'edit' || document === undefined) {
      fold.apply(event);
      if (event.kind === 'file' && event.source !== 'editor') {
        const key = `${event.root ?? 0}:${event.path}`;
        told.set(key, event);
        const edit = edits[lastEdit.get(key) ?? -1];
        if (edit !== undefined && event.t - edit.event.t < RELOAD_WINDOW && isOnDisk(fold, edit.event.doc, digest)) {
          reloads.set(edit.event.seq, event.seq);
        }
      }
      continue;
    }
    const sites = editSites(document.text, event.minimal ?? event.changes);
    fold.apply(event);
    const key = `${document.root}:${document.path}`;
    const change = told.get(key);
    if (change !== undefined && event.t - change.t < RELOAD_WINDOW && isOnDisk(fold, event.doc, digest)) {
      reloads.set(event.seq, change.seq);
    }
    lastEdit.set(key, edits.length);
    edits.push({
      event,
      path: document.uri ?? document.path,
      sites,
      deleted: event.changes.reduce((sum, [, deleted]) => sum + deleted, 0),
      inserted: event.changes.reduce((sum, [, , inserted]) => sum + inserted.length, 0),
      cursors: cursors.get(event.doc) ?? 0,
      reloadOf: null,
    });
  }
  const withReloads = edits.map((edit) => ({ ...edit, reloadOf: reloads.get(edit.event.seq) ?? null }));
  return { events, edits: withReloads, paths };
}

function isOnDisk(fold: WorkspaceFold, doc: number, digest: Digest): boolean {
  const document = fold.document(doc);
  if (document === undefined || document.uri !== undefined) return false;
  const file = fold.file(document.path, document.root);
  const bytes = encodeText(document.text.toString(), document.encoding);
  return file !== undefined && bytes !== undefined && blobId(bytes, digest) === file.oid;
}
