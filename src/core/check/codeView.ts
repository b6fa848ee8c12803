import type { FileFacts } from '../symbols/facts.ts';
import { fileFacts, hasFacts } from '../symbols/fileFacts.ts';
import { LazyIndex } from '../symbols/lazyIndex.ts';
import { readSettings } from '../symbols/projectLayout.ts';
import { type Exports, exportsOf } from '../syntax/exports.ts';
import { type Import, importsOf } from '../syntax/imports.ts';
import type { SyntaxTree } from '../syntax/syntaxTree.ts';
import type { Snapshot, Syntax } from './change.ts';
import { ModuleResolver, readAliases } from './resolveModule.ts';

/** A module's own declaration of a name, after following re-exports. */
export interface Origin {
  readonly path: string;
  readonly name: string;
}

/** A snapshot as code: texts, trees, imports and exports, each made once and kept. */
export class CodeView {
  readonly snapshot: Snapshot;
  readonly syntax: Syntax;
  readonly files: ReadonlySet<string>;
  readonly #texts = new Map<string, Promise<string | null>>();
  readonly #trees = new Map<string, Promise<SyntaxTree | undefined>>();
  readonly #imports = new Map<string, Promise<readonly Import[]>>();
  readonly #exports = new Map<string, Promise<Exports | undefined>>();
  readonly #facts = new Map<string, Promise<FileFacts | undefined>>();
  #resolver: Promise<ModuleResolver> | undefined;
  #symbols: LazyIndex | undefined;
  readonly #once = new Map<string, Promise<unknown>>();

  readonly #twin: CodeView | undefined;

  /** @param twin another snapshot of the same repository: what is known to be equal there is not read again */
  constructor(snapshot: Snapshot, syntax: Syntax, twin?: CodeView) {
    this.#twin = twin;
    this.snapshot = snapshot;
    this.syntax = syntax;
    this.files = new Set(snapshot.paths);
  }

  text(path: string): Promise<string | null> {
    if (this.#sameInTwin(path)) return (this.#twin as CodeView).text(path);
    return kept(this.#texts, path, async () => (this.files.has(path) ? this.snapshot.read(path) : null));
  }

  tree(path: string): Promise<SyntaxTree | undefined> {
    if (this.#sameInTwin(path)) return (this.#twin as CodeView).tree(path);
    return kept(this.#trees, path, async () => {
      const text = await this.text(path);
      return text === null ? undefined : this.syntax.parse(path, text);
    });
  }

  /** Facts of a file for the symbol index; undefined for languages without them. */
  facts(path: string): Promise<FileFacts | undefined> {
    if (this.#sameInTwin(path)) return (this.#twin as CodeView).facts(path);
    return kept(this.#facts, path, async () => {
      if (!hasFacts(this.syntax.languageOf(path)?.id ?? '')) return undefined;
      const known = this.#trees.get(path);
      const text = known === undefined ? await this.text(path) : null;
      const tree = await (text === null ? known : this.syntax.parse(path, text, { queries: false }));
      return tree && fileFacts(tree);
    });
  }

  /** Definitions and references over all files; reads what a question needs. */
  get symbols(): LazyIndex {
    this.#symbols ??= new LazyIndex({
      paths: this.snapshot.paths,
      settings: () => readSettings(this.snapshot),
      facts: (path) => this.facts(path),
      filesSaying: (words) => this.filesSaying(words),
    });
    return this.#symbols;
  }

  /** Work over the whole snapshot, done once; `key` is what tells it apart. */
  once<T>(key: string, make: () => Promise<T>): Promise<T> {
    return kept(this.#once as Map<string, Promise<T>>, key, make);
  }

  imports(path: string): Promise<readonly Import[]> {
    return kept(this.#imports, path, async () => {
      const tree = await this.tree(path);
      return tree === undefined ? [] : importsOf(tree);
    });
  }

  exports(path: string): Promise<Exports | undefined> {
    return kept(this.#exports, path, async () => {
      const tree = await this.tree(path);
      return tree === undefined ? undefined : exportsOf(tree);
    });
  }

  /** Files of known languages, and a few kinds of plain text, that hold one of the words. */
  async filesSaying(words: readonly string[]): Promise<string[]> {
    if (words.length === 0) return [];
    const known = this.snapshot.paths.filter(
      (path) => this.syntax.languageOf(path) !== undefined || /\.(rst|txt|adoc|ya?ml|toml)$/.test(path),
    );
    const texts = await Promise.all(known.map((path) => this.text(path)));
    return known.filter((_, index) => words.some((word) => texts[index]?.includes(word)));
  }

  /** Where a specifier leads: a path, null for nowhere, undefined for what cannot be told (packages). */
  async resolve(path: string, specifier: string): Promise<string | null | undefined> {
    this.#resolver ??= readAliases(this.snapshot).then((aliases) => new ModuleResolver(this.files, aliases));
    return (await this.#resolver).resolve(path, specifier, this.syntax.languageOf(path)?.id ?? '');
  }

  /** Follows a module's export to its declaration: null for no such export, undefined for what cannot be told. */
  async origin(path: string, name: string, seen: ReadonlySet<string> = new Set()): Promise<Origin | null | undefined> {
    if (seen.has(`${path}\0${name}`)) return null;
    const exports = await this.exports(path);
    if (exports === undefined) return undefined;
    const visited = new Set(seen).add(`${path}\0${name}`);
    const from = exports.from.get(name);
    if (from !== undefined) {
      const target = await this.resolve(path, from.source);
      if (from.imported === '*' || typeof target !== 'string') return { path, name };
      return this.origin(target, from.imported, visited);
    }
    if (exports.names.has(name)) return this.#throughImport(path, name, exports.names.get(name) ?? name, visited);
    let unknown = exports.open;
    for (const source of name === 'default' ? [] : exports.all) {
      const target = await this.resolve(path, source);
      const origin = typeof target === 'string' ? await this.origin(target, name, visited) : undefined;
      if (origin) return origin;
      if (origin === undefined && target !== null) unknown = true;
    }
    return unknown ? undefined : null;
  }

  #sameInTwin(path: string): boolean {
    const id = this.#twin && this.snapshot.id?.(path);
    return id !== undefined && id === this.#twin?.snapshot.id?.(path);
  }

  /** `import { a } from './a'; export { a }`: the name is another module's. */
  async #throughImport(
    path: string,
    name: string,
    local: string,
    seen: ReadonlySet<string>,
  ): Promise<Origin | null | undefined> {
    for (const found of await this.imports(path)) {
      const named = found.kind === 'export-from' ? undefined : found.names.find((each) => each.local === local);
      if (named === undefined) continue;
      const target = await this.resolve(path, found.source);
      if (typeof target === 'string' && target !== path)
        return (await this.origin(target, named.imported, seen)) ?? { path, name };
    }
    return { path, name };
  }
}

/**
 * Whether a module of head no longer exports a name. Where re-exports cannot all be read, the declaration that the name
 * led to at base decides.
 * @param target the module in head; `oldTarget` the one that the same specifier led to at base
 */
export async function exportIsGone(
  base: CodeView,
  head: CodeView,
  target: string,
  oldTarget: string | null | undefined,
  name: string,
): Promise<boolean> {
  const now = await head.origin(target, name);
  if (now !== undefined) return now === null;
  const was = typeof oldTarget === 'string' ? await base.origin(oldTarget, name) : null;
  if (!was || was.path === target || !head.files.has(was.path)) return false;
  return (await head.origin(was.path, was.name)) === null;
}

function kept<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
