import { type Language, languageOfPath } from '../../core/syntax/language.ts';
import type { ParseOptions, SyntaxEngine } from '../../core/syntax/syntaxEngine.ts';
import type { SyntaxTree } from '../../core/syntax/syntaxTree.ts';
import { grammarFolder } from './grammarFolder.ts';
import { readLanguages } from './languages.ts';
import { NativeEngine } from './nativeEngine.ts';
import { WasmEngine } from './wasmEngine.ts';

/** Languages by path and trees by language: what features use. Nothing is loaded before the first parse. */
export class SyntaxService {
  readonly languages: readonly Language[];
  readonly #engines: (language: Language) => Promise<SyntaxEngine>;

  private constructor(languages: readonly Language[], engines: (language: Language) => Promise<SyntaxEngine>) {
    this.languages = languages;
    this.#engines = engines;
  }

  /**
   * @param options.native try the native parser first, language by language, and WebAssembly where it does not load:
   *   for the command line. The extension stays with WebAssembly, whose memory is bounded.
   */
  static open(options: { readonly native?: boolean; readonly folder?: string } = {}): SyntaxService {
    const folder = options.folder ?? grammarFolder();
    const wasm = new WasmEngine(folder);
    const native = once(() => (options.native ? NativeEngine.start(folder) : Promise.resolve(null)));
    const choose = async (language: Language): Promise<SyntaxEngine> => {
      const engine = await native();
      if (engine !== null && (await engine.has(language))) return engine;
      await wasm.load([language]);
      return wasm;
    };
    // Many files are asked for at once: without this each of them would load the grammar and compile its queries.
    const chosen = new Map<string, Promise<SyntaxEngine>>();
    return new SyntaxService(readLanguages(folder), (language) => {
      const engine = chosen.get(language.id) ?? choose(language);
      chosen.set(language.id, engine);
      return engine;
    });
  }

  /** The language of a path; undefined for files of no known language. */
  languageOf(path: string): Language | undefined {
    return languageOfPath(path, this.languages);
  }

  /** Whether there is a parser for the path. */
  parses(path: string): boolean {
    return this.languageOf(path)?.grammar !== undefined;
  }

  /** The engine that parses a language here. */
  engineFor(language: Language): Promise<SyntaxEngine> {
    return this.#engines(language);
  }

  /** The tree of a file's text; undefined when there is no parser for the path. */
  async parse(path: string, text: string, options?: ParseOptions): Promise<SyntaxTree | undefined> {
    const language = this.languageOf(path);
    if (language?.grammar === undefined) return undefined;
    const engine = await this.#engines(language);
    return engine.parse(language.id, text, options);
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
