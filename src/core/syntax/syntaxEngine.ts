import type { Language } from './language.ts';
import type { SyntaxTree } from './syntaxTree.ts';

/** What a parse is asked for beyond the tree. */
export interface ParseOptions {
  /** Run the language's queries (definitions, references, imports); on unless false. */
  readonly queries?: boolean;
}

/**
 * A parser for many languages. Every engine gives equal trees for the same grammar.
 * `load` is asynchronous and happens once a language; `parse` is synchronous and throws
 * `syntax.not-loaded` for a language that was not loaded.
 */
export interface SyntaxEngine {
  readonly kind: 'wasm' | 'native';
  load(languages: readonly Language[]): Promise<void>;
  /** `language` is a `Language.id`. */
  parse(language: string, text: string, options?: ParseOptions): SyntaxTree;
}
