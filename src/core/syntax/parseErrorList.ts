import type { SyntaxTree } from './syntaxTree.ts';

/** A place that did not parse. Offsets are UTF-16; `line` counts from 1. */
export interface ParseError {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** The token that the parser had to make up; empty for text that it could not place. */
  readonly missing: string;
}

/** The error and missing nodes of a tree, outermost only, in document order. */
export function parseErrors(tree: SyntaxTree): ParseError[] {
  const errors: ParseError[] = [];
  const lineOf = lineCounter(tree.text);
  let covered = 0;
  for (const node of tree.nodes()) {
    if (!node.isError && !node.isMissing) continue;
    if (node.index < covered) continue;
    if (node.isError) covered = tree.columns.after[node.index] ?? covered;
    errors.push({
      start: node.start,
      end: node.end,
      line: lineOf(node.start),
      missing: node.isMissing ? node.type : '',
    });
  }
  return errors;
}

/** Gives the line, from 1, of offsets; `\n` ends a line. Quick for many offsets of one text. */
export function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
