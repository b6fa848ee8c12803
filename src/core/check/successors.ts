import type { ChangeView } from './changeView.ts';
import { likeness, tokensOf } from './likeness.ts';
import { type DeclaredSymbol, type SymbolPair, symbolChanges } from './symbolChanges.ts';

/** A symbol whose code stands under another name in head, although something still has its old name. */
export interface Succession {
  readonly old: DeclaredSymbol;
  /** What has the old symbol's code now. */
  readonly successor: DeclaredSymbol;
  /** What has the old name now. */
  readonly heir: DeclaredSymbol;
  /** The heir passes on to the successor: an alias, a forwarding function. */
  readonly alias: boolean;
  /** The heir uses the successor: a part of it was taken out, and the old name still means the whole. */
  readonly forwards: boolean;
  /** The heir says that it is deprecated. */
  readonly deprecated: boolean;
}

const IMPOSTOR = 0.4;
const LIKE = 0.85;
const ALIAS_TOKENS = 40;

/** Renames that left the old name in place, as an alias or for something else. */
export function successions(change: ChangeView): Promise<Succession[]> {
  return change.once(successions, async () => {
    const { pairs, added } = await symbolChanges(change);
    if (added.length === 0) return [];
    const kept = pairs.filter(({ old, now }) => old.name === now.name && textOf(old) !== textOf(now));
    return kept.flatMap((pair) => successionOf(pair, added) ?? []);
  });
}

function successionOf({ old, now }: SymbolPair, added: readonly DeclaredSymbol[]): Succession | null {
  const was = maskedTokens(old);
  const still = likeness(was, maskedTokens(now));
  const near = added.filter(({ kind, owner }) => kind === old.kind && owner === now.owner);
  const [best] = near
    .map((symbol) => ({ symbol, alike: likeness(was, maskedTokens(symbol)) }))
    .sort((a, b) => b.alike - a.alike);
  if (best === undefined || best.alike < LIKE) return null;
  const text = textOf(now);
  const words = tokensOf(text);
  const forwards = words.includes(best.symbol.name);
  if (still >= (forwards ? best.alike : IMPOSTOR)) return null;
  return {
    old,
    successor: best.symbol,
    heir: now,
    forwards,
    alias: forwards && words.length <= ALIAS_TOKENS,
    deprecated: isDeprecated(now),
  };
}

/** Whether a declaration, or the comment before it, says that it is deprecated. */
export function isDeprecated({ declarations: [{ node, start, end }] }: DeclaredSymbol): boolean {
  const { text } = node.tree;
  const before = text.slice(Math.max(0, start - 600), start);
  const comment = /(?:(?:\/\*(?:[^*]|\*(?!\/))*\*\/|(?:[ \t]*(?:\/\/|#)[^\n]*\n)+)\s*)$/.exec(before)?.[0] ?? '';
  return /deprecat/i.test(comment) || /deprecat/i.test(text.slice(start, end));
}

function textOf({ declarations: [{ node, start, end }] }: DeclaredSymbol): string {
  return node.tree.text.slice(start, end);
}

function maskedTokens(symbol: DeclaredSymbol): string[] {
  return tokensOf(textOf(symbol)).map((word) => (word === symbol.name ? '\0' : word));
}
