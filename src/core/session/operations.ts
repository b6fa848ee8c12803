import type { Digest, TreeEntry } from '../ports.ts';
import type { BlobLookup } from './content.ts';
import type { SessionEvent } from './event.ts';
import { commandsAndNotes } from './inference/commands.ts';
import { diskChanges } from './inference/diskChanges.ts';
import { type Draft, Unclaimed } from './inference/draft.ts';
import { gatherFacts } from './inference/facts.ts';
import { moves } from './inference/moves.ts';
import { replacements } from './inference/replacements.ts';
import { typedEdits } from './inference/typedEdits.ts';
import type { Operation } from './operation.ts';
import { operationActor } from './operationActor.ts';

/** The surer a rule, the earlier it chooses; the last one takes every edit that is left. */
const RULES = [commandsAndNotes, moves, replacements, diskChanges, typedEdits];

/**
 * What the events amount to. Every edit, file, command and note event is in exactly one operation; openings, saves and
 * closings may be in one. The same events give the same operations.
 */
export function inferOperations(
  events: readonly SessionEvent[],
  base: readonly (readonly TreeEntry[])[],
  blobs: BlobLookup,
  digest: Digest,
): Operation[] {
  const facts = gatherFacts(events, base, blobs, digest);
  const unclaimed = new Unclaimed();
  const times = new Map(events.map(({ seq, t }) => [seq, t]));
  return RULES.flatMap((rule) => rule(facts, unclaimed))
    .map((draft) => ({ ...draft, seqs: draft.seqs.toSorted((a, b) => a - b) }))
    .sort((a, b) => (a.seqs[0] ?? 0) - (b.seqs[0] ?? 0))
    .map((draft, index) => numbered(draft, index + 1, times));
}

function numbered(draft: Draft, number: number, times: ReadonlyMap<number, number>): Operation {
  const first = times.get(draft.seqs[0] ?? 0) ?? 0;
  const last = times.get(draft.seqs.at(-1) ?? 0) ?? first;
  return { id: `op-${number}`, ...draft, actor: operationActor(draft), t: [first, last] };
}
