import { counted } from '../../counted.ts';
import type { SessionEventOf } from '../event.ts';
import { type Draft, distinct, shown, type Unclaimed } from './draft.ts';
import type { Facts } from './facts.ts';
import { eventsBetween } from './surroundings.ts';

/** git tells of itself late: files and reloads that belong to it come from this many ms before to after its event. */
const BEFORE = 3000;
const AFTER = 3000;
/** State changes of one command come within this many ms. */
const PAUSE = 1500;

type GitEvent = SessionEventOf<'git'>;
type Action = NonNullable<GitEvent['moves']>[number]['action'];

/** What moves files: a commit does not. */
const MOVES_FILES: ReadonlySet<Action> = new Set([
  'checkout',
  'merge',
  'rebase',
  'reset',
  'pull',
  'cherry-pick',
  'revert',
  'stash',
]);

/**
 * What the person's own repository did: HEAD moved, and the files that changed with it. A file belongs to it where a
 * `bulk` event names it with the content that it then had; where there is none, when it changed on disk around a move
 * that changes files and no document was saved to it.
 */
export function gitMoves(facts: Facts, unclaimed: Unclaimed): Draft[] {
  const drafts: Draft[] = [];
  let last: GitEvent | undefined;
  let group: GitEvent[] = [];
  const told = new Set<string>();
  const finish = () => {
    if (group.length > 0) drafts.push(gitDraft(group, previous(last, group), facts, unclaimed));
    if (group.length > 0) last = group.at(-1);
    group = [];
  };
  for (const event of facts.events) {
    if (event.kind !== 'git') continue;
    // The first word on a repository says where it stands: nothing was done.
    if (!told.has(placeOf(event)) && isStandstill(event, facts.events)) {
      told.add(placeOf(event));
      last ??= event;
      continue;
    }
    told.add(placeOf(event));
    const before = group.at(-1);
    if (before !== undefined && (event.t - before.t > PAUSE || before.root !== event.root || isStep(event))) finish();
    group.push(event);
  }
  finish();
  for (const event of facts.events) {
    if (event.kind !== 'bulk' || !unclaimed.has(event.seq)) continue;
    const draft = bulkDraft(event, facts, unclaimed);
    unclaimed.claim(draft.seqs);
    drafts.push(draft);
  }
  return drafts;
}

function placeOf({ root = 0, path = '' }: GitEvent): string {
  return `${root}:${path}`;
}

/** It repeats what the start of the session says, or is about a repository that the start does not know. */
function isStandstill({ moves = [], path, root = 0, commit, branch }: GitEvent, events: Facts['events']): boolean {
  if (moves.length > 0) return false;
  const start = events.find((event) => event.kind === 'session-start');
  if (path !== undefined) return true;
  const known = start?.kind === 'session-start' ? start.roots[root] : undefined;
  return known !== undefined && known.commit === commit && known.branch === branch;
}

/** A second entry of the reflog is a second thing that was done. */
function isStep({ moves = [] }: GitEvent): boolean {
  return moves.length > 0;
}

function previous(last: GitEvent | undefined, group: readonly GitEvent[]): GitEvent | undefined {
  return last?.root === group[0]?.root ? last : undefined;
}

function gitDraft(group: readonly GitEvent[], last: GitEvent | undefined, facts: Facts, unclaimed: Unclaimed): Draft {
  const from = (group[0]?.t ?? 0) - BEFORE;
  const to = (group.at(-1)?.t ?? 0) + AFTER;
  const near = eventsBetween(facts.events, from, to);
  const moves = group.flatMap(({ moves: all = [] }) => all);
  const end = group.at(-1);
  const branchMoved = last !== undefined && end !== undefined && last.branch !== end.branch;
  const moving = moves.some(({ action }) => MOVES_FILES.has(action)) || (moves.length === 0 && branchMoved);
  const bulks = near.filter((event) => event.kind === 'bulk' && unclaimed.has(event.seq) && moving);
  const named = new Map(
    bulks.flatMap((event) => (event.kind === 'bulk' ? event.files.map(([path, , oid]) => [path, oid] as const) : [])),
  );
  const files = near.filter((event) => {
    if (event.kind !== 'file' || event.source === 'editor' || !unclaimed.has(event.seq)) return false;
    if (facts.disk.saveOf(event.seq) !== null) return false;
    if (named.has(event.path)) return named.get(event.path) === facts.disk.blobAfter(event.seq);
    return moving && bulks.length === 0;
  });
  const sources = new Set([...bulks, ...files].map(({ seq }) => seq));
  const told = facts.edits.filter(
    ({ event, words }) =>
      moving && words.source === 'reloadFromDisk' && event.t >= from && event.t <= to && unclaimed.has(event.seq),
  );
  const reloads = distinct([...reloadsOf(sources, facts, unclaimed), ...told.map(({ event }) => event.seq)]);
  const seqs = [...group.map(({ seq }) => seq), ...sources, ...reloads];
  unclaimed.claim(seqs);
  const touched = distinct([
    ...named.keys(),
    ...files.flatMap((event) => ('path' in event ? [event.path] : [])),
    ...told.map(({ path }) => path),
  ]);
  const actions = distinct(moves.map(({ action }) => action));
  return {
    kind: 'git',
    title: gitTitle(group, last),
    seqs: distinct(seqs),
    files: touched.filter((path) => path !== undefined).slice(0, MOST_FILES),
    confidence: moves.length > 0 ? 1 : 0.8,
    evidence: [
      moves.length > 0
        ? `the repository's reflog tells: ${actions.join(', ')}`
        : 'the repository’s HEAD or state changed',
      ...(bulks.length > 0 ? [`${counted(named.size, 'file')} went to the contents of that state at once`] : []),
      ...(files.length > 0 && bulks.length === 0
        ? [`${counted(files.length, 'change')} on disk within ${BEFORE / 1000} s of it`]
        : []),
      ...(reloads.length > 0 ? [`${counted(reloads.length, 'edit')} brought it into the editor: reloaded`] : []),
    ],
  };
}

/** An operation names at most so many files. */
const MOST_FILES = 5000;

function reloadsOf(sources: ReadonlySet<number>, facts: Facts, unclaimed: Unclaimed): number[] {
  return facts.edits
    .filter(({ reloadOf, event }) => reloadOf !== null && sources.has(reloadOf) && unclaimed.has(event.seq))
    .map(({ event }) => event.seq);
}

function bulkDraft(event: SessionEventOf<'bulk'>, facts: Facts, unclaimed: Unclaimed): Draft {
  return {
    kind: 'disk-change',
    title: `${counted(event.files.length, 'file')} changed on disk at once`,
    seqs: [event.seq, ...reloadsOf(new Set([event.seq]), facts, unclaimed)],
    files: event.files.map(([path]) => path).slice(0, MOST_FILES),
    confidence: 1,
    evidence: [`told by the ${event.source}; the repository did not move around it`],
  };
}

function gitTitle(group: readonly GitEvent[], last: GitEvent | undefined): string {
  const moves = group.flatMap(({ moves: all = [] }) => all);
  const end = group.at(-1);
  const branch = end?.branch ?? null;
  const move = moves.at(-1);
  const short = (end?.commit ?? '').slice(0, 8);
  if (move === undefined) {
    if (end?.during !== undefined) return `Git: in the middle of a ${end.during}`;
    if (last !== undefined && last.branch !== branch) return `Git: check out \`${branch ?? short}\``;
    if (last !== undefined && last.commit !== end?.commit) return `Git: \`${branch ?? 'HEAD'}\` is now at ${short}`;
    return `Git: on \`${branch ?? short}\``;
  }
  const message = shown(move.message.replace(/^[\w -]+(\([^)]*\))?:\s*/, ''));
  switch (move.action) {
    case 'commit':
      return `Git: commit “${message}”${moves.length > 1 ? `, the last of ${moves.length}` : ''}`;
    case 'amend':
      return `Git: amend the commit “${message}”`;
    case 'checkout':
      return `Git: check out \`${/ to (\S+)$/.exec(move.message)?.[1] ?? branch ?? short}\``;
    case 'other':
      return `Git: ${shown(move.message)}`;
    default:
      return `Git: ${move.action}${message === '' ? '' : ` (${message})`}`;
  }
}
