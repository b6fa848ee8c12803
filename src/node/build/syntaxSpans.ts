import { TracewrightError } from '../../core/errors.ts';
import type { HoleRange } from '../../core/sample/fimPlan.ts';
import { SyntaxService } from '../syntax/engine.ts';

/** The ranges of a file's syntax nodes that make a good middle; null when there is no grammar for it. */
export type SyntaxSpans = (path: string, text: string) => Promise<readonly HoleRange[] | null>;

/**
 * Middles by the languages' own lists of node types (`spanNodes`). Nodes with a parse error inside are left out.
 * Where a grammar cannot be loaded, `onMissing` hears of it and the file counts as one without a grammar.
 */
export function syntaxSpansOf(service: SyntaxService, onMissing: () => void): SyntaxSpans {
  return async (path, text) => {
    const language = service.languageOf(path);
    if (language?.grammar === undefined) return null;
    try {
      const tree = await service.parse(path, text, { queries: false });
      const wanted = new Set(language.spanNodes);
      return tree === undefined
        ? null
        : [...tree.nodes()]
            .filter((node) => wanted.has(node.type) && !node.hasError)
            .map(({ start, end }): HoleRange => [start, end]);
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
