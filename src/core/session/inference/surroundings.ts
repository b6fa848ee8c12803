import type { SessionEvent } from '../event.ts';
import type { Unclaimed } from './draft.ts';
import type { EditFact, Facts } from './facts.ts';

/** What the editor does by itself around an edit of a file that was not open. */
const COMPANIONS: ReadonlySet<SessionEvent['kind']> = new Set([
  'document-open',
  'document-close',
  'document-path',
  'document-state',
  'save',
]);

/**
 * The edits' own events and, from `window` ms before the first to `window` ms after the last, the openings, saves and
 * closings of their documents, as far as nobody has them yet and no other edit of the document comes in between.
 * A document that somebody looked at before the first edit was opened for that, not for the edits.
 */
export function around(facts: Facts, edits: readonly EditFact[], unclaimed: Unclaimed, window: number): number[] {
  const seqs = new Set(edits.map(({ event }) => event.seq));
  const docs = new Set(edits.map(({ event }) => event.doc));
  const from = edits.reduce((least, { event }) => Math.min(least, event.t), Number.POSITIVE_INFINITY) - window;
  const to = edits.reduce((most, { event }) => Math.max(most, event.t), 0) + window;
  const first = edits.reduce((least, { event }) => Math.min(least, event.seq), Number.POSITIVE_INFINITY);
  const last = edits.reduce((most, { event }) => Math.max(most, event.seq), 0);
  const moved = new Set<number>();
  const near = eventsBetween(facts.events, from, to);
  const lookedAt = new Set<number | null | undefined>(
    near.flatMap((event) =>
      event.seq < first && (event.kind === 'focus' || event.kind === 'edit') ? [event.doc] : [],
    ),
  );
  for (const event of near) {
    if (event.kind === 'edit' && event.seq > last) moved.add(event.doc);
    if (!COMPANIONS.has(event.kind) || !('doc' in event) || typeof event.doc !== 'number' || !docs.has(event.doc))
      continue;
    if (event.seq < first && (event.kind !== 'document-open' || lookedAt.has(event.doc))) continue;
    if (unclaimed.has(event.seq) && !moved.has(event.doc)) seqs.add(event.seq);
  }
  return [...seqs].sort((a, b) => a - b);
}

/** The events with times from `from` to `to`, both included. */
export function eventsBetween<E extends { readonly t: number }>(events: readonly E[], from: number, to: number): E[] {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.t ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  const found: E[] = [];
  for (let index = low; index < events.length; index++) {
    const event = events[index];
    if (event === undefined || event.t > to) break;
    found.push(event);
  }
  return found;
}
