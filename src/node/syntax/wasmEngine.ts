import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as WebTreeSitter from 'web-tree-sitter';
import type { Language } from '../../core/syntax/language.ts';
import { readCursor, TypeNumbers } from '../../core/syntax/readCursor.ts';
import type { ParseOptions, SyntaxEngine } from '../../core/syntax/syntaxEngine.ts';
import { type QueryMatch, SyntaxTree } from '../../core/syntax/syntaxTree.ts';
import { grammarFolder, shippedFile } from './grammarFolder.ts';
import { readQuery } from './languages.ts';
import { notLoaded, parseFailed } from './parseErrors.ts';

interface Loaded {
  readonly parser: WebTreeSitter.Parser;
  readonly queries: readonly (readonly [QueryMatch['query'], WebTreeSitter.Query])[];
  readonly numbers: TypeNumbers;
}

/** tree-sitter in WebAssembly. Nothing is loaded before the first language; one parser a language is kept. */
export class WasmEngine implements SyntaxEngine {
  readonly kind = 'wasm';
  readonly #folder: string;
  readonly #loaded = new Map<string, Loaded>();
  readonly #loading = new Map<string, Promise<void>>();
  #runtime: Promise<typeof WebTreeSitter> | undefined;

  constructor(folder = grammarFolder()) {
    this.#folder = folder;
  }

  async load(languages: readonly Language[]): Promise<void> {
    await Promise.all(
      languages.map((language) => {
        const loading = this.#loading.get(language.id) ?? this.#load(language);
        this.#loading.set(language.id, loading);
        return loading;
      }),
    );
  }

  parse(language: string, text: string, options: ParseOptions = {}): SyntaxTree {
    const loaded = this.#loaded.get(language);
    if (loaded === undefined) throw notLoaded(language);
    const tree = loaded.parser.parse(text);
    if (tree === null) throw parseFailed(language);
    const cursor = tree.walk();
    try {
      const matches =
        options.queries === false ? [] : loaded.queries.flatMap(([name, query]) => run(name, query, tree));
      return new SyntaxTree(language, text, readCursor(cursor, loaded.numbers), loaded.numbers, matches);
    } finally {
      cursor.delete();
      tree.delete();
    }
  }

  async #load(language: Language): Promise<void> {
    if (language.grammar === undefined) return;
    this.#runtime ??= startRuntime(this.#folder);
    const { Language: WasmLanguage, Parser, Query } = await this.#runtime;
    const file = shippedFile(this.#folder, language.grammar.package, language.grammar.wasm);
    const grammar = await WasmLanguage.load(await readFile(file));
    const queries = (['tags', 'imports'] as const).flatMap((name) => {
      const source = readQuery(language, name, this.#folder);
      return source === null ? [] : [[name, new Query(grammar, source)] as const];
    });
    this.#loaded.set(language.id, { parser: new Parser().setLanguage(grammar), queries, numbers: new TypeNumbers() });
  }
}

async function startRuntime(folder: string): Promise<typeof WebTreeSitter> {
  const script = shippedFile(folder, 'web-tree-sitter', 'web-tree-sitter.cjs');
  const runtime = createRequire(script)(script) as typeof WebTreeSitter;
  const wasm = path.join(path.dirname(script), 'web-tree-sitter.wasm');
  await runtime.Parser.init({ locateFile: () => wasm });
  return runtime;
}

function run(name: QueryMatch['query'], query: WebTreeSitter.Query, tree: WebTreeSitter.Tree): QueryMatch[] {
  return query.matches(tree.rootNode).map((match) => ({
    query: name,
    captures: match.captures.map(({ name, node }) => ({ name, start: node.startIndex, end: node.endIndex })),
  }));
}
