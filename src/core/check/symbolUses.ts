import type { Resolution } from '../symbols/facts.ts';
import { hasFacts } from '../symbols/fileFacts.ts';
import type { Definition } from '../symbols/symbols.ts';
import { lineCounter } from '../syntax/parseErrorList.ts';
import type { SyntaxNode } from '../syntax/syntaxTree.ts';
import { type CodeView, exportIsGone } from './codeView.ts';
import { freeUses, memberUses, receiverOf } from './freeUses.ts';
import type { RemovedSymbol } from './removedSymbols.ts';

/** Languages whose modules and names are followed by hand where a name lost its declaration. */
const MODULAR = new Set(['typescript', 'tsx', 'javascript', 'python']);
const MEMBERS = new Set(['method', 'field', 'constructor', 'enum-member']);

/** A symbol to look for: `kind` as in tags; `line` from 1, or 0 where only the name counts. */
type Sought = Pick<RemovedSymbol, 'name' | 'kind' | 'path' | 'line'>;

/** UTF-16 offsets in `path` where a use of the symbol starts. */
export interface Use {
  readonly start: number;
  /** Inside an import statement: where the name is taken. */
  readonly inImport: boolean;
  /** The use was tied to the declaration; false: by its name alone. */
  readonly resolved: boolean;
  readonly how: Resolution;
}

/** Uses of a symbol in a file at base: what a complete rename has to touch. */
export async function usesAtBase(base: CodeView, path: string, symbol: RemovedSymbol): Promise<Use[]> {
  const language = base.syntax.languageOf(path);
  if (language === undefined) return [];
  if (!hasFacts(language.id)) return looseUses(base, path, symbol);
  return [...((await usesByPath(base, symbol)).get(path) ?? [])];
}

/** All uses of a symbol over a snapshot, by file; looked for once. */
function usesByPath(view: CodeView, symbol: Sought): Promise<ReadonlyMap<string, readonly Use[]>> {
  const key = ['uses', symbol.path, symbol.name, symbol.kind, symbol.line].join('\0');
  return view.once(key, async () => {
    const uses = new Map<string, Use[]>();
    for (const definition of await definitionsOf(view, symbol)) {
      for (const { path, start, kind, how, alias } of await view.symbols.references(definition)) {
        if (alias) continue;
        const use = { start, inImport: kind === 'import', resolved: how !== 'name', how };
        uses.set(path, [...(uses.get(path) ?? []), use]);
      }
    }
    for (const [path, found] of uses) uses.set(path, distinct(found));
    return uses;
  });
}

/** The declarations that a symbol means: on its line, or else the members or the other names of its file. */
async function definitionsOf(view: CodeView, { name, kind, path, line }: Sought): Promise<Definition[]> {
  const named = (await view.symbols.definitionsIn(path)).filter((each) => each.name === name);
  const lineOf = lineCounter((await view.text(path)) ?? '');
  const there = named.filter(({ nameStart }) => lineOf(nameStart) === line);
  if (there.length > 0) return there.slice(0, 1);
  const members = named.filter((each) => MEMBERS.has(each.kind));
  const others = named.filter((each) => !MEMBERS.has(each.kind) && each.kind !== 'parameter' && each.isTop);
  return MEMBERS.has(kind) ? members : others.length > 0 ? others : members;
}

/** Uses of a symbol that are left in a file of head although its declaration is gone. Import statements are left out. */
export async function staleUses(base: CodeView, head: CodeView, path: string, symbol: RemovedSymbol): Promise<Use[]> {
  const tree = await head.tree(path);
  const language = head.syntax.languageOf(path);
  if (tree === undefined || language === undefined) return [];
  if (!hasFacts(language.id)) return looseUses(head, path, symbol);
  const { name } = symbol;
  const [definition] = await definitionsOf(base, symbol);
  if (definition !== undefined && MEMBERS.has(definition.kind)) return staleMemberUses(head, path, definition);
  if (!MODULAR.has(language.id)) return staleByIndex(base, head, path, symbol);
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

/**
 * Uses of a member that no type has any more, through values of its type or of nobody knows what. Where another type
 * has the name, what was left behind is a site that the change missed, and not told here.
 */
async function staleMemberUses(head: CodeView, path: string, member: Definition): Promise<Use[]> {
  const type = await head.symbols.typeNamed(member.container, member.path);
  if (type === undefined) return [];
  const found = await head.once(['through', type.path, type.name, member.name].join('\0'), async () => {
    const others = await head.symbols.definitions(member.name);
    return others.length > 0 ? [] : head.symbols.usesThrough(type, member.name);
  });
  return found
    .filter((use) => use.path === path)
    .map(({ start, how }) => ({ start, inImport: false, resolved: how !== 'name', how }));
}

/** Uses of a name that lead nowhere in head, in a file where the name meant the symbol at base or may have. */
async function staleByIndex(base: CodeView, head: CodeView, path: string, symbol: RemovedSymbol): Promise<Use[]> {
  if (base.syntax.languageOf(symbol.path)?.id !== head.syntax.languageOf(path)?.id) return [];
  const before = (await usesByPath(base, symbol)).get(path) ?? [];
  const left = await head.symbols.unresolved(path, symbol.name);
  const wasIt = path === symbol.path || before.some(({ resolved }) => resolved);
  return left
    .filter(({ kind }) => kind !== 'import')
    .map(({ start, how }) => ({ start, inImport: false, resolved: wasIt, how: wasIt ? how : 'name' }));
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
    .map(({ start }) => ({ start, inImport: false, resolved: false, how: 'name' }));
}

function asUses(nodes: readonly SyntaxNode[]): Use[] {
  return nodes.map(({ start }) => ({ start, inImport: false, resolved: true, how: 'import' }));
}

function distinct(uses: readonly Use[]): Use[] {
  return [...new Map(uses.map((use) => [use.start, use])).values()].sort((a, b) => a.start - b.start);
}
