import { bursts, type Piece, piecesOf } from './bursts.ts';
import { addedAt, type DeclaredPiece } from './declaredPieces.ts';
import { type Draft, distinct, type Unclaimed } from './draft.ts';
import { enclosingName } from './enclosingName.ts';
import type { Facts } from './facts.ts';
import { identifiers } from './identifier.ts';
import { around } from './surroundings.ts';
import { declarationWord } from './syntax.ts';
import { tokenShare, tokens } from './tokenShare.ts';

/** So large a share of what was taken out is in the new declaration. */
const SHARE = 0.7;

/**
 * A new declaration that holds what stood elsewhere, where its name stands now: a function, constant or type was taken
 * out of other code, by one command.
 */
export function extracts(facts: Facts, unclaimed: Unclaimed): Draft[] {
  if (!facts.syntax.there) return [];
  const drafts: Draft[] = [];
  for (const burst of bursts(facts.edits, unclaimed)) {
    const pieces = piecesOf(burst);
    if (!pieces.some(({ site }) => site.deleted.trim() !== '')) continue;
    const found = addedAt(facts, pieces).flatMap((come) => {
      const uses = pieces.filter((piece) => isUse(piece, come));
      return uses.length === 0 ? [] : [{ come, uses }];
    });
    const [first] = found;
    if (first === undefined) continue;
    const draft = extractDraft(first.come, first.uses, burst, facts, unclaimed);
    unclaimed.claim(draft.seqs);
    drafts.push(draft);
  }
  return drafts;
}

/** Whether a place had what the declaration now holds, and has its name instead. */
function isUse({ edit, site }: Piece, { edit: other, site: place, declared }: DeclaredPiece): boolean {
  if (tokens(site.deleted).length < 2) return false;
  const names = identifiers(site.to).filter((name) => name === declared.name).length;
  const same = edit === other && site === place;
  if (names < (same ? 2 : 1) || identifiers(site.from).includes(declared.name)) return false;
  if (!same) return tokenShare(site.deleted, declared.text) >= SHARE;
  // One change over both: without the declaration it is what it was, but for the piece that the declaration holds.
  const rest = site.inserted
    .replace(declared.text, '')
    .replaceAll(declared.name, '')
    .replaceAll(/;|\b(const|let|var|final|val)\b/g, '');
  const held = declared.text.slice(declared.text.indexOf(declared.name) + declared.name.length);
  return tokenShare(rest, site.deleted) >= 0.9 && tokenShare(held, site.deleted) >= SHARE;
}

function extractDraft(
  { declared, edit: target }: DeclaredPiece,
  uses: readonly Piece[],
  burst: readonly Piece['edit'][],
  facts: Facts,
  unclaimed: Unclaimed,
): Draft {
  const paths = distinct(uses.map(({ edit }) => edit.path));
  const [use] = uses;
  const path = use?.edit.path ?? target.path;
  const holder = use === undefined ? null : enclosingName(facts, use.edit, use.site.at);
  const from = holder === null ? '' : ` from \`${holder}\``;
  const to = path === target.path ? '' : ` to \`${target.path}\``;
  return {
    kind: 'extract',
    title: `Extract ${declarationWord(declared)} \`${declared.name}\`${from} in \`${path}\`${to}`,
    seqs: around(facts, burst, unclaimed, 1500),
    files: distinct([...paths, target.path, ...burst.map((edit) => edit.path)]),
    confidence: 0.9,
    evidence: [
      `\`${declared.name}\` is declared anew and holds what stood at ${uses.length === 1 ? 'one place' : `${uses.length} places`}, where its name stands now`,
    ],
  };
}
