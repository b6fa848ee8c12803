import { TracewrightError } from '../../core/errors.ts';
import type { SyntaxOutline } from '../../core/sample/fimSyntax.ts';
import { MISSING_FLAG, type SyntaxTree } from '../../core/syntax/syntaxTree.ts';
import { SyntaxService } from '../syntax/engine.ts';

/** A file's named syntax nodes, and which of them make a good middle; null when there is no grammar for it. */
export type SyntaxSpans = (path: string, text: string) => Promise<SyntaxOutline | null>;

/**
 * Outlines of files. Good middles are by the languages' own lists of node types (`spanNodes`). Where a grammar cannot
 * be loaded, `onMissing` hears of it and the file counts as one without a grammar.
 */
export function syntaxSpansOf(service: SyntaxService, onMissing: () => void): SyntaxSpans {
  return async (path, text) => {
    const language = service.languageOf(path);
    if (language?.grammar === undefined) return null;
    try {
      const tree = await service.parse(path, text, { queries: false });
      return tree === undefined ? null : outlineOf(tree, new Set(language.spanNodes));
    } catch (error) {
      if (!(error instanceof TracewrightError)) throw error;
      onMissing();
      return null;
    }
  };
}

/** The same with the grammars that come with the program, in WebAssembly. */
export function shippedSyntaxSpans(onMissing: () => void): SyntaxSpans {
  return syntaxSpansOf(SyntaxService.open(), onMissing);
}

/** A tree's named nodes; a node is sound when neither it nor anything below, named or not, failed to parse. */
export function outlineOf({ columns, table }: SyntaxTree, wanted: ReadonlySet<string>): SyntaxOutline {
  const size = columns.type.length;
  const sound = new Uint8Array(size).fill(1);
  for (let node = size - 1; node >= 0; node--) {
    const failed = columns.flags[node] === MISSING_FLAG || typeOf(node)?.name === 'ERROR';
    if (failed) sound[node] = 0;
    const parent = columns.parent[node] ?? -1;
    if (sound[node] === 0 && parent >= 0) sound[parent] = 0;
  }
  const named: number[] = [];
  /** How many named nodes come before each node. */
  const before = new Uint32Array(size + 1);
  for (let node = 0; node < size; node++) {
    before[node] = named.length;
    if (node === 0 || typeOf(node)?.named) named.push(node);
  }
  before[size] = named.length;
  const column = (values: ArrayLike<number>) => Uint32Array.from(named, (node) => values[node] ?? 0);
  return {
    start: column(columns.start),
    end: column(columns.end),
    after: Uint32Array.from(named, (node) => before[columns.after[node] ?? size] ?? named.length),
    sound: column(sound),
    eligible: named.flatMap((node, index) => (wanted.has(typeOf(node)?.name ?? '') ? [index] : [])),
  };

  function typeOf(node: number) {
    return table.types[columns.type[node] ?? 0];
  }
}
