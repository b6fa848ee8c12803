import type { Digest, TreeEntry } from '../ports.ts';
import type { BlobLookup } from './content.ts';
import type { SessionEvent } from './event.ts';
import { ActorContext } from './inference/actorContext.ts';
import { agentEdits } from './inference/agentEdits.ts';
import { commands, notes } from './inference/commands.ts';
import { diskChanges } from './inference/diskChanges.ts';
import { type Draft, Unclaimed } from './inference/draft.ts';
import { extracts } from './inference/extracts.ts';
import { gatherFacts } from './inference/facts.ts';
import { formats } from './inference/formats.ts';
import { gitMoves } from './inference/gitMoves.ts';
import { importEdits } from './inference/importEdits.ts';
import { inlines } from './inference/inlines.ts';
import { moveDeclarations } from './inference/moveDeclarations.ts';
import { moves } from './inference/moves.ts';
import { pastes } from './inference/pastes.ts';
import { replacements } from './inference/replacements.ts';
import { reverts } from './inference/reverts.ts';
import { signatures } from './inference/signatures.ts';
import { streams } from './inference/streams.ts';
import { type ParseText, Syntax } from './inference/syntax.ts';
import { typedEdits } from './inference/typedEdits.ts';
import type { Operation } from './operation.ts';
import { operationActor } from './operationActor.ts';

/** The surer a rule, the earlier it chooses; the last one takes every edit that is left. */
const RULES = [
  notes,
  commands,
  gitMoves,
  moves,
  streams,
  formats,
  moveDeclarations,
  extracts,
  inlines,
  replacements,
  diskChanges,
  importEdits,
  signatures,
  agentEdits,
  reverts,
  pastes,
  typedEdits,
];

/**
 * What the events amount to, and who did it. Every edit, file, bulk, command, git and note event is in exactly one
 * operation, but for git's first word, which says where a repository stands; openings, saves, closings and tasks may be
 * in one. The same events give the same operations. Without
 * `parse` the rules that look at syntax find nothing, and their events go to other operations.
 */
export function inferOperations(
  events: readonly SessionEvent[],
  base: readonly (readonly TreeEntry[])[],
  blobs: BlobLookup,
  digest: Digest,
  parse?: ParseText,
): Operation[] {
  const facts = gatherFacts(events, base, blobs, digest, new Syntax(parse));
  const unclaimed = new Unclaimed();
  const context = new ActorContext(facts);
  const times = new Map(events.map(({ seq, t }) => [seq, t]));
  return RULES.flatMap((rule) => rule(facts, unclaimed))
    .map((draft) => ({ ...draft, seqs: draft.seqs.toSorted((a, b) => a - b) }))
    .sort((a, b) => (a.seqs[0] ?? 0) - (b.seqs[0] ?? 0))
    .map((draft, index) => finished(draft, index + 1, context, times));
}

function finished(draft: Draft, number: number, context: ActorContext, times: ReadonlyMap<number, number>): Operation {
  const first = times.get(draft.seqs[0] ?? 0) ?? 0;
  const last = times.get(draft.seqs.at(-1) ?? 0) ?? first;
  const { actor, why } = operationActor(draft, context);
  const { streamed: _, ...operation } = draft;
  const evidence = [...draft.evidence, `Who: ${why}`];
  return { id: `op-${number}`, ...operation, evidence, actor, t: [first, last] };
}
