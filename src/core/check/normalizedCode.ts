import type { Language } from '../syntax/language.ts';
import type { SyntaxNode } from '../syntax/syntaxTree.ts';

/** A token of a declaration as comparisons see it; offsets are UTF-16 in the tree's text. */
export interface CodeToken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const NOT_LOCAL =
  /^(property_identifier|private_property_identifier|field_identifier|type_identifier|package_identifier|shorthand_field_identifier)$/;
const BINDS =
  /parameter|pattern|declarator|short_var_declaration|let_declaration|closure|catch_clause|for_|assignment|range_clause|expression_list|named_expression|as_pattern|with_item|lambda|arrow_function|formal/;

/** The tokens of a node without comments, in a spelling that formatting does not change: quotes, last commas, semicolons. */
export function codeTokens(node: SyntaxNode, language: Pick<Language, 'commentNodes'>): CodeToken[] {
  const comments = new Set(language.commentNodes);
  const tokens: CodeToken[] = [];
  const visit = (each: SyntaxNode): void => {
    if (comments.has(each.type) || each.start === each.end) return;
    const { children } = each;
    if (children.length > 0 && !/^(string|template_string)$/.test(each.type)) {
      for (const child of children) visit(child);
      return;
    }
    tokens.push({ text: spelling(each), start: each.start, end: each.end });
  };
  visit(node);
  return tokens.filter(
    ({ text }, at) => text !== '' && text !== ';' && !(text === ',' && /^[)\]}>]$/.test(tokens[at + 1]?.text ?? '')),
  );
}

function spelling(node: SyntaxNode): string {
  const { text, type } = node;
  if (type === 'string' && /^'[^'"\\]*'$/.test(text)) return `"${text.slice(1, -1)}"`;
  return text;
}

/**
 * The tokens with what the node itself binds (parameters, locals) numbered in the order in which they come, so that
 * consistent renames of them make no difference.
 */
export function withoutLocalNames(node: SyntaxNode, tokens: readonly CodeToken[]): string[] {
  const locals = localNames(node);
  const numbers = new Map<string, string>();
  return tokens.map(({ text, start, end }) => {
    if (!locals.has(text)) return text;
    const at = node.tree.nodeAt(start, end);
    if (NOT_LOCAL.test(at.type) || isMemberName(at)) return text;
    const known = numbers.get(text) ?? `$${numbers.size + 1}`;
    numbers.set(text, known);
    return known;
  });
}

function localNames(node: SyntaxNode): Set<string> {
  const names = new Set<string>();
  for (const each of node.descendants()) {
    if (each.type !== 'identifier') continue;
    const { parent, field } = each;
    if (parent === undefined || parent.index < node.index || !BINDS.test(parent.type)) continue;
    if (/^(value|right|type|object|function|body|condition|default)$/.test(field)) continue;
    if (isTopDeclarator(parent, node)) continue;
    if (parent.type === 'assignment_expression' || parent.type === 'augmented_assignment') continue;
    if (parent.type === 'expression_list' && parent.field !== 'left') continue;
    if (/parameter/.test(parent.type) && node.tree.language === 'python') {
      // A caller may pass it by keyword: of a function's own parameters the names count.
      if (parent.parent?.index === node.index || parent.parent?.parent?.index === node.index) continue;
    }
    names.add(each.text);
  }
  return names;
}

/** `x` of `const x = …` when that is the declaration that is looked at. */
function isTopDeclarator(parent: SyntaxNode, node: SyntaxNode): boolean {
  if (parent.index === node.index) return /declarator|assignment|_spec$/.test(parent.type);
  for (const ancestor of parent.ancestors()) {
    if (ancestor.index === node.index)
      return (
        /declarator|assignment/.test(parent.type) && !/function|method|constructor|class|decorated/.test(node.type)
      );
    if (/function|method|block|body|lambda|closure|class|object/.test(ancestor.type)) return false;
  }
  return false;
}

function isMemberName(node: SyntaxNode): boolean {
  const before = node.tree.text.slice(Math.max(0, node.start - 2), node.start);
  return /(\.|::|->)$/.test(before) && !/\.\.$/.test(before);
}
