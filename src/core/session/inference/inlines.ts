import { counted } from '../../counted.ts';
import { bursts, type Piece, piecesOf } from './bursts.ts';
import { type DeclaredPiece, removedAt } from './declaredPieces.ts';
import { type Draft, distinct, type Unclaimed } from './draft.ts';
import type { Facts } from './facts.ts';
import { identifiers } from './identifier.ts';
import { around } from './surroundings.ts';
import { declarationWord } from './syntax.ts';
import { tokenShare } from './tokenShare.ts';

const SHARE = 0.7;

/** A declaration that goes, and what it held comes where its name stood. */
export function inlines(facts: Facts, unclaimed: Unclaimed): Draft[] {
  if (!facts.syntax.there) return [];
  const drafts: Draft[] = [];
  for (const burst of bursts(facts.edits, unclaimed)) {
    const pieces = piecesOf(burst);
    if (pieces.length < 2 && !pieces.some(({ site }) => site.deleted.includes('\n'))) continue;
    for (const gone of removedAt(facts, pieces)) {
      const uses = pieces.filter((piece) => isUse(piece, gone));
      if (uses.length === 0) continue;
      const { name } = gone.declared;
      const files = distinct([gone.edit.path, ...uses.map(({ edit }) => edit.path)]);
      const seqs = around(facts, burst, unclaimed, 1500);
      unclaimed.claim(seqs);
      drafts.push({
        kind: 'inline',
        title: `Inline ${declarationWord(gone.declared)} \`${name}\` in ${files.length === 1 ? `\`${files[0]}\`` : counted(files.length, 'file')}`,
        seqs,
        files: distinct([...files, ...burst.map(({ path }) => path)]),
        confidence: 0.9,
        evidence: [
          `the declaration of \`${name}\` went, and what it held came at ${counted(uses.length, 'place')} where its name stood`,
        ],
      });
      break;
    }
  }
  return drafts;
}

function isUse({ edit, site }: Piece, { edit: other, site: place, declared }: DeclaredPiece): boolean {
  const same = edit === other && site === place;
  const names = (text: string) => identifiers(text).filter((name) => name === declared.name).length;
  if (site.inserted.trim() === '' || names(site.from) < (same ? 2 : 1) || names(site.to) > 0) return false;
  return tokenShare(site.inserted, same ? site.deleted : declared.text) >= SHARE;
}
