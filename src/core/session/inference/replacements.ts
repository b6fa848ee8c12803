import { counted } from '../../counted.ts';
import { type Draft, distinct, shown, type Unclaimed } from './draft.ts';
import type { Site } from './editFacts.ts';
import type { EditFact, Facts } from './facts.ts';
import { identifiers, isIdentifier } from './identifier.ts';
import { around } from './surroundings.ts';

/** Longest pause, in ms, between two edits of one rename. */
const PAUSE = 1500;
/** A replacement of other text than an identifier is a search and replace from this many places on. */
const MANY = 3;

/**
 * Renames of a symbol, and the same replacement in many places. Both are bursts of edits, over one file or several,
 * in which every place changes in the same way; typing with several cursors is told apart by the cursors.
 */
export function replacements(facts: Facts, unclaimed: Unclaimed): Draft[] {
  const drafts: Draft[] = [];
  facts.edits.forEach((edit, index) => {
    if (!isCandidate(edit, unclaimed)) return;
    const first = edit.sites[0];
    if (first === undefined) return;
    const symbol = edit.sites.find(({ from, to }) => isIdentifier(from) && isIdentifier(to) && from !== to);
    const fits = symbol === undefined ? sameText(first) : sameSymbol(symbol);
    const burst = collect(facts.edits, index, fits, unclaimed);
    const draft =
      symbol === undefined
        ? searchReplace(first, burst, facts, unclaimed)
        : renameSymbol(symbol, burst, facts, unclaimed);
    if (draft === null) return;
    unclaimed.claim(draft.seqs);
    drafts.push(draft);
  });
  return drafts;
}

function isCandidate(edit: EditFact, unclaimed: Unclaimed): boolean {
  return (
    unclaimed.has(edit.event.seq) &&
    edit.event.reason === undefined &&
    edit.reloadOf === null &&
    edit.words.source !== 'reloadFromDisk' &&
    edit.sites.length > 0
  );
}

/** Edits from `start` on in which every place fits, each soon after the one before. */
function collect(
  edits: readonly EditFact[],
  start: number,
  fits: (site: Site) => boolean,
  unclaimed: Unclaimed,
): EditFact[] {
  const burst: EditFact[] = [];
  let t = edits[start]?.event.t ?? 0;
  for (let index = start; index < edits.length; index++) {
    const edit = edits[index];
    if (edit === undefined || edit.event.t - t > PAUSE || !isCandidate(edit, unclaimed) || !edit.sites.every(fits))
      break;
    burst.push(edit);
    t = edit.event.t;
  }
  return burst;
}

/** The same renaming, also where the old name stays beside the new one: `{ a: b }`, `import { b as a }`. */
function sameSymbol(symbol: Site): (site: Site) => boolean {
  return ({ from, to }) => from === symbol.from && (to === symbol.to || isAlias(to, symbol));
}

function isAlias(text: string, { from, to }: Site): boolean {
  const names = identifiers(text);
  return names.includes(from) && names.includes(to) && names.every((name) => [from, to, 'as'].includes(name));
}

function sameText(first: Site): (site: Site) => boolean {
  return ({ deleted, inserted }) => deleted === first.deleted && inserted === first.inserted;
}

function renameSymbol(
  { from, to }: Site,
  burst: readonly EditFact[],
  facts: Facts,
  unclaimed: Unclaimed,
): Draft | null {
  const files = distinct(burst.map(({ path }) => path));
  const sites = burst.reduce((sum, edit) => sum + edit.sites.length, 0);
  if (sites < 2 || (files.length === 1 && burst.length > 1 && sites === burst.length)) return null;
  if (files.length === 1 && burst.some(isTyped)) return null;
  const span = (burst.at(-1)?.event.t ?? 0) - (burst[0]?.event.t ?? 0);
  return {
    kind: 'rename-symbol',
    title: `Rename \`${shown(from)}\` to \`${shown(to)}\` in ${counted(files.length, 'file')}`,
    seqs: around(facts, burst, unclaimed, PAUSE),
    files,
    confidence: files.length > 1 ? 0.95 : 0.8,
    evidence: [
      `${counted(sites, 'place')} in ${counted(files.length, 'file')} turn \`${from}\` into \`${to}\` within ${Math.round(span)} ms`,
    ],
  };
}

function searchReplace(first: Site, burst: readonly EditFact[], facts: Facts, unclaimed: Unclaimed): Draft | null {
  const sites = burst.reduce((sum, edit) => sum + edit.sites.length, 0);
  const { deleted, inserted } = first;
  if (deleted.trim() === '' || sites < MANY || sites === burst.length || burst.some(isTyped)) return null;
  const files = distinct(burst.map(({ path }) => path));
  return {
    kind: 'search-replace',
    title: `Replace \`${shown(deleted)}\` by \`${shown(inserted)}\` in ${counted(files.length, 'file')}`,
    seqs: around(facts, burst, unclaimed, PAUSE),
    files,
    confidence: 0.8,
    evidence: [
      `${counted(sites, 'place')} in ${counted(files.length, 'file')} change in the same way, and it is no identifier`,
    ],
  };
}

/** By the editor's word, by several cursors or, where no selection was recorded, by one character put in at each place. */
function isTyped({ words, cursors, sites }: EditFact): boolean {
  if (words.source === 'cursor') return true;
  if (cursors > 0) return cursors > 1;
  return sites.every(({ deleted, inserted }) => deleted === '' && inserted.length <= 1);
}
