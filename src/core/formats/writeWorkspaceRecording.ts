import type { TextChange } from '../edit/change.ts';
import { normalise } from '../edit/compose.ts';
import type { Digest, TreeEntry } from '../ports.ts';
import type { BlobLookup } from '../session/content.ts';
import type { SessionEvent, SessionEventOf } from '../session/event.ts';
import { WorkspaceFold } from '../session/fold.ts';
import { type Exported, Losses } from './exported.ts';
import { workspaceRecording } from './workspaceRecording.ts';

type Entry = Record<string, unknown>;

/**
 * A session as `workspaceRecording@1.0`, one record a line after a newline, as that recorder writes it. It holds texts,
 * edits, selections and focus; everything else is a loss. Records that a session was imported with go back as they were.
 */
export function writeWorkspaceRecording(
  events: readonly SessionEvent[],
  base: readonly (readonly TreeEntry[])[],
  blobs: BlobLookup,
  digest: Digest,
): Exported {
  const writing = new Writing(new WorkspaceFold(base, blobs, digest));
  for (const event of events) writing.take(event);
  return writing.done();
}

class Writing {
  readonly #fold: WorkspaceFold;
  readonly #lines: string[] = [];
  readonly #losses = new Losses();
  readonly #encountered = new Set<number>();
  #start = 0;
  #own = false;

  constructor(fold: WorkspaceFold) {
    this.#fold = fold;
  }

  take(event: SessionEvent): void {
    this.#fold.apply(event);
    const time = event.clock ?? this.#start + Math.round(event.t);
    switch (event.kind) {
      case 'session-start':
        this.#begin(event);
        return;
      case 'document-open':
        if (!this.#encountered.has(event.doc)) this.#encounter(event.doc, event.path, time);
        this.#add({ kind: 'setContent', id: event.doc, v: event.v, content: this.#fold.text(event.doc) ?? '', time });
        return;
      case 'document-path':
        this.#encounter(event.doc, event.path, time);
        return;
      case 'resync':
        this.#add({ kind: 'setContent', id: event.doc, v: event.v, content: this.#fold.text(event.doc) ?? '', time });
        return;
      case 'edit':
        this.#edit(event, time);
        return;
      case 'selection':
        this.#add({ kind: 'selectionChanged', id: event.doc, selection: event.ranges, time });
        return;
      case 'focus':
        if (event.doc === null) this.#losses.add('no editor has the focus');
        else this.#add({ kind: 'focused', id: event.doc, time });
        return;
      case 'foreign':
        this.#foreign(event, time);
        return;
      case 'session-stop':
        return;
      case 'checkpoint':
        if (event.why !== 'start') this.#losses.add('checkpoint');
        return;
      default:
        this.#losses.add(event.kind);
    }
  }

  done(): Exported {
    return { content: this.#lines.join(''), losses: this.#losses.list() };
  }

  #begin({ at, roots, imported }: SessionEventOf<'session-start'>): void {
    this.#start = Date.parse(at);
    this.#own = imported?.format === workspaceRecording.id;
    if (this.#own) return;
    const path = roots[0]?.path ?? '/';
    const repoRootUri = `file://${encodeURI(`/${path.replaceAll('\\', '/').replace(/^\/+/, '')}`)}`;
    this.#add({ documentType: 'workspaceRecording@1.0', kind: 'header', repoRootUri, time: this.#start, uuid: '' });
  }

  #encounter(doc: number, relativePath: string, time: number): void {
    this.#encountered.add(doc);
    this.#add({ kind: 'documentEncountered', id: doc, relativePath, time });
  }

  #edit({ doc, v, changes, evidence, reason }: SessionEventOf<'edit'>, time: number): void {
    if (reason !== undefined) this.#losses.add('mark of an undo or redo');
    const metadata = evidence?.detailedReason === undefined ? {} : { metadata: evidence.detailedReason };
    const edit = allAtOnce(changes) ?? allAtOnce(normalise(changes)) ?? [];
    this.#add({ kind: 'changed', id: doc, v, edit, time, ...metadata });
  }

  #foreign({ type, doc, data }: SessionEventOf<'foreign'>, time: number): void {
    if (!this.#own) {
      this.#losses.add(`${type} of the imported recording`);
      return;
    }
    if (type === 'documentEncountered' && doc !== undefined) this.#encountered.add(doc);
    const id = doc === undefined ? {} : { id: doc };
    const content = type === 'setContent' && doc !== undefined ? { content: this.#fold.text(doc) ?? '' } : {};
    this.#add({ kind: type, ...id, ...data, ...content, time });
  }

  #add(entry: Entry): void {
    this.#lines.push(`\n${JSON.stringify(entry)}`);
  }
}

/**
 * Changes that apply one after another, as [start, end, text] that are all meant for the text before them, ascending.
 * Null unless every one lies before the one that was applied before it.
 */
function allAtOnce(changes: readonly TextChange[]): [number, number, string][] | null {
  let reached = Number.POSITIVE_INFINITY;
  for (const [offset, deleted] of changes) {
    if (offset + deleted > reached) return null;
    reached = offset;
  }
  return [...changes].reverse().map(([offset, deleted, text]) => [offset, offset + deleted, text]);
}
