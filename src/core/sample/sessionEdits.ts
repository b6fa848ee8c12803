import type { ContextFile } from '../render/renderFim.ts';
import type { SessionEvent, SessionEventOf, UnknownEvent } from '../session/event.ts';
import type { WorkspaceFold } from '../session/fold.ts';
import type { FoldDocument } from '../session/foldDocument.ts';
import type { Operation } from '../session/operation.ts';
import type { RecordedEdit } from './fim.ts';

export interface SessionWalk {
  /** Session id. */
  readonly source: string;
  /** In order, from the first. */
  readonly events: readonly (SessionEvent | UnknownEvent)[];
  readonly operations: readonly Operation[];
  /** A new fold at the session's base state. */
  readonly fold: () => WorkspaceFold;
  /** Name of each workspace root, for forms that name the repository. */
  readonly repos?: readonly string[];
  /** How many of the files that were opened or edited last go along as context. */
  readonly contextFiles?: number;
}

/**
 * What each operation changed in each document, in the order in which it was finished: the text before the operation's
 * first edit and after its last one, with the files that were opened or edited before as they stood at that moment.
 * Undo operations put back what was there: they are left out. Folds twice, because an edit also says what stood there
 * at the end. Where folding parts ways with the log, what comes after is not proved: `atDivergence` is told how many
 * edits were left out for that.
 */
export function* sessionEdits(walk: SessionWalk, atDivergence?: (leftOut: number) => void): Generator<RecordedEdit> {
  const end = walk.fold();
  const places = new LastPlaces();
  for (const event of walk.events) {
    end.apply(event);
    places.follow(event, end);
  }
  const proved = end.divergence?.seq ?? Number.POSITIVE_INFINITY;
  const fold = walk.fold();
  const operationOf = new Map<number, Operation>();
  for (const operation of walk.operations) {
    for (const seq of operation.seqs) operationOf.set(seq, operation);
  }
  const lastEdit = lastEdits(walk.events, operationOf);
  const begun = new Map<string, string>();
  const recent: number[] = [];
  let leftOut = 0;

  for (const event of walk.events) {
    const doc = documentOf(event);
    const operation = operationOf.get(event.seq);
    const key = `${operation?.id}:${doc}`;
    if (event.kind === 'edit' && doc !== null && operation !== undefined && !begun.has(key)) {
      begun.set(key, fold.text(doc) ?? '');
    }
    fold.apply(event);
    if (doc === null) continue;
    moveToEnd(recent, doc);
    if (event.kind !== 'edit' || operation === undefined || operation.kind === 'undo' || operation.kind === 'revert')
      continue;
    if (lastEdit.get(key) !== event.seq) continue;
    const document = fold.document(doc);
    const textBefore = begun.get(key);
    begun.delete(key);
    if (document === undefined || document.uri !== undefined || textBefore === undefined) continue;
    if ((operation.seqs.at(-1) ?? 0) >= proved) leftOut++;
    else
      yield { ...recordedEdit(walk, fold, operation, document, textBefore, recent), textAtEnd: places.text(doc, end) };
  }
  if (leftOut > 0) atDivergence?.(leftOut);
}

function recordedEdit(
  { source, repos = [], contextFiles = 5 }: SessionWalk,
  fold: WorkspaceFold,
  operation: Operation,
  document: FoldDocument,
  textBefore: string,
  recent: readonly number[],
): RecordedEdit {
  const repo = repos[document.root];
  const tree = fold.treeId(document.root);
  const seqs: [number, number] = [operation.seqs[0] ?? 0, operation.seqs.at(-1) ?? 0];
  return {
    source,
    path: document.path,
    language: document.language,
    textBefore,
    textAfter: document.text.toString(),
    tree,
    seqs,
    ...(repo === undefined ? {} : { repo }),
    context: contextBefore(fold, document, recent, contextFiles).map(
      ({ path, text }): ContextFile => ({ path, text, from: { source, path, range: [0, text.length], seqs, tree } }),
    ),
    level: 'recorded',
    origin: {
      ...(repo === undefined ? {} : { repository: repo }),
      session: source,
      actor: operation.actor,
      ...whyActor(operation),
    },
    labels: { operation: operation.kind },
  };
}

/** The last of an operation's evidence says why somebody is taken for its actor. */
function whyActor({ evidence }: Operation): { evidence?: string } {
  const why = evidence.at(-1);
  return why === undefined ? {} : { evidence: why.replace(/^Who: /, '') };
}

function contextBefore(
  fold: WorkspaceFold,
  current: FoldDocument,
  recent: readonly number[],
  size: number,
): ContextFile[] {
  return recent
    .map((doc) => fold.document(doc))
    .filter((document) => document !== undefined)
    .filter((document) => document.doc !== current.doc && document.path !== current.path && document.uri === undefined)
    .slice(-size)
    .map((document) => ({ path: document.path, text: document.text.toString() }));
}

function lastEdits(events: SessionWalk['events'], operationOf: ReadonlyMap<number, Operation>): Map<string, number> {
  const last = new Map<string, number>();
  for (const event of events) {
    const doc = documentOf(event);
    const operation = operationOf.get(event.seq);
    if (event.kind === 'edit' && operation !== undefined) last.set(`${operation.id}:${doc}`, event.seq);
  }
  return last;
}

const touching: ReadonlySet<string> = new Set(['document-open', 'edit', 'focus']);

function documentOf(event: SessionEvent | UnknownEvent): number | null {
  return touching.has(event.kind) && 'doc' in event && typeof event.doc === 'number' ? event.doc : null;
}

function moveToEnd(recent: number[], doc: number): void {
  const at = recent.indexOf(doc);
  if (at >= 0) recent.splice(at, 1);
  recent.push(doc);
}

/** Where the files of documents are at last, also of those that were moved after they were closed. */
class LastPlaces {
  readonly #places = new Map<number, { readonly path: string; readonly root: number }>();

  /** After `event` was folded. */
  follow(event: SessionEvent | UnknownEvent, fold: WorkspaceFold): void {
    if (event.kind === 'document-open' || event.kind === 'document-path') {
      const document = 'doc' in event && typeof event.doc === 'number' ? fold.document(event.doc) : undefined;
      if (document !== undefined) this.#places.set(document.doc, { path: document.path, root: document.root });
    } else if (isRename(event)) {
      const { path, to, root = 0, toRoot = root } = event;
      for (const [doc, place] of this.#places) {
        const below =
          place.path === path ? '' : place.path.startsWith(`${path}/`) ? place.path.slice(path.length) : null;
        if (below !== null && place.root === root) this.#places.set(doc, { path: to + below, root: toRoot });
      }
    }
  }

  /** What is seen there; null when the file was deleted, or the document closed without being saved. */
  text(doc: number, fold: WorkspaceFold): string | null {
    const place = this.#places.get(doc);
    return place === undefined ? null : fold.effectiveText(place.path, place.root);
  }
}

type Rename = SessionEventOf<'file'> & { readonly to: string };

function isRename(event: SessionEvent | UnknownEvent): event is Rename {
  return event.kind === 'file' && 'op' in event && event.op === 'rename' && 'to' in event && event.to !== undefined;
}
