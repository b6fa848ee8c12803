import { diff } from 'fast-myers-diff';
import { lineCounter } from '../syntax/parseErrorList.ts';
import type { Finding } from './change.ts';
import type { ChangeView } from './changeView.ts';
import { originOf } from './foreignFiles.ts';
import { lineText } from './lineText.ts';
import { type CodeToken, codeTokens } from './normalizedCode.ts';
import { type DeclaredSymbol, isMember, qualified, type SymbolPair, symbolChanges } from './symbolChanges.ts';

const VISIBILITY =
  /^(export|default|declare|public|private|protected|internal|pub|static|async|final|readonly|abstract|override)$/;
const QUALIFIER = /^(\.|::|this|self|Self|crate|super)$/;
const SHOWN = 160;
const MAX_TOKENS = 20_000;
/** Below this share of kept tokens two declarations only have the name in common. */
const SAME_CODE = 0.5;
/** A shorter member of another type is rather one of the same name. */
const MIN_TOKENS = 20;

/** Declarations that stand in another file than at base and say something else there than they said. */
export async function moveFindings(change: ChangeView): Promise<Finding[]> {
  const { pairs } = await symbolChanges(change);
  const renames = renamedNames(pairs);
  const moved = pairs.filter(({ old, now }) => old.path !== now.path && !isInside(old, pairs));
  const lists = await Promise.all(moved.map((pair) => differences(change, pair, renames)));
  return lists.flat();
}

/** A member is told of with the type that it moved with. */
function isInside(old: DeclaredSymbol, pairs: readonly SymbolPair[]): boolean {
  if (old.owner === '') return false;
  return (
    isMember(old.kind) &&
    pairs.some(
      ({ old: other, now }) => other.path === old.path && qualified(other) === old.owner && now.path !== other.path,
    )
  );
}

/** Every name that has another one in head, as words; also names of modules that moved. */
function renamedNames(pairs: readonly SymbolPair[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { old, now } of pairs) {
    if (old.name === now.name) continue;
    const known = names.get(old.name) ?? new Set();
    names.set(old.name, known.add(now.name));
  }
  return names;
}

async function differences(
  change: ChangeView,
  { old, now }: SymbolPair,
  renames: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Finding[]> {
  const language = change.head.syntax.languageOf(now.path);
  const [was, is] = [old.declarations[0], now.declarations[0]];
  const text = is.node.tree.text;
  if (language === undefined || originOf(now.path, text) !== 'own') return [];
  const before = codeTokens(whole(was), language);
  const after = codeTokens(whole(is), language);
  if (before.length > MAX_TOKENS || after.length > MAX_TOKENS) return [];
  if (isMember(old.kind) && before.length < MIN_TOKENS) return [];
  const hunks = [
    ...diff(
      before.map(({ text }) => text),
      after.map(({ text }) => text),
    ),
  ];
  const kept = before.length - hunks.reduce((sum, [from, to]) => sum + to - from, 0);
  if (2 * kept < SAME_CODE * (before.length + after.length)) return [];
  const real = hunks.filter(
    ([from, to, into, out]) => !isExpected(before.slice(from, to), after.slice(into, out), renames),
  );
  const [first] = real;
  if (first === undefined) return [];
  const [from, to, into, out] = first;
  const lineOf = lineCounter(text);
  const at = after[into] ?? after.at(-1);
  const line = lineOf(at?.start ?? is.nameStart);
  const more = real.length > 1 ? ` and in ${real.length - 1} more ${real.length === 2 ? 'place' : 'places'}` : '';
  const left = shown(was.node.tree.text, before.slice(from, to));
  const right = shown(text, after.slice(into, out));
  return [
    {
      check: 'move-integrity',
      severity: 'warning',
      path: now.path,
      line,
      symbol: qualified(now),
      message: `${qualified(now)} moved here from ${old.path} and is not what it was${more}: ${sentence(left, right)}; move it unchanged, and change it apart.`,
      evidence: {
        text: lineText(text, line),
        old: left === '' ? context(was.node.tree.text, before, from) : left,
        new: right === '' ? null : right,
        declared: `${old.path}:${lineCounter(was.node.tree.text)(before[from]?.start ?? was.nameStart)}`,
        why: 'beside imports, visibility and names that the change gives everywhere, something differs',
      },
    },
  ];
}

function whole({
  node,
  start,
  end,
}: DeclaredSymbol['declarations'][number]): DeclaredSymbol['declarations'][number]['node'] {
  let found = node;
  for (const parent of node.ancestors()) {
    if (parent.start < start || parent.end > end) break;
    found = parent;
  }
  return found;
}

/** Visibility, qualifiers, and names or module paths that the change gives everywhere. */
function isExpected(
  old: readonly CodeToken[],
  now: readonly CodeToken[],
  renames: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const was = bare(old);
  const is = bare(now);
  if (was.length === 0 && is.length === 0) return true;
  if (was.length === is.length) {
    return was.every((word, at) => {
      const other = is[at] ?? '';
      return word === other || renames.get(word)?.has(other) || (isPath(word) && isPath(other));
    });
  }
  // `name` against `module.name`, with the dots already dropped: one more word before the same one.
  const [long, short] = was.length > is.length ? [was, is] : [is, was];
  const qualifying = [...old, ...now].some(({ text }) => text === '.' || text === '::');
  return qualifying && long.length - short.length === 1 && short.every((word, at) => long[at + 1] === word);
}

function bare(tokens: readonly CodeToken[]): string[] {
  return tokens
    .map(({ text }) => text)
    .filter((text) => !VISIBILITY.test(text) && !QUALIFIER.test(text))
    .map((text) => text.replace(/^#/, ''));
}

/** A relative module specifier in quotes, which moving changes. */
function isPath(text: string): boolean {
  return /^["'`]\.{1,2}\/.*["'`]$/.test(text);
}

function shown(text: string, tokens: readonly CodeToken[]): string {
  const [first] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return '';
  const cut = text.slice(first.start, last.end).replace(/\s+/g, ' ');
  return cut.length > SHOWN ? `${cut.slice(0, SHOWN - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : cut;
}

/** A few tokens around a place where nothing stood. */
function context(text: string, tokens: readonly CodeToken[], at: number): string {
  return shown(text, tokens.slice(Math.max(0, at - 3), at + 3));
}

function sentence(old: string, now: string): string {
  if (old === '') return `it says ${now} where it said nothing`;
  if (now === '') return `it does not say ${old} any more`;
  return `it says ${now} where it said ${old}`;
}
