import type { SyntaxNode, SyntaxTree } from '../syntax/syntaxTree.ts';

export type DeclarationKind =
  | 'function'
  | 'class'
  | 'interface'
  | 'type'
  | 'enum'
  | 'variable'
  | 'method'
  | 'constructor'
  | 'field'
  | 'enum member'
  | 'module'
  | 'macro';

/** A declared name outside function bodies. Offsets are UTF-16. */
export interface Declaration {
  readonly name: string;
  readonly kind: DeclarationKind;
  /** Names of the types and modules around it, joined by dots; empty at the top of a file. */
  readonly owner: string;
  /** The declaring node: of a variable its declarator, of anything else the whole declaration. */
  readonly node: SyntaxNode;
  readonly nameStart: number;
  /** With its `export`, modifiers and decorators. */
  readonly start: number;
  readonly end: number;
}

const KINDS: Readonly<Record<string, DeclarationKind>> = {
  function_declaration: 'function',
  generator_function_declaration: 'function',
  function_signature: 'function',
  function_definition: 'function',
  function_item: 'function',
  function_signature_item: 'function',
  class_declaration: 'class',
  abstract_class_declaration: 'class',
  class_definition: 'class',
  struct_item: 'class',
  union_item: 'class',
  record_declaration: 'class',
  interface_declaration: 'interface',
  annotation_type_declaration: 'interface',
  trait_item: 'interface',
  type_alias_declaration: 'type',
  type_spec: 'type',
  type_alias: 'type',
  type_item: 'type',
  associated_type: 'type',
  enum_declaration: 'enum',
  enum_item: 'enum',
  method_definition: 'method',
  abstract_method_signature: 'method',
  method_signature: 'method',
  method_declaration: 'method',
  method_elem: 'method',
  annotation_type_element_declaration: 'method',
  constructor_declaration: 'constructor',
  public_field_definition: 'field',
  field_definition: 'field',
  property_signature: 'field',
  field_declaration: 'field',
  constant_declaration: 'field',
  enum_assignment: 'enum member',
  enum_variant: 'enum member',
  enum_constant: 'enum member',
  variable_declarator: 'variable',
  const_spec: 'variable',
  var_spec: 'variable',
  const_item: 'variable',
  static_item: 'variable',
  mod_item: 'module',
  internal_module: 'module',
  module: 'module',
  macro_definition: 'macro',
};
const MEMBER_OF: ReadonlySet<DeclarationKind> = new Set(['class', 'interface', 'type', 'enum', 'module']);
const TRANSPARENT =
  /^(export_statement|ambient_declaration|expression_statement|lexical_declaration|variable_declaration|class_body|interface_body|enum_body|enum_body_declarations|annotation_type_body|statement_block|block|decorated_definition|if_statement|else_clause|elif_clause|try_statement|except_clause|finally_clause|type_declaration|const_declaration|var_declaration|var_spec_list|struct_type|interface_type|field_declaration_list|enum_variant_list|declaration_list|foreign_mod_item|object_type|union_type|intersection_type)$/;

/** What a file declares outside function bodies, members included, in document order. */
export function declarationsOf(tree: SyntaxTree): Declaration[] {
  const found: Declaration[] = [];
  visit(tree.root, { owner: '', type: false }, found);
  return found;
}

interface Place {
  readonly owner: string;
  /** Directly inside of a class, an interface or the like, not of a module. */
  readonly type: boolean;
}

function visit(parent: SyntaxNode, place: Place, found: Declaration[]): void {
  for (const node of parent.namedChildren) {
    if (node.type === 'impl_item') {
      const owner = simpleName(node.child('type'));
      const body = node.child('body');
      if (body !== undefined) visit(body, { owner: joined(place.owner, owner), type: true }, found);
      continue;
    }
    if (node.type === 'assignment') {
      for (const name of namesOfTarget(node.child('left')))
        add(found, place, node, name, place.type ? 'field' : 'variable');
      continue;
    }
    if (parent.type === 'enum_body' && node.type === 'property_identifier') {
      add(found, place, node, node, 'enum member');
      continue;
    }
    const kind = node === parent.tree.root ? undefined : KINDS[node.type];
    if (kind === undefined) {
      if (TRANSPARENT.test(node.type)) visit(node, place, found);
      continue;
    }
    declare(node, kind, place, found);
  }
}

function declare(node: SyntaxNode, kind: DeclarationKind, place: Place, found: Declaration[]): void {
  const receiver = node.type === 'method_declaration' ? node.child('receiver') : undefined;
  const here = receiver === undefined ? place : { owner: receiverType(receiver), type: true };
  const names = namesOf(node);
  for (const name of names) add(found, here, node, name, kindIn(kind, node, here.type, name));
  const [name] = names;
  if (name === undefined) return;
  if (MEMBER_OF.has(kind)) {
    const inner = { owner: joined(here.owner, name.text), type: kind !== 'module' };
    for (const each of node.namedChildren)
      if (TRANSPARENT.test(each.type) || each.type === 'ordered_field_declaration_list') visit(each, inner, found);
    if (node.type === 'record_declaration')
      for (const each of node.child('parameters')?.namedChildren ?? []) {
        const field = each.child('name');
        if (field !== undefined) add(found, inner, each, field, 'field');
      }
  } else if (here.type && /^(constructor|__init__)$/.test(name.text)) constructorFields(node, here, found);
}

function kindIn(kind: DeclarationKind, node: SyntaxNode, inType: boolean, name: SyntaxNode): DeclarationKind {
  if (inType && /^(constructor|__init__)$/.test(name.text) && /definition|signature/.test(node.type))
    return 'constructor';
  if (kind === 'function') return inType ? 'method' : 'function';
  if (kind === 'variable' && /function|lambda$/.test(node.child('value')?.type ?? '')) return 'function';
  if (kind === 'variable' && inType) return 'field';
  return kind;
}

/** Fields that a constructor makes: TypeScript's parameter properties, and Python's `self.x = …`. */
function constructorFields(node: SyntaxNode, place: Place, found: Declaration[]): void {
  for (const parameter of node.child('parameters')?.namedChildren ?? []) {
    const name = parameter.child('pattern');
    if (name !== undefined && parameter.children.some(({ type }) => /^(accessibility_modifier|readonly)$/.test(type)))
      add(found, place, parameter, name, 'field');
  }
  if (node.tree.language !== 'python') return;
  const known = new Set(found.filter(({ owner }) => owner === place.owner).map(({ name }) => name));
  for (const each of node.child('body')?.descendants() ?? []) {
    if (each.type !== 'attribute' || each.field !== 'left' || each.child('object')?.text !== 'self') continue;
    const name = each.child('attribute');
    if (name === undefined || known.has(name.text) || each.parent === undefined) continue;
    known.add(name.text);
    add(found, place, each.parent, name, 'field');
  }
}

function add(found: Declaration[], place: Place, node: SyntaxNode, name: SyntaxNode, kind: DeclarationKind): void {
  const whole = wholeOf(node);
  found.push({
    name: name.text.replace(/^#/, ''),
    kind,
    owner: place.owner,
    node,
    nameStart: name.start,
    start: whole.start,
    end: whole.end,
  });
}

/** The statement around a declaring node, with what stands before it in the same statement. */
function wholeOf(node: SyntaxNode): SyntaxNode {
  let whole = node;
  for (const parent of node.ancestors()) {
    if (parent.namedChildren.filter(({ type }) => KINDS[type] !== undefined).length > 1) break;
    if (
      !/^(export_statement|ambient_declaration|decorated_definition|lexical_declaration|variable_declaration|type_declaration|const_declaration|var_declaration|var_spec_list)$/.test(
        parent.type,
      ) &&
      !(parent.type === 'expression_statement' && /^(assignment|internal_module)$/.test(node.type))
    )
      break;
    whole = parent;
  }
  return whole;
}

function namesOf(node: SyntaxNode): SyntaxNode[] {
  const declarators = node.namedChildren.filter(
    ({ field, type }) => field === 'declarator' && type === 'variable_declarator',
  );
  if (declarators.length > 0) return declarators.flatMap((each) => each.child('name') ?? []);
  const property = node.child('property');
  const names = node.namedChildren.filter(({ field }) => field === 'name');
  if (names.length === 0 && property !== undefined) return [property];
  return names.flatMap((name) => (/pattern$/.test(name.type) ? namesOfTarget(name) : [name]));
}

function namesOfTarget(target: SyntaxNode | undefined): SyntaxNode[] {
  if (target === undefined) return [];
  if (target.type === 'identifier') return [target];
  if (!/pattern|pattern_list|tuple_pattern|list_pattern/.test(target.type)) return [];
  return [...target.descendants()].filter(
    ({ type, field }) => /^(identifier|shorthand_property_identifier_pattern)$/.test(type) && field !== 'right',
  );
}

/** `T` of `(r *T[K])`. */
function receiverType(receiver: SyntaxNode): string {
  return /^\(\s*(?:\w+\s+)?\*?\s*(\w+)/.exec(receiver.text)?.[1] ?? '';
}

/** The name of a type without arguments, path or reference. */
export function simpleName(type: SyntaxNode | undefined): string {
  return /(\w+)\s*(?:[<[].*)?$/s.exec(type?.text ?? '')?.[1] ?? '';
}

function joined(owner: string, name: string): string {
  return owner === '' ? name : `${owner}.${name}`;
}
