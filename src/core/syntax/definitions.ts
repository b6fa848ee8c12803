import type { Language } from './language.ts';
import type { SyntaxNode, SyntaxTree } from './syntaxTree.ts';

/** A declared or used name, from `tags.scm`. Ranges are UTF-16 offsets. */
export interface Tag {
  readonly name: string;
  /** `function`, `class`, `method`, `variable`, `interface`, `type`, `enum`, `field`, `module`, `macro`; `call` of a reference. */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
}

/** What a file declares, in document order. Needs a tree parsed with queries. */
export function definitions(tree: SyntaxTree): Tag[] {
  return tagsOf(tree, 'definition.');
}

/** Calls and other uses that the grammar can tell without resolving names. */
export function references(tree: SyntaxTree): Tag[] {
  return tagsOf(tree, 'reference.');
}

/** Every identifier of the language's identifier node types. */
export function identifiers(tree: SyntaxTree, language: Pick<Language, 'identifierNodes'>): SyntaxNode[] {
  const wanted = new Set(language.identifierNodes);
  const numbers = new Set(tree.table.types.flatMap((type, index) => (wanted.has(type.name) ? [index] : [])));
  const found: SyntaxNode[] = [];
  tree.columns.type.forEach((type, index) => {
    if (numbers.has(type)) found.push(tree.node(index));
  });
  return found;
}

/** The named nodes that hold [start, end], innermost first. */
export function enclosingNodes(tree: SyntaxTree, start: number, end: number): SyntaxNode[] {
  const inner = tree.nodeAt(start, end);
  return [inner, ...inner.ancestors()].filter((node) => node.named);
}

/** Ranges of nodes that make good middles: the language's `spanNodes` without errors, in document order. */
export function nodeSpans(
  tree: SyntaxTree,
  language: Pick<Language, 'spanNodes'>,
): { readonly type: string; readonly start: number; readonly end: number; readonly depth: number }[] {
  const eligible = new Set(language.spanNodes);
  const depth = new Uint32Array(tree.size);
  const spans: { type: string; start: number; end: number; depth: number }[] = [];
  const whole = !tree.hasError;
  for (const node of tree.nodes()) {
    const parent = tree.columns.parent[node.index] ?? -1;
    depth[node.index] = parent < 0 ? 0 : (depth[parent] as number) + 1;
    if (!node.named || node.start === node.end || !eligible.has(node.type)) continue;
    if (whole || !node.hasError) {
      spans.push({ type: node.type, start: node.start, end: node.end, depth: depth[node.index] as number });
    }
  }
  return spans;
}

function tagsOf(tree: SyntaxTree, prefix: string): Tag[] {
  const tags = new Map<string, Tag>();
  for (const { query, captures } of tree.matches) {
    if (query !== 'tags') continue;
    const whole = captures.find((capture) => capture.name.startsWith(prefix));
    const name = captures.find((capture) => capture.name === 'name');
    if (whole === undefined || name === undefined) continue;
    tags.set(`${name.start}:${whole.name}`, {
      name: tree.text.slice(name.start, name.end),
      kind: whole.name.slice(prefix.length),
      start: whole.start,
      end: whole.end,
      nameStart: name.start,
    });
  }
  return [...tags.values()].sort((a, b) => a.nameStart - b.nameStart);
}
