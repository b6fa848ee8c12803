import type { SyntaxTree } from '../../syntax/syntaxTree.ts';
import type { ChangeView } from '../changeView.ts';
import { declarationsOf } from '../declarations.ts';
import { fileMoves } from '../fileMoves.ts';
import { signatureChanges } from '../signatureFindings.ts';
import { symbolChanges } from '../symbolChanges.ts';
import type { Hunk } from './hunk.ts';

/**
 * Names that the change is about: of symbols that were removed, renamed, moved or given other parameters, and of modules
 * that went elsewhere. Empty: the change is of another kind, and nothing tells what belongs to it.
 */
export async function impactWords(change: ChangeView): Promise<Set<string>> {
  const words = new Set<string>();
  const { pairs, removed } = await symbolChanges(change);
  const moves = await fileMoves(change);
  for (const { old, now } of pairs) {
    if (old.name !== now.name || (old.path !== now.path && moves.get(old.path) !== now.path))
      words.add(old.name).add(now.name);
  }
  for (const { name } of removed) words.add(name);
  for (const { pair } of await signatureChanges(change)) {
    words.add(pair.now.name);
    if (pair.now.kind === 'constructor') words.add(pair.now.owner.slice(pair.now.owner.lastIndexOf('.') + 1));
  }
  for (const [from, to] of moves) for (const path of [from, to]) words.add(stemOf(path));
  for (const path of change.changed) {
    if (moves.has(path) || change.head.files.has(path) || change.base.syntax.languageOf(path)?.grammar === undefined)
      continue;
    words.add(stemOf(path));
  }
  words.delete('');
  return words;
}

/**
 * The hunks that nothing ties to those names: neither their lines nor the declaration around them, on either side,
 * says one of them, nor a name that a hunk which belongs to the change brought.
 */
export async function outsideOf(
  change: ChangeView,
  words: ReadonlySet<string>,
  hunks: readonly Hunk[],
): Promise<Hunk[]> {
  const known = new Set(words);
  const texts = new Map<Hunk, ReadonlySet<string>>();
  for (const hunk of hunks) texts.set(hunk, await wordsAround(change, hunk));
  const came = new Set((await symbolChanges(change)).added.map(({ name }) => name));
  // Lines that only came and that use what came are another part of the change, not a stray one.
  let open = hunks.filter(
    ({ removed, added }) => removed.length > 0 || ![...wordsOf(added.join('\n'))].some((word) => came.has(word)),
  );
  for (;;) {
    const inside = open.filter((hunk) => [...(texts.get(hunk) ?? [])].some((word) => known.has(word)));
    if (inside.length === 0) return open;
    open = open.filter((hunk) => !inside.includes(hunk));
    for (const { added } of inside) for (const word of wordsOf(added.join('\n'))) if (came.has(word)) known.add(word);
  }
}

async function wordsAround(
  change: ChangeView,
  { path, from, oldLine, newLine, removed, added }: Hunk,
): Promise<Set<string>> {
  const sides = [
    { tree: await change.base.tree(from), first: oldLine, count: removed.length },
    { tree: await change.head.tree(path), first: newLine, count: added.length },
  ];
  const around = sides.map(({ tree, first, count }) =>
    tree === undefined ? '' : declarationAround(tree, first, count),
  );
  return wordsOf([...removed, ...added, ...around].join('\n'));
}

/** The innermost declaration that holds the lines; nothing at the top of a file. */
function declarationAround(tree: SyntaxTree, first: number, count: number): string {
  const starts = lineStarts(tree.text);
  const start = starts[first - 1] ?? 0;
  const end = starts[Math.max(first, first - 1 + count)] ?? tree.text.length;
  const holding = declarationsOf(tree).filter((each) => each.start <= start + 1 && each.end >= end - 1);
  const inner = holding.sort((a, b) => a.end - a.start - (b.end - b.start))[0];
  return inner === undefined ? '' : tree.text.slice(inner.start, inner.end);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.match(/[\p{L}\p{N}_$-]*[\p{L}\p{N}_$]/gu)?.flatMap((word) => [word, ...word.split('-')]) ?? []);
}

function stemOf(path: string): string {
  const parts = path.split('/');
  const name = (parts.pop() ?? '').replace(/\.(d\.)?[^.]+$/, '');
  return name === 'index' || name === '__init__' || name === 'mod' ? (parts.pop() ?? name) : name;
}
