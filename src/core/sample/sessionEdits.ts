import type { ContextFile } from '../render/renderFim.ts';
import type { SessionEvent, UnknownEvent } from '../session/event.ts';
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
  /** At the session's base state; it is folded to the end. */
  readonly fold: WorkspaceFold;
  /** Name of each workspace root, for forms that name the repository. */
  readonly repos?: readonly string[];
  /** How many of the files that were opened or edited last go along as context. */
  readonly contextFiles?: number;
}

/**
 * What each operation changed in each document, in the order in which it was finished: the text before the operation's
 * first edit and after its last one, with the files that were opened or edited before as they stood at that moment.
 * Undo operations put back what was there: they are left out.
 */
export function sessionEdits(walk: SessionWalk): RecordedEdit[] {
  const { fold } = walk;
  const operationOf = new Map<number, Operation>();
  for (const operation of walk.operations) {
    for (const seq of operation.seqs) operationOf.set(seq, operation);
  }
  const lastEdit = lastEdits(walk.events, operationOf);
  const begun = new Map<string, string>();
  const recent: number[] = [];
  const finished: { readonly doc: number; readonly edit: RecordedEdit }[] = [];

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
    if (event.kind !== 'edit' || operation === undefined || operation.kind === 'undo') continue;
    if (lastEdit.get(key) !== event.seq) continue;
    const document = fold.document(doc);
    const textBefore = begun.get(key);
    if (document === undefined || document.uri !== undefined || textBefore === undefined) continue;
    finished.push({ doc, edit: recordedEdit(walk, operation, document, textBefore, recent) });
  }
  return finished.map(({ doc, edit }) => ({ ...edit, textAtEnd: textAtEnd(fold, doc) }));
}

function recordedEdit(
  { source, fold, repos = [], contextFiles = 5 }: SessionWalk,
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
    labels: { operation: operation.kind },
  };
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

/** Null when the file was deleted, or the document closed without being saved. */
function textAtEnd(fold: WorkspaceFold, doc: number): string | null {
  const document = fold.document(doc);
  return document === undefined ? null : fold.effectiveText(document.path, document.root);
}
