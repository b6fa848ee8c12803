import type { SyntaxNode, SyntaxTree } from '../syntax/syntaxTree.ts';
import type { CodeView } from './codeView.ts';
import { simpleName } from './declarations.ts';
import { filesWithWord } from './filesWithWord.ts';
import { receiverOf } from './freeUses.ts';
import { receiverType } from './receivers.ts';
import { type DeclaredSymbol, isMember } from './symbolChanges.ts';
import { usesAtBase } from './symbolUses.ts';

/** A place that uses a symbol. */
export interface SymbolSite {
  readonly path: string;
  /** The identifier that stands for the symbol. */
  readonly node: SyntaxNode;
  /** `certain`: tied to the declaration by scopes, imports or the type of the object; `name`: by its name alone. */
  readonly tie: 'certain' | 'name';
  /** Inside an import statement. */
  readonly inImport: boolean;
}

/**
 * Where a snapshot uses a symbol that it declares; constructors are used under the name of their type.
 * @param options.certain of members only sites in files that name the type: others cannot be tied to it
 */
export async function symbolSites(
  view: CodeView,
  symbol: DeclaredSymbol,
  options: { readonly certain?: boolean } = {},
): Promise<SymbolSite[]> {
  const member = isMember(symbol.kind) && symbol.kind !== 'constructor';
  const name = symbol.kind === 'constructor' ? lastOf(symbol.owner) : symbol.name;
  const sites: SymbolSite[] = [];
  const also = member && options.certain ? lastOf(symbol.owner) : undefined;
  for (const path of await filesWithWord(view, name, also)) {
    const tree = await view.tree(path);
    if (tree === undefined || !sameFamily(view, path, symbol.path)) continue;
    if (member) sites.push(...(await memberSites(view, path, tree, symbol)));
    else sites.push(...(await plainSites(view, path, tree, symbol, name)));
  }
  return sites;
}

async function plainSites(
  view: CodeView,
  path: string,
  tree: SyntaxTree,
  symbol: DeclaredSymbol,
  name: string,
): Promise<SymbolSite[]> {
  const kind = symbol.kind === 'constructor' ? 'class' : symbol.kind;
  const uses = await usesAtBase(view, path, { name, kind, path: symbol.path, line: 0, renamedTo: null });
  return uses.map(({ start, resolved, inImport }) => ({
    path,
    node: tree.nodeAt(start, start + name.length),
    tie: resolved ? 'certain' : 'name',
    inImport,
  }));
}

async function memberSites(
  view: CodeView,
  path: string,
  tree: SyntaxTree,
  symbol: DeclaredSymbol,
): Promise<SymbolSite[]> {
  const { name, owner } = symbol;
  const type = lastOf(owner);
  const sites: SymbolSite[] = [];
  let known: boolean | undefined;
  for (const node of namedNodes(tree, name)) {
    if ([...node.ancestors()].some((around) => around.type === 'import_declaration')) continue;
    const receiver = receiverOf(node);
    if (receiver === undefined) {
      const bare =
        node.parent?.type === 'method_invocation' && node.field === 'name' && !isImportedStatically(tree, name);
      const tie =
        bare && node.parent?.child('object') === undefined && path === symbol.path ? 'certain' : keyTie(node, type);
      if (tie !== null) sites.push({ path, node, tie, inImport: false });
      continue;
    }
    const told = receiverType(receiver);
    if (told !== undefined && told !== type) continue;
    if (told !== undefined) known ??= await knowsType(view, path, symbol.path, type);
    sites.push({ path, node, tie: told !== undefined && known ? 'certain' : 'name', inImport: false });
  }
  return sites;
}

/** Java: `import static a.B.name;` or `import static a.B.*;` gives a bare call another meaning. */
function isImportedStatically({ text }: SyntaxTree, name: string): boolean {
  return new RegExp(`^\\s*import\\s+static\\s+[\\w.]+\\.(${name}|\\*)\\s*;`, 'm').test(text);
}

/** A field as the key of a literal: certain where the literal says its type. Null for what is no such key. */
function keyTie(node: SyntaxNode, type: string): SymbolSite['tie'] | null {
  const { parent, field } = node;
  if (parent === undefined) return null;
  if (/^shorthand_property_identifier(_pattern)?$/.test(node.type)) return 'name';
  if (/^(pair|pair_pattern)$/.test(parent.type) && field === 'key') return 'name';
  const holder = literalHolder(node);
  if (holder === undefined) return null;
  const said = simpleName(holder.child('type') ?? holder.child('name') ?? holder.child('function'));
  return said === type ? 'certain' : null;
}

/** The literal or constructor call whose key an identifier is: Go's `T{key: …}`, Rust's `T { key: … }`, Python's `T(key=…)`. */
function literalHolder(node: SyntaxNode): SyntaxNode | undefined {
  const { parent, field } = node;
  const isKey =
    (parent?.type === 'keyword_argument' && field === 'name') ||
    (parent?.type === 'literal_element' && parent.field === 'key') ||
    (/^(field_initializer|field_pattern)$/.test(parent?.type ?? '') && /^(field|name)$/.test(field)) ||
    parent?.type === 'shorthand_field_initializer';
  if (!isKey) return undefined;
  for (const ancestor of node.ancestors())
    if (/^(composite_literal|struct_expression|struct_pattern|call)$/.test(ancestor.type)) return ancestor;
  return undefined;
}

/** Whether a type's name means, in a file, the type that another file declares. */
async function knowsType(view: CodeView, path: string, declaredIn: string, type: string): Promise<boolean> {
  if (path === declaredIn) return true;
  const language = view.syntax.languageOf(path)?.id ?? '';
  if (/^(go|java|rust)$/.test(language)) return true;
  for (const found of await view.imports(path)) {
    const named = found.names.find(({ local }) => local === type);
    if (named === undefined && found.default !== type) continue;
    const target = await view.resolve(path, found.source);
    if (typeof target !== 'string') continue;
    const origin = await view.origin(target, named?.imported ?? 'default');
    return target === declaredIn || origin?.path === declaredIn;
  }
  return false;
}

/** Identifiers of a name, whatever they stand for, without those in strings and comments. */
export function namedNodes(tree: SyntaxTree, name: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let at = tree.text.indexOf(name); at >= 0; at = tree.text.indexOf(name, at + 1)) {
    const node = tree.nodeAt(at, at + name.length);
    if (node.start === at && node.end === at + name.length && /identifier/.test(node.type)) found.push(node);
  }
  return found;
}

function sameFamily(view: CodeView, a: string, b: string): boolean {
  const family = (path: string): string =>
    (view.syntax.languageOf(path)?.id ?? '').replace(/^(typescript|tsx|javascript)$/, 'script');
  return family(a) === family(b);
}

function lastOf(owner: string): string {
  return owner.slice(owner.lastIndexOf('.') + 1);
}
