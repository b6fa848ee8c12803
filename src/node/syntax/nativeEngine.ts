import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Language } from '../../core/syntax/language.ts';
import { type Cursor, readCursor, TypeNumbers } from '../../core/syntax/readCursor.ts';
import type { ParseOptions, SyntaxEngine } from '../../core/syntax/syntaxEngine.ts';
import { type QueryMatch, SyntaxTree } from '../../core/syntax/syntaxTree.ts';
import { grammarFolder } from './grammarFolder.ts';
import { readQuery } from './languages.ts';
import { notLoaded } from './parseErrors.ts';

interface NativeNode {
  readonly startIndex: number;
  readonly endIndex: number;
}
interface NativeTree {
  readonly rootNode: NativeNode;
  walk(): Cursor;
}
interface NativeQuery {
  matches(node: NativeNode): { readonly captures: readonly { readonly name: string; readonly node: NativeNode }[] }[];
}
interface NativeParser {
  setLanguage(grammar: object): void;
  parse(text: string, old: undefined, options: { readonly bufferSize: number }): NativeTree;
}
interface NativeModule {
  new (): NativeParser;
  readonly Query: new (grammar: object, source: string) => NativeQuery;
}
interface Loaded {
  readonly parser: NativeParser;
  readonly queries: readonly (readonly [QueryMatch['query'], NativeQuery])[];
  readonly numbers: TypeNumbers;
}

/** tree-sitter as native code, for the command line. Its packages are optional: `start` gives null without them. */
export class NativeEngine implements SyntaxEngine {
  readonly kind = 'native';
  readonly #folder: string;
  readonly #module: NativeModule;
  readonly #loaded = new Map<string, Loaded>();

  private constructor(folder: string, module: NativeModule) {
    this.#folder = folder;
    this.#module = module;
  }

  /** The engine, or null where the native parser is not installed or does not load on this machine. */
  static async start(folder = grammarFolder()): Promise<NativeEngine | null> {
    try {
      return new NativeEngine(folder, (await importFrom(folder, 'tree-sitter')) as NativeModule);
    } catch {
      return null;
    }
  }

  /** Whether the language's native grammar loads; loads it on the way. */
  async has(language: Language): Promise<boolean> {
    return this.load([language]).then(
      () => this.#loaded.has(language.id),
      () => false,
    );
  }

  async load(languages: readonly Language[]): Promise<void> {
    for (const language of languages) {
      const native = language.grammar?.native;
      if (native === undefined || this.#loaded.has(language.id)) continue;
      const exported = (await importFrom(this.#folder, native.package)) as Record<string, object>;
      const grammar = native.export === undefined ? exported : exported[native.export];
      if (grammar === undefined) continue;
      const parser = new this.#module();
      parser.setLanguage(grammar);
      const queries = (['tags', 'imports'] as const).flatMap((name) => {
        const source = readQuery(language, name, this.#folder);
        return source === null ? [] : [[name, new this.#module.Query(grammar, source)] as const];
      });
      this.#loaded.set(language.id, { parser, queries, numbers: new TypeNumbers() });
    }
  }

  parse(language: string, text: string, options: ParseOptions = {}): SyntaxTree {
    const loaded = this.#loaded.get(language);
    if (loaded === undefined) throw notLoaded(language);
    // Release 0.25.0 of the binding refuses strings over its buffer, 32 KiB by default; later ones do not mind.
    const tree = loaded.parser.parse(text, undefined, { bufferSize: Math.max(32 * 1024, text.length * 2 + 2) });
    const matches =
      options.queries === false
        ? []
        : loaded.queries.flatMap(([name, query]) =>
            query.matches(tree.rootNode).map((match) => ({
              query: name,
              captures: match.captures.map(({ name, node }) => ({ name, start: node.startIndex, end: node.endIndex })),
            })),
          );
    return new SyntaxTree(language, text, readCursor(tree.walk(), loaded.numbers), loaded.numbers, matches);
  }
}

async function importFrom(folder: string, packageName: string): Promise<unknown> {
  const file = createRequire(path.join(folder, 'x.js')).resolve(packageName);
  const module = (await import(pathToFileURL(file).href)) as { default?: unknown };
  return module.default ?? module;
}
