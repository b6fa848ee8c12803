import { apply } from '../edit/apply.ts';
import type { Digest, TreeEntry } from '../ports.ts';
import type { BlobLookup } from './content.ts';
import type { Divergence } from './divergence.ts';
import type { SessionEvent } from './event.ts';
import { WorkspaceFold } from './fold.ts';

export interface Verification {
  readonly ok: boolean;
  readonly events: number;
  readonly documents: number;
  readonly checkpoints: { readonly checked: number; readonly matched: number };
  /** The log was put in order after its recorder died. */
  readonly recovered: boolean;
  readonly firstDivergence: Divergence | null;
}

/**
 * Folds all events over the base state and says whether every saved blob, every checkpoint's tree and every pair of
 * reported and minimal changes agrees, and where it first does not. Problems of reading the log are not looked at here.
 */
export function verifyEvents(
  events: readonly SessionEvent[],
  base: readonly (readonly TreeEntry[])[],
  blobs: BlobLookup,
  digest: Digest,
): Verification {
  const fold = new WorkspaceFold(base, blobs, digest);
  let first: Divergence | null = null;
  for (const event of events) {
    first ??= minimalDivergence(event, fold);
    fold.apply(event);
    first ??= fold.divergence;
  }
  return {
    ok: first === null,
    events: events.length,
    documents: fold.documents().length,
    checkpoints: { ...fold.checkpoints },
    recovered: events.some(({ kind }) => kind === 'recovered'),
    firstDivergence: first,
  };
}

function minimalDivergence(event: SessionEvent, fold: WorkspaceFold): Divergence | null {
  if (event.kind !== 'edit' || event.minimal === undefined) return null;
  const document = fold.document(event.doc);
  if (document === undefined) return null;
  const before = document.text.toString();
  try {
    if (apply(before, event.changes) === apply(before, event.minimal)) return null;
  } catch {
    // A change outside the text: the fold says so, with the reason.
    return null;
  }
  return { seq: event.seq, kind: event.kind, path: document.path, why: 'its minimal changes give another text' };
}
