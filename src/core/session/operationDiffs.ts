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
 * Each file that an operation touched, as it was seen in the editor before the operation's first event and after its
 * last one. Files that came out the same are left out, unless they moved.
 */
export function operationDiffs(
  operation: Operation,
  events: readonly SessionEvent[],
  base: readonly (readonly TreeEntry[])[],
  blobs: BlobLookup,
  digest: Digest,
): FileDiff[] {
  const first = operation.seqs[0] ?? 0;
  const last = operation.seqs.at(-1) ?? first;
  const own = new Set(operation.seqs);
  const fold = new WorkspaceFold(base, blobs, digest);
  for (const event of events) if (event.seq < first) fold.apply(event);
  const before = new Map<string, string | null>();
  const moved = new Map<string, Place>();
  const touched = new Map<string, Place>();
  const remember = (place: Place) => {
    const key = keyOf(place);
    if (before.has(key)) return;
    before.set(key, fold.effectiveText(place.path, place.root));
    touched.set(key, place);
  };
  // Texts before: of all files that are named up front, and of those that the operation's own events name, with their root.
  const inOperation = events.filter(({ seq }) => seq >= first && seq <= last);
  const roots = rootsOf(inOperation, fold);
  for (const path of operation.files) remember({ path, root: roots.get(path) ?? 0 });
  for (const event of inOperation) {
    if (!own.has(event.seq) || event.kind !== 'file') continue;
    const { path, root = 0, to, toRoot = root } = event;
    for (const below of filesAt(fold, { path, root })) {
      remember({ path: path + below, root });
      if (to === undefined) continue;
      remember({ path: to + below, root: toRoot });
      moved.set(keyOf({ path: to + below, root: toRoot }), { path: path + below, root });
    }
  }
  for (const event of inOperation) fold.apply(event);
  const sources = new Set([...moved.values()].map(keyOf));
  return [...touched].flatMap(([key, place]): FileDiff[] => {
    const after = fold.effectiveText(place.path, place.root);
    const from = moved.get(key);
    if (from !== undefined) {
      return [{ path: place.path, from: from.path, before: before.get(keyOf(from)) ?? null, after }];
    }
    const old = before.get(key) ?? null;
    if (old === after || (after === null && sources.has(key))) return [];
    return [{ path: place.path, before: old, after }];
  });
}

/** The file at a place, as `''`, or the files below it, as `/a/b.ts`. */
function filesAt(fold: WorkspaceFold, { path, root }: Place): string[] {
  if (fold.file(path, root) !== undefined) return [''];
  const prefix = `${path}/`;
  return [...fold.files(root).keys()].flatMap((file) => (file.startsWith(prefix) ? [file.slice(path.length)] : []));
}

function rootsOf(events: readonly SessionEvent[], fold: WorkspaceFold): Map<string, number> {
  const roots = new Map<string, number>();
  for (const event of events) {
    if ('path' in event) roots.set(event.path, event.root ?? 0);
    const document = 'doc' in event && event.doc !== null ? fold.document(event.doc) : undefined;
    if (document !== undefined) roots.set(document.path, document.root);
  }
  return roots;
}

function keyOf({ path, root }: Place): string {
  return `${root}:${path}`;
}
