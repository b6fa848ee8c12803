import type { Language } from '../syntax/language.ts';
import type { SyntaxNode, SyntaxTree } from '../syntax/syntaxTree.ts';

/** What a name must not be bound by to count as free. */
export interface FreeUseOptions {
  /** Take top-level declarations of the file as the thing that is looked for, not as something that hides it. */
  readonly throughTop?: boolean;
}

const NOT_REFERENCES = new Set([
  'property_identifier',
  'private_property_identifier',
  'field_identifier',
  'shorthand_property_identifier_pattern',
]);
const NAMED_DECLARATION =
  /(declaration|definition|_item|_spec|_specifier|signature|declarator|^class|^function_expression|^method|^module|type_parameter|enum_assignment|interface|namespace_definition)$/;
const PATTERNS =
  /(pattern|pattern_list|tuple_pattern|list_pattern|parameter|parameters|rest_pattern|typed_parameter|as_pattern_target)$/;

/** Identifiers called `name` that no scope of the file binds, apart from its imports. */
export function freeUses(
  tree: SyntaxTree,
  language: Pick<Language, 'identifierNodes' | 'scopeNodes'>,
  name: string,
  options: FreeUseOptions = {},
): SyntaxNode[] {
  const scopes = new Set(language.scopeNodes);
  const all = identifiersNamed(tree, language, name).filter((node) => !inImport(node));
  const binders = new Set<number>();
  for (const node of all) {
    if (!isDeclaration(node)) continue;
    const scope = scopeOf(node, scopes);
    if (scope !== 0 || !options.throughTop) binders.add(scope);
  }
  return all.filter(
    (node) =>
      !isDeclaration(node) &&
      isPlainReference(node) &&
      ![...node.ancestors()].some((ancestor) => binders.has(ancestor.index)),
  );
}

/** The `name` in `object.name`, wherever `object` is the text before the dot. */
export function memberUses(
  tree: SyntaxTree,
  language: Pick<Language, 'identifierNodes' | 'scopeNodes'>,
  object: string,
  name: string,
): SyntaxNode[] {
  const simple = object.includes('.') ? null : new Set(freeUses(tree, language, object).map(({ start }) => start));
  return identifiersNamed(tree, language, name).filter((node) => {
    const before = receiverOf(node);
    if (before === undefined || before.text !== object || inImport(node)) return false;
    return simple === null || simple.has(before.start);
  });
}

/** What stands before the dot of a member access; undefined when the identifier is no member. */
export function receiverOf(node: SyntaxNode): SyntaxNode | undefined {
  // In JavaScript's grammar the mark of an optional chain is a node of its own.
  const siblings = (node.parent?.namedChildren ?? []).filter(({ type }) => type !== 'optional_chain');
  const at = siblings.findIndex((sibling) => sibling.index === node.index);
  const before = siblings[at - 1];
  if (before === undefined) return undefined;
  const between = node.tree.text.slice(before.end, node.start).trim();
  return between === '.' || between === '?.' || between === '::' || between === '->' ? before : undefined;
}

function identifiersNamed(tree: SyntaxTree, language: Pick<Language, 'identifierNodes'>, name: string): SyntaxNode[] {
  const wanted = new Set(language.identifierNodes);
  const numbers = new Set(tree.table.types.flatMap((type, index) => (wanted.has(type.name) ? [index] : [])));
  const { type, start, end } = tree.columns;
  const found: SyntaxNode[] = [];
  for (let index = 0; index < type.length; index++) {
    const from = start[index] as number;
    if ((end[index] as number) - from !== name.length || !numbers.has(type[index] as number)) continue;
    if (tree.text.startsWith(name, from)) found.push(tree.node(index));
  }
  return found;
}

/** In an import, or in an export that takes names from another module: those are the import check's business. */
function inImport(node: SyntaxNode): boolean {
  for (const ancestor of node.ancestors()) {
    const { type } = ancestor;
    if (
      /^(import_statement|import_from_statement|import_declaration|use_declaration|using_directive|namespace_use_declaration|preproc_include|import_spec)$/.test(
        type,
      )
    ) {
      return true;
    }
    if (type === 'export_statement') return ancestor.child('source') !== undefined;
    if (/(statement_block|block|body)$/.test(type)) return false;
  }
  return false;
}

function isPlainReference(node: SyntaxNode): boolean {
  if (NOT_REFERENCES.has(node.type)) return false;
  const { parent } = node;
  if (parent === undefined || receiverOf(node) !== undefined) return false;
  if (parent.type === 'keyword_argument' && node.field === 'name') return false;
  if (parent.type === 'export_specifier' && node.field === 'alias') return false;
  return !(parent.type === 'pair' && node.field === 'key');
}

function isDeclaration(node: SyntaxNode): boolean {
  const { parent, field } = node;
  if (node.type === 'shorthand_property_identifier_pattern') return true;
  if (parent === undefined) return false;
  if (parent.type === 'export_specifier' || parent.type === 'import_specifier') return false;
  if (field === 'name' && NAMED_DECLARATION.test(parent.type)) return true;
  if (field === 'declarator' && /(declarator|declaration|definition)$/.test(parent.type)) return true;
  if (parent.type === 'arrow_function' && field === 'parameter') return true;
  if (parent.type === 'catch_clause' && field === 'parameter') return true;
  if (field === 'value' || field === 'right' || field === 'type' || field === 'key') {
    return parent.type === 'pair_pattern' && field === 'value' && inPattern(parent);
  }
  if (parent.type === 'lambda_parameters' || parent.type === 'identifiers') return true;
  return field !== 'object' && field !== 'function' && inPattern(node);
}

/** Whether a node stands where names are bound: a parameter, the left side of an assignment, a loop variable. */
function inPattern(node: SyntaxNode): boolean {
  let child = node;
  for (const parent of node.ancestors()) {
    if (PATTERNS.test(parent.type) || parent.type === 'expression_list') {
      if (child.field === 'value' || child.field === 'right' || child.field === 'type') return false;
      if (/parameter/.test(parent.type)) return true;
      child = parent;
      continue;
    }
    if (parent.type === 'variable_declarator') return child.field === 'name';
    if (
      /^for_(in_)?statement$|^for_in_clause$|^range_clause$|^foreach_statement$|^enhanced_for_statement$/.test(
        parent.type,
      )
    )
      return child.field === 'left' || child.field === 'name';
    if (/^(assignment|named_expression|short_var_declaration|augmented_assignment)$/.test(parent.type)) {
      return (child.field === 'left' || child.field === 'name') && parent.tree.language !== 'javascript';
    }
    return parent.type === 'catch_clause' && child.field === 'parameter';
  }
  return false;
}

/** Index of the scope that a declaring identifier binds its name in. */
function scopeOf(node: SyntaxNode, scopes: ReadonlySet<string>): number {
  const owner = node.parent;
  const isFunctionOrClass = owner !== undefined && node.field === 'name' && scopes.has(owner.type);
  const hoisted = owner?.parent?.type === 'variable_declaration';
  for (const ancestor of node.ancestors()) {
    if (!scopes.has(ancestor.type)) continue;
    if (isFunctionOrClass && ancestor.index === owner.index && !/expression$|^class$/.test(ancestor.type)) continue;
    if (hoisted && /^(statement_block|for_statement|for_in_statement|switch_body)$/.test(ancestor.type)) continue;
    return ancestor.index;
  }
  return 0;
}
