import type { SyntaxNode } from '../syntax/syntaxTree.ts';
import type { CodeView } from './codeView.ts';
import { declarationsOf } from './declarations.ts';
import { originOf } from './foreignFiles.ts';
import { folderOf } from './resolveModule.ts';
import { type DeclaredSymbol, fileSymbols, isMember, qualified } from './symbolChanges.ts';

/** A name that code outside may use. */
export interface PublicName {
  /** What a user writes after the module or package: `Shop`, `Shop.open`. */
  readonly name: string;
  /** The module, package or type's home that it is taken from. */
  readonly from: string;
  /** Where it is declared: path and qualified name there. */
  readonly path: string;
  readonly local: string;
  /** `declared`: a manifest, `__all__` or an entry file says so; `convention`: by its visibility or capital alone. */
  readonly by: 'declared' | 'convention';
}

const TESTS =
  /(^|\/)(tests?|__tests__|spec|testdata|fixtures|examples?|benchmarks?)\/|[._-](test|spec)\.\w+$|(^|\/)(test_[^/]*|conftest)\.py$|_test\.go$/;

/**
 * The public names that some files give, keyed by where from and name. Of scripts those that a package's entry points
 * reach; of Python `__all__`, packages and plain modules; of Go capitals outside of main and internal packages; of Rust
 * `pub` in libraries; of Java `public`.
 */
export async function publicNames(view: CodeView, paths: readonly string[]): Promise<Map<string, PublicName>> {
  const names = new Map<string, PublicName>();
  const add = (name: PublicName): void => {
    const key = `${name.from}\0${name.name}`;
    if (names.get(key)?.by !== 'declared') names.set(key, name);
  };
  for (const path of paths) {
    const text = await view.text(path);
    const language = view.syntax.languageOf(path)?.id;
    if (text === null || TESTS.test(path) || originOf(path, text) === 'foreign') continue;
    if (language === 'python') for (const name of await pythonNames(view, path)) add(name);
    else if (language === 'go' || language === 'java' || language === 'rust')
      for (const name of await visibleNames(view, path, language)) add(name);
  }
  return names;
}

/** The names that a module exports, with the public members of exported types, as users of a package see them. */
export async function moduleNames(view: CodeView, entry: string, from: string): Promise<PublicName[]> {
  const found: PublicName[] = [];
  for (const [name, origin] of await exportedOrigins(view, entry, new Set())) {
    found.push({ name, from, path: origin.path, local: origin.name, by: 'declared' });
    for (const symbol of await fileSymbols(view, origin.path)) {
      if (symbol.owner !== origin.name || !isMember(symbol.kind) || symbol.kind === 'constructor') continue;
      if (isHidden(symbol)) continue;
      found.push({ name: `${name}.${symbol.name}`, from, path: origin.path, local: qualified(symbol), by: 'declared' });
    }
  }
  return found;
}

async function exportedOrigins(
  view: CodeView,
  path: string,
  seen: Set<string>,
): Promise<Map<string, { path: string; name: string }>> {
  const found = new Map<string, { path: string; name: string }>();
  if (seen.has(path)) return found;
  seen.add(path);
  const exports = await view.exports(path);
  if (exports === undefined) return found;
  for (const source of exports.all) {
    const target = await view.resolve(path, source);
    if (typeof target !== 'string') continue;
    for (const [name, origin] of await exportedOrigins(view, target, seen))
      if (name !== 'default') found.set(name, origin);
  }
  for (const name of [...exports.from.keys(), ...exports.names.keys()]) {
    const origin = (await view.origin(path, name)) ?? { path, name };
    const local = (await view.exports(origin.path))?.names.get(origin.name) ?? origin.name;
    found.set(name, { path: origin.path, name: local });
  }
  return found;
}

async function pythonNames(view: CodeView, path: string): Promise<PublicName[]> {
  const tree = await view.tree(path);
  const exports = await view.exports(path);
  if (tree === undefined || exports === undefined) return [];
  const parts = path.replace(/\.pyi?$/, '').split('/');
  if (parts.some((part) => /^_(?!_init__$)/.test(part)) || parts.at(-1) === '__main__' || parts.at(-1) === 'setup')
    return [];
  const listed = listedNames(tree.root);
  const isPackage = /(^|\/)__init__\.pyi?$/.test(path);
  const from = isPackage ? folderOf(path) : path;
  const imported = new Set((await view.imports(path)).flatMap(({ names }) => names.map(({ local }) => local)));
  const found: PublicName[] = [];
  const symbols = await fileSymbols(view, path);
  const own = new Set(symbols.filter(({ owner }) => owner === '').map(({ name }) => name));
  for (const name of listed ?? exports.names.keys()) {
    if (name.startsWith('_') || (listed === null && !own.has(name) && !(isPackage && imported.has(name)))) continue;
    const by = listed !== null || (isPackage && imported.has(name)) ? 'declared' : 'convention';
    found.push({ name, from, path, local: name, by });
    for (const symbol of symbols)
      if (symbol.owner === name && /^(method|enum member)$/.test(symbol.kind) && !symbol.name.startsWith('_'))
        found.push({ name: `${name}.${symbol.name}`, from, path, local: qualified(symbol), by });
  }
  return found;
}

/** The texts of `__all__`; null when there is none that can be read. */
function listedNames(root: SyntaxNode): string[] | null {
  for (const statement of root.namedChildren) {
    const [assignment] = statement.namedChildren;
    if (assignment?.type !== 'assignment' || assignment.child('left')?.text !== '__all__') continue;
    const list = assignment.child('right');
    if (list === undefined || !/^(list|tuple)$/.test(list.type)) return null;
    return list.namedChildren
      .filter(({ type }) => type === 'string')
      .map(({ text }) => text.replace(/^['"]|['"]$/g, ''));
  }
  return null;
}

async function visibleNames(view: CodeView, path: string, language: string): Promise<PublicName[]> {
  const tree = await view.tree(path);
  if (tree === undefined) return [];
  const packageName = /^\s*package\s+([\w.]+)/m.exec(tree.text)?.[1] ?? '';
  if (language === 'go' && (packageName === 'main' || /(^|\/)internal\//.test(path))) return [];
  const crate = language === 'rust' ? libraryOf(view, path) : '';
  if (crate === null) return [];
  const from = language === 'go' ? folderOf(path) : language === 'java' ? packageName : crate;
  const symbols = await fileSymbols(view, path);
  const hidden = new Set(symbols.filter((symbol) => isHidden(symbol)).map(qualified));
  return symbols
    .filter(
      (symbol) =>
        symbol.kind !== 'constructor' &&
        !hidden.has(qualified(symbol)) &&
        !ownersOf(symbol).some((owner) => hidden.has(owner)),
    )
    .map((symbol) => ({ name: qualified(symbol), from, path, local: qualified(symbol), by: 'convention' as const }));
}

/** The folder of the crate when it is a library; null for a program. */
function libraryOf(view: CodeView, path: string): string | null {
  const at = path.lastIndexOf('src/');
  const root = at < 0 ? '' : path.slice(0, at);
  return view.files.has(`${root}src/lib.rs`) ? root : null;
}

function ownersOf({ owner }: DeclaredSymbol): string[] {
  const parts = owner === '' ? [] : owner.split('.');
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}

/** Whether a declaration says that only its own type, module or package may use it. */
function isHidden({ declarations: [declaration], name, kind }: DeclaredSymbol): boolean {
  const { node, nameStart } = declaration;
  const before = node.tree.text.slice(declaration.start, nameStart);
  switch (node.tree.language) {
    case 'go':
      return !/^\p{Lu}/u.test(name);
    case 'python':
      return name.startsWith('_');
    case 'rust': {
      const around = [...node.ancestors()].find(({ type }) => /^(trait_item|impl_item)$/.test(type));
      if (kind === 'enum member' || around?.type === 'trait_item' || around?.child('trait') !== undefined) return false;
      return !/\bpub\b(?!\s*\()/.test(before);
    }
    case 'java': {
      const inner = /(interface_body|annotation_type_body)$/.test(node.parent?.type ?? '') || kind === 'enum member';
      return !inner && !/\b(public|protected)\b/.test(before);
    }
    default:
      return /(^|\s)private\s/.test(before) || before.trimEnd().endsWith('#') || node.tree.text[nameStart] === '#';
  }
}

/** Whether a file declares a qualified name, hidden or not. */
export async function declares(view: CodeView, path: string, local: string): Promise<boolean> {
  const tree = await view.tree(path);
  return tree !== undefined && declarationsOf(tree).some((declaration) => qualified(declaration) === local);
}
