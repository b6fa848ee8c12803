import { definitions, type Tag } from '../syntax/definitions.ts';
import { lineCounter } from '../syntax/parseErrorList.ts';
import type { SyntaxTree } from '../syntax/syntaxTree.ts';
import type { CodeView } from './codeView.ts';

/** A name that a file declared at base and does not declare in head. */
export interface RemovedSymbol {
  readonly name: string;
  readonly kind: string;
  /** Where it was declared at base; `line` from 1. */
  readonly path: string;
  readonly line: number;
  /** What it was renamed to, as far as position and likeness tell; null when it is just gone. */
  readonly renamedTo: string | null;
}

const LIKE = 0.6;
const MEMBERS = new Set(['field', 'method']);

/** Top-level names that the changed files lost and that no changed file gained: those were moved, not removed. */
export async function removedSymbols(
  base: CodeView,
  head: CodeView,
  changed: readonly string[],
): Promise<RemovedSymbol[]> {
  const removed: RemovedSymbol[] = [];
  const gained = new Set<string>();
  for (const path of changed) {
    const scopes = new Set(head.syntax.languageOf(path)?.scopeNodes ?? []);
    const before = await base.tree(path);
    const after = await head.tree(path);
    const old = before === undefined ? [] : topDefinitions(before, scopes);
    const now = after === undefined ? [] : topDefinitions(after, scopes);
    const oldNames = new Set(old.map(({ name }) => name));
    const nowNames = new Set([
      ...now.map(({ name }) => name),
      ...(after ? exportedNames(await head.exports(path)) : []),
    ]);
    const added = now.filter(({ name }) => !oldNames.has(name));
    for (const { name } of added) gained.add(name);
    if (before === undefined) continue;
    const lineOf = lineCounter(before.text);
    const gone = old.filter(
      ({ name }, index) => !nowNames.has(name) && old.findIndex((tag) => tag.name === name) === index,
    );
    const pairs = renamePairs(gone, before, added, after);
    for (const tag of gone) {
      const { name, kind, nameStart } = tag;
      removed.push({ name, kind, path, line: lineOf(nameStart), renamedTo: pairs.get(name) ?? null });
    }
  }
  return removed.filter(({ name }) => !gained.has(name));
}

/** Definitions outside any function; in languages without top-level functions also the members of types. */
function topDefinitions(tree: SyntaxTree, scopes: ReadonlySet<string>): Tag[] {
  const modular = /^(typescript|tsx|javascript|python)$/.test(tree.language);
  return definitions(tree).filter((tag) => {
    if (tag.kind === 'field' || (modular && MEMBERS.has(tag.kind))) return false;
    const node = tree.nodeAt(tag.nameStart, tag.nameStart + tag.name.length);
    const around = [...node.ancestors()].filter((each) => each.start < tag.start || each.end > tag.end);
    const inner = around.filter(({ type, parent }) => parent !== undefined && scopes.has(type));
    return inner.every(({ type }) => !modular && /class|impl_item|namespace|module|mod_item|interface/.test(type));
  });
}

function exportedNames(exports: Awaited<ReturnType<CodeView['exports']>>): string[] {
  return exports === undefined ? [] : [...exports.names.values()].filter((local) => local !== null);
}

/** Pairs old with new names: the same text but for the name first, then the most alike of the same kind. */
function renamePairs(
  gone: readonly Tag[],
  before: SyntaxTree,
  added: readonly Tag[],
  after?: SyntaxTree,
): Map<string, string> {
  const pairs = new Map<string, string>();
  if (after === undefined) return pairs;
  const free = new Set(added);
  const scored = gone.flatMap((old, oldAt) =>
    added
      .filter(({ kind }) => kind === old.kind)
      .map((now) => ({
        old,
        now,
        likeness: likeness(bodyOf(old, before), bodyOf(now, after)) - Math.abs(oldAt - added.indexOf(now)) / 1e4,
      })),
  );
  for (const { old, now, likeness } of scored.sort((a, b) => b.likeness - a.likeness)) {
    if (likeness < LIKE || pairs.has(old.name) || !free.delete(now)) continue;
    pairs.set(old.name, now.name);
  }
  return pairs;
}

function bodyOf(tag: Tag, tree: SyntaxTree): string[] {
  const words = tree.text.slice(tag.start, tag.end).match(/[\p{L}\p{N}_$]+|[^\s]/gu) ?? [];
  return words.map((word) => (word === tag.name ? '\0' : word));
}

/** Dice's coefficient over the bags of words. */
function likeness(a: readonly string[], b: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const word of a) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of b) {
    const count = counts.get(word) ?? 0;
    if (count === 0) continue;
    counts.set(word, count - 1);
    shared += 1;
  }
  return (2 * shared) / Math.max(1, a.length + b.length);
}
