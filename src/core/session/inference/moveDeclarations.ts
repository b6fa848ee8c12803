import { counted } from '../../counted.ts';
import { isWhole, piecesOf } from './bursts.ts';
import { addedAt, bodyOf, type DeclaredPiece, removedAt } from './declaredPieces.ts';
import { type Draft, distinct, type Unclaimed } from './draft.ts';
import type { EditFact, Facts } from './facts.ts';
import { identifiers } from './identifier.ts';
import { around } from './surroundings.ts';

/** Cutting and pasting, in ms, may lie so far apart. */
const APART = 120_000;
/** Imports that follow come so long, in ms, after the declaration, or so short before it. */
const AFTER = 15_000;
const BEFORE = 1500;

/** Declarations that leave one place and come, the same, at another one, with the imports that follow. */
export function moveDeclarations(facts: Facts, unclaimed: Unclaimed): Draft[] {
  if (!facts.syntax.there) return [];
  const pieces = piecesOf(facts.edits.filter((edit) => unclaimed.has(edit.event.seq) && isWhole(edit)));
  const came = addedAt(facts, pieces);
  const drafts: Draft[] = [];
  if (came.length === 0) return drafts;
  const taken = new Set<DeclaredPiece>();
  const moved = new Map<string, [DeclaredPiece, DeclaredPiece][]>();
  for (const gone of removedAt(facts, pieces)) {
    const to = came.find((candidate) => !taken.has(candidate) && isSame(gone, candidate));
    if (to === undefined) continue;
    taken.add(to);
    const key = `${gone.edit.event.seq}:${to.edit.event.seq}`;
    moved.set(key, [...(moved.get(key) ?? []), [gone, to]]);
  }
  for (const pairs of moved.values()) {
    if (pairs.some((pair) => pair.some(({ edit }) => !unclaimed.has(edit.event.seq)))) continue;
    const draft = moveDraft(pairs, facts, unclaimed);
    unclaimed.claim(draft.seqs);
    drafts.push(draft);
  }
  return drafts;
}

function isSame(gone: DeclaredPiece, come: DeclaredPiece): boolean {
  return (
    gone.declared.name === come.declared.name &&
    Math.abs(gone.edit.event.t - come.edit.event.t) <= APART &&
    (gone.edit !== come.edit || gone.site !== come.site) &&
    isMost(gone) &&
    bodyOf(gone.declared) === bodyOf(come.declared)
  );
}

/** A variable inside of moved code does not make it a move of that variable. */
function isMost({ declared, site }: DeclaredPiece): boolean {
  return declared.kind !== 'variable' || declared.text.length * 2 > site.deleted.trim().length;
}

function moveDraft(
  pairs: readonly (readonly [DeclaredPiece, DeclaredPiece])[],
  facts: Facts,
  unclaimed: Unclaimed,
): Draft {
  const names = distinct(pairs.map(([gone]) => gone.declared.name));
  const edits = distinct(pairs.flatMap(([gone, come]) => [gone.edit, come.edit]));
  const from = pairs[0]?.[0].edit.path ?? '';
  const to = pairs[0]?.[1].edit.path ?? '';
  const imports = from === to ? [] : followers(edits, names, facts, unclaimed);
  const all = [...edits, ...imports].sort((a, b) => a.event.seq - b.event.seq);
  const list = names.map((name) => `\`${name}\``).join(', ');
  const where = from === to ? `within \`${from}\`` : `from \`${from}\` to \`${to}\``;
  const follow =
    imports.length === 0 ? '' : `, ${counted(imports.length, 'import')} follow${imports.length === 1 ? 's' : ''}`;
  const seqs = imports.length === 0 ? edits.map(({ event }) => event.seq) : around(facts, all, unclaimed, BEFORE);
  return {
    kind: 'move-declaration',
    title: `Move ${list} ${where}${follow}`,
    seqs,
    files: distinct([from, to, ...imports.map(({ path }) => path)]),
    confidence: 0.9,
    evidence: [
      `the declaration of ${list} went at one place and came, the same but for its layout, at another one`,
      ...(imports.length === 0 ? [] : [`${counted(imports.length, 'edit')} near it touch only lines that import`]),
    ],
  };
}

function followers(
  edits: readonly EditFact[],
  names: readonly string[],
  facts: Facts,
  unclaimed: Unclaimed,
): EditFact[] {
  const first = Math.min(...edits.map(({ event }) => event.t));
  const last = Math.max(...edits.map(({ event }) => event.t));
  return facts.edits.filter((edit) => {
    const { t, seq, reason } = edit.event;
    if (t < first - BEFORE || t > last + AFTER || reason !== undefined || !unclaimed.has(seq)) return false;
    if (edits.includes(edit) || edit.sites.length === 0 || !edit.sites.every(isImport)) return false;
    const close = edits.some(({ event }) => Math.abs(event.t - t) <= BEFORE);
    return close || edit.sites.some(({ from, to }) => names.some((name) => identifiers(from + to).includes(name)));
  });
}

function isImport({ inImport, inserted, deleted }: EditFact['sites'][number]): boolean {
  return inImport || /^\s*(import|from|use|using|require|export\s*\{|const \{)/.test(inserted || deleted);
}
