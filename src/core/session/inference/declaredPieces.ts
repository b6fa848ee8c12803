import type { Piece } from './bursts.ts';
import type { Facts } from './facts.ts';
import { identifiers } from './identifier.ts';
import type { Declared } from './syntax.ts';

/** A declaration that an edit took out or put in, with the place. */
export interface DeclaredPiece extends Piece {
  readonly declared: Declared;
}

const MAY_DECLARE =
  /\b(function|class|interface|type|enum|const|let|var|def|fn|func|fun|struct|trait|impl|mod|module|public|private|protected|static|export|async|void|int|double|bool|boolean|string|final|val)\b|^[\p{ID_Start}_$][\p{ID_Continue}$]*\s*[(=]/mu;

/** Declarations that went at a place, and did not come back at the same place. */
export function removedAt(facts: Facts, pieces: readonly Piece[]): DeclaredPiece[] {
  return pieces.flatMap((piece) => difference(facts, piece, piece.site.deleted, piece.site.inserted));
}

/** Declarations that came at a place, and had not been there before. */
export function addedAt(facts: Facts, pieces: readonly Piece[]): DeclaredPiece[] {
  return pieces.flatMap((piece) => difference(facts, piece, piece.site.inserted, piece.site.deleted));
}

function difference(facts: Facts, piece: Piece, text: string, other: string): DeclaredPiece[] {
  if (text.trim().length < 8 || !MAY_DECLARE.test(text)) return [];
  const kept = new Set(identifiers(other));
  return facts.syntax
    .declared(piece.edit.path, text)
    .filter(({ name }) => !kept.has(name))
    .map((declared) => ({ ...piece, declared }));
}

/** What a declaration comes to, without its layout. */
export function bodyOf({ text }: Declared): string {
  return text.replaceAll(/\s+|;$/g, '').replace(/^export(default)?/, '');
}
