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
  const verifier = new Verifier(base, blobs, digest);
  for (const event of events) verifier.take(event);
  return verifier.result();
}

/** The same event by event; keeps none of them. */
export class Verifier {
  readonly #fold: WorkspaceFold;
  #first: Divergence | null = null;
  #events = 0;
  #recovered = false;

  constructor(base: readonly (readonly TreeEntry[])[], blobs: BlobLookup, digest: Digest) {
    this.#fold = new WorkspaceFold(base, blobs, digest);
  }

  take(event: SessionEvent): void {
    this.#events++;
    if (event.kind === 'recovered') this.#recovered = true;
    this.#first ??= minimalDivergence(event, this.#fold);
    this.#fold.apply(event);
    this.#first ??= this.#fold.divergence;
  }

  result(): Verification {
    return {
      ok: this.#first === null,
      events: this.#events,
      documents: this.#fold.documents().length,
      checkpoints: { ...this.#fold.checkpoints },
      recovered: this.#recovered,
      firstDivergence: this.#first,
    };
  }
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
