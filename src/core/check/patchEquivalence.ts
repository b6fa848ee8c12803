import { lineCounter } from '../syntax/parseErrorList.ts';
import type { SyntaxNode, SyntaxTree } from '../syntax/syntaxTree.ts';
import type { Finding } from './change.ts';
import { type ChangeView, changedFiles } from './changeView.ts';
import type { CodeView } from './codeView.ts';
import { lineText } from './lineText.ts';
import { codeTokens, withoutLocalNames } from './normalizedCode.ts';
import { fileSymbols, qualified } from './symbolChanges.ts';

/** How a change compares with a reference change, symbol by symbol. */
export interface PatchEquivalence {
  /** Symbols that both changed to the same. */
  readonly matched: readonly PatchPart[];
  /** Symbols that the reference changed, and the change did not, or otherwise. */
  readonly missed: readonly PatchPart[];
  /** Symbols that only the change touched. */
  readonly spurious: readonly PatchPart[];
  /** matched / (matched + missed + spurious), 0 to 1; 1 when neither changed anything. */
  readonly score: number;
}

/** A declaration, the imports or the rest of a file. */
export interface PatchPart {
  readonly path: string;
  /** The qualified name; `(imports)`, `(rest)` or `(file)` for what is no declaration. */
  readonly symbol: string;
  /** From 1, in head; in the reference for what head does not have. */
  readonly line: number;
  /** Missed parts: whether head changed it too, but to something else. */
  readonly differs: boolean;
}

interface Part {
  readonly normal: string;
  readonly start: number;
}

/** Compares a change with a reference change of the same base; null without one. */
export async function patchEquivalence(change: ChangeView): Promise<PatchEquivalence | null> {
  const { base, head, reference } = change;
  if (reference === null) return null;
  return change.once(patchEquivalence, async () => {
    const paths = new Set([...change.changed, ...(await changedFiles(base, reference))]);
    const matched: PatchPart[] = [];
    const missed: PatchPart[] = [];
    const spurious: PatchPart[] = [];
    for (const path of [...paths].sort()) {
      const [was, is, wanted] = await Promise.all([partsOf(base, path), partsOf(head, path), partsOf(reference, path)]);
      const texts = { head: (await head.text(path)) ?? '', reference: (await reference.text(path)) ?? '' };
      for (const symbol of new Set([...was.keys(), ...is.keys(), ...wanted.keys()])) {
        const [old, now, goal] = [was.get(symbol)?.normal, is.get(symbol)?.normal, wanted.get(symbol)?.normal];
        if (now === old && goal === old) continue;
        const here = is.get(symbol);
        const line = here
          ? lineCounter(texts.head)(here.start)
          : lineCounter(texts.reference)(wanted.get(symbol)?.start ?? 0);
        const part = { path, symbol, line, differs: now !== old && goal !== old };
        (now === goal ? matched : goal === old ? spurious : missed).push(part);
      }
    }
    const all = matched.length + missed.length + spurious.length;
    return { matched, missed, spurious, score: all === 0 ? 1 : matched.length / all };
  });
}

/** What a change misses of a reference change, and what it has beyond it. */
export async function patchFindings(change: ChangeView): Promise<Finding[]> {
  const result = await patchEquivalence(change);
  if (result === null) return [];
  const finding = async (
    part: PatchPart,
    severity: Finding['severity'],
    message: string,
    why: string,
  ): Promise<Finding> => ({
    check: 'patch-equivalence',
    severity,
    path: part.path,
    line: part.line,
    symbol: part.symbol,
    message,
    evidence: { text: lineText((await change.head.text(part.path)) ?? '', part.line), why },
  });
  return Promise.all([
    ...result.missed.map((part) =>
      finding(
        part,
        'error',
        part.differs
          ? `${told(part)} is not what the reference makes of it; compare the two.`
          : `${told(part)} is as it was, and the reference changes it; make that change too.`,
        'compared through the syntax tree, without local names, import order and formatting',
      ),
    ),
    ...result.spurious.map((part) =>
      finding(
        part,
        'warning',
        `${told(part)} is changed, and the reference leaves it alone; take the change back.`,
        'the reference has it as base has it',
      ),
    ),
  ]);
}

function told({ symbol, path }: PatchPart): string {
  const words: Record<string, string> = {
    '(imports)': `What ${path} imports`,
    '(rest)': `What ${path} says outside of declarations`,
    '(file)': path,
  };
  return words[symbol] ?? symbol;
}

/** The parts of a file by name; a file that is not parsed is one part. */
async function partsOf(view: CodeView, path: string): Promise<Map<string, Part>> {
  const parts = new Map<string, Part>();
  const text = await view.text(path);
  if (text === null) return parts;
  const tree = await view.tree(path);
  const language = view.syntax.languageOf(path);
  const symbols = tree === undefined ? [] : await fileSymbols(view, path);
  if (tree === undefined || language === undefined || tree.hasError || language.identifierNodes.length === 0)
    return parts.set('(file)', { normal: plainText(text), start: 0 });
  const covered: [number, number][] = [];
  for (const symbol of symbols) {
    const inner = symbols
      .filter(({ owner }) => owner === qualified(symbol))
      .flatMap(({ declarations }) => declarations);
    const normal = symbol.declarations.map(({ node }) => {
      const tokens = codeTokens(statementOf(node), language).filter(
        ({ start }) => !inner.some((each) => start >= each.start && start < each.end),
      );
      return withoutLocalNames(node, tokens).join(' ');
    });
    for (const { start, end } of symbol.declarations) covered.push([start, end]);
    parts.set(qualified(symbol), { normal: normal.join('\n'), start: symbol.declarations[0].nameStart });
  }
  const imports = await view.imports(path);
  if (imports.length > 0)
    parts.set('(imports)', { normal: importLines(imports).join('\n'), start: imports[0]?.start ?? 0 });
  covered.push(...imports.map(({ start, end }): [number, number] => [start, end]), ...importRanges(tree));
  const rest = codeTokens(tree.root, language).filter(
    ({ start }) => !covered.some(([from, to]) => start >= from && start < to),
  );
  if (rest.length > 0)
    parts.set('(rest)', { normal: rest.map((token) => token.text).join(' '), start: rest[0]?.start ?? 0 });
  return parts;
}

/** A declaration with its `export`, decorators and keyword. */
function statementOf(node: SyntaxNode): SyntaxNode {
  const { parent } = node;
  if (
    parent !== undefined &&
    /^(export_statement|decorated_definition|ambient_declaration|lexical_declaration|variable_declaration)$/.test(
      parent.type,
    ) &&
    parent.namedChildren.length === 1 + Number(parent.type === 'decorated_definition')
  )
    return statementOf(parent);
  return node;
}

function importRanges(tree: SyntaxTree): [number, number][] {
  return tree.root.namedChildren
    .filter(({ type }) => /^(import_statement|import_from_statement|import_declaration|use_declaration)$/.test(type))
    .map(({ start, end }) => [start, end]);
}

function importLines(imports: Awaited<ReturnType<CodeView['imports']>>): string[] {
  return imports
    .flatMap(({ source, names, default: byDefault, namespace }) => [
      ...names.map(({ imported, local }) => `${source} ${imported} ${local}`),
      ...(byDefault === undefined ? [] : [`${source} default ${byDefault}`]),
      ...(namespace === undefined ? [] : [`${source} * ${namespace}`]),
      ...(names.length === 0 && byDefault === undefined && namespace === undefined ? [source] : []),
    ])
    .sort();
}

/** Text without the differences that nobody sees: line ends, ends of lines, empty lines at the end. */
function plainText(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/[ \t]*\r?\n/g, '\n')
    .trimEnd();
}
