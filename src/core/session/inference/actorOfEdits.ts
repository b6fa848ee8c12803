import type { ActorContext } from './actorContext.ts';
import { saysAgent } from './agentEdits.ts';
import type { Draft } from './draft.ts';
import type { EditFact } from './facts.ts';
import { saysFormat } from './formats.ts';
import { eventsBetween } from './surroundings.ts';
import { isReload, isSmall } from './typingRuns.ts';
import type { Verdict } from './verdict.ts';

type Vote = Verdict | null;
type VoteRule = (edit: EditFact, context: ActorContext) => Vote | undefined;

/** A new name is typed for so long, in ms, at most, between asking for a rename and its edits. */
const RENAME = 60_000;
const PASTE = 1000;

/**
 * What one edit's own evidence says, the surest first: `undefined` leaves it to the next rule, `null` says that it cannot
 * be known.
 */
const VOTES: readonly VoteRule[] = [
  byAgent,
  bySave,
  byFormatter,
  byUndo,
  byHand,
  byAcceptedText,
  byRenameRequest,
  byPasteRequest,
  byPreview,
  byLanguageService,
  unnamedByEditor,
  outOfFocus,
  byCursor,
  byRhythm,
];

/**
 * Who made an operation's edits; null when it has none of its own. Where they say different things, or what they say
 * holds for one document and not for another, nobody is named: neither may a person's edits become an agent's nor the
 * other way round.
 */
export function verdictOfEdits({ seqs }: Draft, context: ActorContext): Verdict | null {
  const edits = seqs.flatMap((seq) => context.edit(seq) ?? []).filter((edit) => !isReload(edit));
  if (edits.length === 0) return null;
  const votes = edits.map((edit) => ({ edit, vote: voteOf(edit, context) }));
  const known = votes.flatMap(({ vote }) => vote ?? []);
  const actors = [...new Set(known.map(({ actor }) => actor))];
  const [actor] = actors;
  if (actor === undefined) return { actor: 'unknown', why: whyUnknown(edits) };
  if (actors.length > 1)
    return { actor: 'unknown', why: `its edits point to different ones: ${actors.sort().join(' and ')}` };
  const open = votes.filter(({ vote }) => vote === null);
  const sureDocs = new Set(votes.flatMap(({ edit, vote }) => (vote === null ? [] : edit.event.doc)));
  if (open.some(({ edit }) => !sureDocs.has(edit.event.doc)) || open.length > known.length)
    return { actor: 'unknown', why: `${open.length} of ${votes.length} edits have no sign of who made them` };
  const why = [...new Set(known.map((verdict) => verdict.why))].slice(0, 3).join('; ');
  return { actor, why: open.length === 0 ? why : `${why} (${known.length} of ${votes.length} edits)` };
}

function voteOf(edit: EditFact, context: ActorContext): Vote {
  for (const rule of VOTES) {
    const vote = rule(edit, context);
    if (vote !== undefined) return vote;
  }
  return null;
}

function byAgent(edit: EditFact): Vote | undefined {
  return saysAgent(edit) ? { actor: 'agent', why: `the editor names ${edit.words.source} as the source` } : undefined;
}

function bySave({ madeBySave }: EditFact): Vote | undefined {
  return madeBySave === null ? undefined : { actor: 'tool', why: 'saving made it, before it wrote the file' };
}

function byFormatter(edit: EditFact): Vote | undefined {
  return saysFormat(edit) ? { actor: 'tool', why: 'the editor names a formatter as the source' } : undefined;
}

function byUndo({ event }: EditFact): Vote | undefined {
  return event.reason === undefined ? undefined : { actor: 'human', why: 'it was asked for by undo or redo' };
}

function byHand({ words }: EditFact): Vote | undefined {
  if (words.source !== 'cursor' && words.source !== 'eolChange') return undefined;
  const how = words.kind === undefined ? words.source : `${words.source}, ${words.kind}`;
  return { actor: 'human', why: `the editor names the person’s hand as the source (${how})` };
}

function byAcceptedText({ words: { source = '' } }: EditFact): Vote | undefined {
  if (!/^(inlineCompletion|suggest|snippet)/.test(source)) return undefined;
  return { actor: 'human', why: `a person accepted what the editor offered (${source})` };
}

function byRenameRequest(edit: EditFact, context: ActorContext): Vote | undefined {
  const { t } = edit.event;
  const request = context.requests.last('rename', edit.event, RENAME, false);
  if (edit.words.source === 'rename' && request === undefined)
    return { actor: 'human', why: 'asked for by a rename, made by the language service' };
  if (request === undefined || edit.sites.length === 0) return undefined;
  const typedSince = eventsBetween(context.typed, request.t, t).some(
    ({ seq }) => seq > request.seq && seq < edit.event.seq,
  );
  if (typedSince || !/^(unknown|rename|)$/.test(edit.words.source ?? '')) return undefined;
  const ago = Math.round((t - request.t) / 1000);
  return { actor: 'human', why: `a rename was asked for ${ago} s before; the language service made the edits` };
}

function byPasteRequest({ event, words }: EditFact, context: ActorContext): Vote | undefined {
  if (words.paste !== undefined) return { actor: 'human', why: 'somebody asked to paste just before' };
  const asked = context.requests.last('paste', event, PASTE, true) ?? context.requests.last('drop', event, PASTE, true);
  return asked === undefined ? undefined : { actor: 'human', why: `somebody asked to ${asked.what} just before` };
}

function byPreview({ words }: EditFact): Vote | undefined {
  return words.preview === true
    ? { actor: 'human', why: 'somebody looked at it in the preview of a refactoring, and the editor made it' }
    : undefined;
}

function byLanguageService({ words }: EditFact): Vote | undefined {
  return words.source === 'codeAction'
    ? { actor: 'human', why: 'a code action that somebody chose; the language service made the edits' }
    : undefined;
}

/** Typing has a name in an editor that names sources: what has none there came through an extension or a dialogue. */
function unnamedByEditor({ words }: EditFact): Vote | undefined {
  return words.source === undefined ? undefined : null;
}

function outOfFocus({ active }: EditFact): Vote | undefined {
  return active === false ? null : undefined;
}

function byCursor({ atCursor }: EditFact): Vote | undefined {
  if (atCursor === null) return undefined;
  return atCursor ? { actor: 'human', why: 'the edits are where the cursor was' } : null;
}

/** Without any cursor on record: one character after another, each where the one before ended. */
function byRhythm(edit: EditFact, context: ActorContext): Vote | undefined {
  if (!isSmall(edit) || edit.active === null) return undefined;
  const place = (one: EditFact) => one.event.changes[0]?.[0] ?? 0;
  const isKey = (one: EditFact) => one.event.changes.length === 1 && one.inserted <= 2 && one.deleted <= 1;
  const typed =
    isKey(edit) &&
    context
      .neighbours(edit)
      .some(
        (other) =>
          other.event.doc === edit.event.doc &&
          isKey(other) &&
          Math.abs(other.event.t - edit.event.t) < 2000 &&
          Math.abs(place(other) - place(edit)) <= 2,
      );
  return typed ? { actor: 'human', why: 'one character after another in the document that had the focus' } : undefined;
}

function whyUnknown(edits: readonly EditFact[]): string {
  if (edits.some(({ words }) => (words.reviews ?? 0) > 0))
    return 'an agent’s edits were being looked through, which does not tell whose these are';
  const named = [...new Set(edits.flatMap(({ words }) => words.source ?? []))];
  if (named.length > 0) return `the editor names no source that tells who (${named.join(', ')})`;
  if (edits.some(({ active }) => active === false))
    return 'edits in a document without the focus, and nothing else tells who';
  if (edits.some(({ atCursor }) => atCursor === false))
    return 'edits away from the cursor, or larger than a key makes them, and nothing else tells who';
  return 'no cursor, focus or request on record tells who';
}
