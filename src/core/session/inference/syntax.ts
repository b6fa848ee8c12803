import { definitions, type Tag } from '../../syntax/definitions.ts';
import type { SyntaxTree } from '../../syntax/syntaxTree.ts';

/** The tree of a text in the language of its path; undefined where that language is not known or not loaded. */
export type ParseText = (path: string, text: string) => SyntaxTree | undefined;

/** So many code units are parsed in one inference, the same ones each time; after that the syntax rules stay silent. */
const BUDGET = 1_500_000;
/** A longer text is not parsed at all. */
const LONG = 200_000;

/** Declarations of texts, as far as there is a parser. Asked twice about one text it parses once. */
export class Syntax {
  readonly #parse: ParseText | undefined;
  readonly #known = new Map<string, SyntaxTree | undefined>();
  #left = BUDGET;

  constructor(parse?: ParseText) {
    this.#parse = parse;
  }

  /** Whether there is a parser at all. */
  get there(): boolean {
    return this.#parse !== undefined;
  }

  tree(path: string, text: string): SyntaxTree | undefined {
    if (this.#parse === undefined || text.length > LONG) return undefined;
    const key = `${path}\n${text}`;
    if (this.#known.has(key)) return this.#known.get(key);
    if (text.length > this.#left) return undefined;
    this.#left -= text.length;
    const tree = this.#parse(path, text);
    if (this.#known.size > 200) this.#known.clear();
    this.#known.set(key, tree);
    return tree;
  }

  /** What a text declares, in document order. */
  definitions(path: string, text: string): Tag[] {
    const tree = this.tree(path, text);
    return tree === undefined ? [] : definitions(tree);
  }

  /** What a piece of a file declares at its outermost level; a piece of a class is read as one. */
  declared(path: string, piece: string): Declared[] {
    if (!this.there || piece.length > LONG || piece.trim() === '') return [];
    const found = this.#declaredIn(path, piece, 0);
    return found.length > 0 ? found : this.#declaredIn(path, `class X {\n${piece}\n}`, 1);
  }

  #declaredIn(path: string, text: string, level: number): Declared[] {
    const tags = this.definitions(path, text).filter(({ kind }) => level === 0 || kind !== 'field');
    const outer = level === 0 ? tags : tags.slice(1);
    return outer
      .filter((tag) => !outer.some((other) => other !== tag && other.start <= tag.start && tag.end < other.end))
      .map(({ name, kind, start, end, nameStart }) => ({
        name,
        kind,
        text: text.slice(start, end),
        head: text.slice(text.lastIndexOf('\n', nameStart - 1) + 1, nameStart),
      }));
  }
}

/** A declaration, cut out of its text. `head`: what stands before its name in its line. */
export interface Declared {
  readonly name: string;
  readonly kind: string;
  readonly text: string;
  readonly head: string;
}

/** What people call it: function, constant, variable, type … */
export function declarationWord({ kind, head }: Pick<Declared, 'kind' | 'head'>): string {
  if (kind === 'variable') return /\bconst\b|\bfinal\b|\bval\b/.test(head) ? 'constant' : 'variable';
  return kind;
}
