import type { SyntaxNode } from '../syntax/syntaxTree.ts';
import { type CodeView, exportIsGone } from './codeView.ts';
import { freeUses, memberUses, receiverOf } from './freeUses.ts';
import type { RemovedSymbol } from './removedSymbols.ts';

/** Languages whose imports are resolved, so that a use can be tied to a declaration. */
const RESOLVED = new Set(['typescript', 'tsx', 'javascript', 'python']);

/** UTF-16 offsets in `path` where a use of the symbol starts. */
export interface Use {
  readonly start: number;
  /** Inside an import statement: where the name is taken. */
  readonly inImport: boolean;
  /** The use was tied to the declaration by an import; false: by its name alone. */
  readonly resolved: boolean;
}

/** Uses of a symbol in a file at base: what a complete rename has to touch. */
export async function usesAtBase(base: CodeView, path: string, symbol: RemovedSymbol): Promise<Use[]> {
  const tree = await base.tree(path);
  const language = base.syntax.languageOf(path);
  if (tree === undefined || language === undefined) return [];
  if (!RESOLVED.has(language.id)) return looseUses(base, path, symbol);
  if (path === symbol.path) return asUses(freeUses(tree, language, symbol.name, { throughTop: true }));
  const uses: Use[] = [];
  for (const found of await base.imports(path)) {
    for (const { imported, local, start } of found.names) {
      if (!(await leadsTo(base, path, found.source, imported, symbol))) continue;
      uses.push({ start, inImport: true, resolved: true });
      if (local === symbol.name && found.kind !== 'export-from') uses.push(...asUses(freeUses(tree, language, local)));
    }
  }
  for (const { object, source } of await namespaces(base, path)) {
    if (!(await leadsTo(base, path, source, symbol.name, symbol))) continue;
    uses.push(...asUses(memberUses(tree, language, object, symbol.name)));
  }
  return distinct(uses);
}

/** Uses of a symbol that are left in a file of head although its declaration is gone. Import statements are left out. */
export async function staleUses(base: CodeView, head: CodeView, path: string, symbol: RemovedSymbol): Promise<Use[]> {
  const tree = await head.tree(path);
  const language = head.syntax.languageOf(path);
  if (tree === undefined || language === undefined) return [];
  if (!RESOLVED.has(language.id)) return looseUses(head, path, symbol);
  const { name } = symbol;
  const imports = (await head.imports(path)).filter(({ kind }) => kind !== 'export-from');
  const binding = imports.find(
    (found) => found.default === name || found.namespace === name || found.names.some(({ local }) => local === name),
  );
  const bound = binding?.names.find(({ local }) => local === name);
  const uses: Use[] = [];
  if (binding === undefined) {
    const wasBound = path === symbol.path || (await wasBoundAtBase(base, path, symbol));
    if (wasBound && !isOpenModule(imports)) uses.push(...asUses(freeUses(tree, language, name)));
  } else if (bound !== undefined && (await leadsTo(base, path, binding.source, bound.imported, symbol))) {
    const target = await head.resolve(path, binding.source);
    if (
      typeof target === 'string' &&
      (await exportIsGone(base, head, target, await base.resolve(path, binding.source), bound.imported))
    )
      uses.push(...asUses(freeUses(tree, language, name)));
  }
  for (const { object, source } of await namespaces(head, path)) {
    const target = await head.resolve(path, source);
    if (typeof target !== 'string' || !(await leadsTo(base, path, source, name, symbol))) continue;
    if (await exportIsGone(base, head, target, await base.resolve(path, source), name))
      uses.push(...asUses(memberUses(tree, language, object, name)));
  }
  return distinct(uses);
}

/** `from m import *` may bind any name. */
function isOpenModule(imports: readonly { readonly names: readonly { readonly imported: string }[] }[]): boolean {
  return imports.some(({ names }) => names.some(({ imported }) => imported === '*'));
}

async function wasBoundAtBase(base: CodeView, path: string, symbol: RemovedSymbol): Promise<boolean> {
  for (const found of await base.imports(path)) {
    if (found.kind === 'export-from') continue;
    const named = found.names.find(({ local }) => local === symbol.name);
    if (named !== undefined && (await leadsTo(base, path, found.source, named.imported, symbol))) return true;
  }
  return false;
}

async function leadsTo(
  view: CodeView,
  path: string,
  source: string,
  imported: string,
  symbol: RemovedSymbol,
): Promise<boolean> {
  const target = await view.resolve(path, source);
  if (typeof target !== 'string') return false;
  const exports = target === symbol.path ? await view.exports(target) : undefined;
  if (exports?.names.get(imported) === symbol.name) return true;
  const origin = await view.origin(target, imported);
  if (origin?.path !== symbol.path) return false;
  return origin.name === symbol.name || (await view.exports(origin.path))?.names.get(origin.name) === symbol.name;
}

/** Local texts that stand for a whole module, with its specifier. */
async function namespaces(view: CodeView, path: string): Promise<{ object: string; source: string }[]> {
  const python = view.syntax.languageOf(path)?.id === 'python';
  const found: { object: string; source: string }[] = [];
  for (const { kind, names, namespace, source } of await view.imports(path)) {
    if (kind === 'export-from') continue;
    if (namespace !== undefined) found.push({ object: namespace, source });
    else if (python && names.length === 0) found.push({ object: source, source });
    for (const { imported, local } of python ? names : []) {
      found.push({ object: local, source: source.endsWith('.') ? source + imported : `${source}.${imported}` });
    }
  }
  return found;
}

/**
 * Where imports are not resolved: calls and types by name, without a receiver, or with the type that declared it.
 */
async function looseUses(view: CodeView, path: string, symbol: RemovedSymbol): Promise<Use[]> {
  const tree = await view.tree(path);
  const language = view.syntax.languageOf(path);
  if (tree === undefined || language === undefined || language.id !== view.syntax.languageOf(symbol.path)?.id)
    return [];
  const plain = freeUses(tree, language, symbol.name, { throughTop: true });
  const calls = new Set(
    tree.matches.flatMap(({ captures }) =>
      captures.some(({ name }) => name.startsWith('reference.'))
        ? captures.filter(({ name }) => name === 'name').map(({ start }) => start)
        : [],
    ),
  );
  return plain
    .filter((node) => (calls.has(node.start) || /type/.test(node.type)) && receiverOf(node) === undefined)
    .map(({ start }) => ({ start, inImport: false, resolved: false }));
}

function asUses(nodes: readonly SyntaxNode[]): Use[] {
  return nodes.map(({ start }) => ({ start, inImport: false, resolved: true }));
}

function distinct(uses: readonly Use[]): Use[] {
  return [...new Map(uses.map((use) => [use.start, use])).values()].sort((a, b) => a.start - b.start);
}
