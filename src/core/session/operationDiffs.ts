import type { Digest, TreeEntry } from '../ports.ts';
import type { BlobLookup } from './content.ts';
import type { SessionEvent } from './event.ts';
import { WorkspaceFold } from './fold.ts';
import type { Operation } from './operation.ts';
import type { FileDiff } from './timeline.ts';

interface Place {
  readonly path: string;
  readonly root: number;
}

/**
 * For each operation, in the given order, the files that it touched, as they were seen in the editor before its first
 * event and after its last one. Files that came out the same are left out, unless they moved. Folds the log once.
 */
export function diffsOfOperations(
  operations: readonly Operation[],
  events: readonly SessionEvent[],
  base: readonly (readonly TreeEntry[])[],
  blobs: BlobLookup,
  digest: Digest,
): FileDiff[][] {
  const fold = new WorkspaceFold(base, blobs, digest);
  const ownEvents = eventsOf(operations, events);
  const roots = rootsOf(operations, events);
  const starting = byEvent(operations, ({ seqs }) => seqs[0]);
  const ending = byEvent(operations, ({ seqs }) => seqs.at(-1));
  const before = new Map<number, TextsBefore>();
  const diffs = operations.map((): FileDiff[] => []);
  let open = operations.length;
  for (const event of events) {
    if (open === 0) break;
    for (const index of starting.get(event.seq) ?? []) {
      const files = operations[index]?.files ?? [];
      const places = files.map((path) => ({ path, root: roots[index]?.get(path) ?? 0 }));
      before.set(index, new TextsBefore(places, ownEvents[index] ?? [], fold));
    }
    fold.apply(event);
    for (const index of ending.get(event.seq) ?? []) {
      diffs[index] = before.get(index)?.diffsTo(fold) ?? [];
      before.delete(index);
      open--;
    }
  }
  return diffs;
}

/** The same for one operation; folding ends with its last event. */
export function operationDiffs(
  operation: Operation,
  events: readonly SessionEvent[],
  base: readonly (readonly TreeEntry[])[],
  blobs: BlobLookup,
  digest: Digest,
): FileDiff[] {
  return diffsOfOperations([operation], events, base, blobs, digest)[0] ?? [];
}

/** What an operation is going to touch, with the texts before it. */
class TextsBefore {
  readonly #texts = new Map<string, string | null>();
  readonly #moved = new Map<string, Place>();
  readonly #touched = new Map<string, Place>();

  /** `places` are named up front; more come from the operation's file events. */
  constructor(places: readonly Place[], events: readonly SessionEvent[], fold: WorkspaceFold) {
    for (const place of places) this.#remember(place, fold);
    for (const event of events) {
      if (event.kind !== 'file') continue;
      const { path, root = 0, to, toRoot = root } = event;
      for (const below of filesAt(fold, { path, root })) {
        this.#remember({ path: path + below, root }, fold);
        if (to === undefined) continue;
        this.#remember({ path: to + below, root: toRoot }, fold);
        this.#moved.set(keyOf({ path: to + below, root: toRoot }), { path: path + below, root });
      }
    }
  }

  diffsTo(fold: WorkspaceFold): FileDiff[] {
    const sources = new Set([...this.#moved.values()].map(keyOf));
    return [...this.#touched].flatMap(([key, place]): FileDiff[] => {
      const after = fold.effectiveText(place.path, place.root);
      const from = this.#moved.get(key);
      if (from !== undefined) {
        return [{ path: place.path, from: from.path, before: this.#texts.get(keyOf(from)) ?? null, after }];
      }
      const old = this.#texts.get(key) ?? null;
      if (old === after || (after === null && sources.has(key))) return [];
      return [{ path: place.path, before: old, after }];
    });
  }

  #remember(place: Place, fold: WorkspaceFold): void {
    const key = keyOf(place);
    if (this.#texts.has(key)) return;
    this.#texts.set(key, fold.effectiveText(place.path, place.root));
    this.#touched.set(key, place);
  }
}

/** The file at a place, as `''`, or the files below it, as `/a/b.ts`. */
function filesAt(fold: WorkspaceFold, { path, root }: Place): string[] {
  if (fold.file(path, root) !== undefined) return [''];
  const prefix = `${path}/`;
  return [...fold.files(root).keys()].flatMap((file) => (file.startsWith(prefix) ? [file.slice(path.length)] : []));
}

function eventsOf(operations: readonly Operation[], events: readonly SessionEvent[]): SessionEvent[][] {
  const bySeq = new Map(events.map((event) => [event.seq, event]));
  return operations.map(({ seqs }) => seqs.flatMap((seq) => bySeq.get(seq) ?? []));
}

/** Indexes of the operations for which `seqOf` gives an event's number. */
function byEvent(
  operations: readonly Operation[],
  seqOf: (operation: Operation) => number | undefined,
): Map<number, number[]> {
  const indexes = new Map<number, number[]>();
  operations.forEach((operation, index) => {
    const seq = seqOf(operation);
    if (seq !== undefined) indexes.set(seq, [...(indexes.get(seq) ?? []), index]);
  });
  return indexes;
}

/** For each operation the workspace root of every path that its own events name, themselves or through a document. */
function rootsOf(operations: readonly Operation[], events: readonly SessionEvent[]): Map<string, number>[] {
  const roots = operations.map(() => new Map<string, number>());
  const owners = new Map(operations.flatMap(({ seqs }, index) => seqs.map((seq) => [seq, roots[index]] as const)));
  const documents = new Map<number, Place>();
  for (const event of events) {
    const own = owners.get(event.seq);
    const document = 'doc' in event && typeof event.doc === 'number' ? documents.get(event.doc) : undefined;
    if (document !== undefined) own?.set(document.path, document.root);
    if ('path' in event && event.path !== undefined) own?.set(event.path, event.root ?? 0);
    if (event.kind === 'bulk') for (const [path] of event.files) own?.set(path, event.root ?? 0);
    if (event.kind === 'document-open' || event.kind === 'document-path') {
      documents.set(event.doc, { path: event.path, root: event.root ?? 0 });
    }
  }
  return roots;
}

function keyOf({ path, root }: Place): string {
  return `${root}:${path}`;
}
