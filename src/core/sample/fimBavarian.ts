import type { Family } from '../render/family.ts';
import type { FimLayout, Piece } from '../render/fimLayout.ts';

/**
 * Suffix first as Bavarian's text has it (2207.14255, section 3; "SPM variant 1"): suffix sentinel, suffix, prefix
 * sentinel, prefix, middle sentinel. Made of the family's prefix-first form, which has the same three sentinels; null
 * where that form is not of three sentinels. No family documents it: it is for training from the start.
 */
export function bavarianLayout({ fim }: Family): FimLayout | null {
  const pieces = fim?.psm?.pieces;
  if (fim?.psm?.variant !== 'psm' || pieces === undefined) return null;
  const p = pieces.findIndex((piece) => typeof piece !== 'string' && piece.slot === 'prefix');
  const s = pieces.findIndex((piece) => typeof piece !== 'string' && piece.slot === 'suffix');
  const preSentinel = pieces.findLastIndex((piece, at) => at < p && typeof piece === 'string');
  const isPlain = (list: readonly Piece[]) => list.length === 1 && typeof list[0] === 'string';
  const between = pieces.slice(p + 1, s);
  const last = pieces.slice(s + 1);
  if (p < 0 || s < p || preSentinel < 0 || !isPlain(between) || !isPlain(last)) return null;
  const front = pieces.slice(0, preSentinel);
  const prefixPart = pieces.slice(preSentinel, p + 1);
  return { variant: 'spm-1', pieces: [...front, ...between, ...pieces.slice(s, s + 1), ...prefixPart, ...last] };
}
