import type { SyntaxNode, SyntaxTree } from '../syntax/syntaxTree.ts';
import { simpleName } from './declarations.ts';

const TYPES =
  /^(class_declaration|abstract_class_declaration|class|class_definition|interface_declaration|enum_declaration|record_declaration|impl_item|trait_item)$/;

/**
 * The name of the type that the object before a dot has, as far as its own file tells: `this`, a type's name, a variable
 * with a written type or one that a constructor fills. Undefined when the file does not tell.
 */
export function receiverType(receiver: SyntaxNode): string | undefined {
  const node = bare(receiver);
  const text = node.text;
  if (/^(this|self|cls|super|Self)$/.test(text)) return enclosingType(node);
  if (text === 'super()') return undefined;
  const made = constructed(node);
  if (made !== undefined) return made;
  if (!/^(identifier|type_identifier)$/.test(node.type)) return undefined;
  const bound = boundTypes(node.tree, text);
  if (bound.size === 1) return [...bound][0] || undefined;
  return bound.size === 0 && /^[A-Z]/.test(text) ? text : undefined;
}

function bare(node: SyntaxNode): SyntaxNode {
  const [first] = node.namedChildren;
  if (first !== undefined && /^(parenthesized_expression|non_null_expression|await_expression)$/.test(node.type))
    return bare(first);
  return node;
}

function enclosingType(node: SyntaxNode): string | undefined {
  for (const ancestor of node.ancestors()) {
    if (TYPES.test(ancestor.type)) return simpleName(ancestor.child('name') ?? ancestor.child('type')) || undefined;
    if (/^(function_declaration|function_expression|object)$/.test(ancestor.type)) return undefined;
  }
  return undefined;
}

/** `new C()`, `C()` in Python, `C{}`, `&C{}`, `C::new()`: C. */
function constructed(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case 'new_expression':
      return simpleName(node.child('constructor')) || undefined;
    case 'object_creation_expression':
    case 'composite_literal':
      return simpleName(node.child('type')) || undefined;
    case 'unary_expression':
      return node.text.startsWith('&') && node.namedChildren[0] ? constructed(node.namedChildren[0]) : undefined;
    case 'struct_expression':
      return simpleName(node.child('name')) || undefined;
    case 'call': {
      const callee = node.child('function');
      return callee?.type === 'identifier' && /^_?[A-Z]/.test(callee.text) ? callee.text : undefined;
    }
    case 'call_expression': {
      const callee = node.child('function');
      const path =
        callee?.type === 'scoped_identifier' && callee.child('name')?.text === 'new' ? callee.child('path') : null;
      return path ? simpleName(path) : undefined;
    }
    default:
      return undefined;
  }
}

/** The types of everything in the file that binds a name; the empty text for a binding without a type that can be told. */
function boundTypes(tree: SyntaxTree, name: string): Set<string> {
  const types = new Set<string>();
  for (let at = tree.text.indexOf(name); at >= 0; at = tree.text.indexOf(name, at + 1)) {
    const node = tree.nodeAt(at, at + name.length);
    if (node.start !== at || node.end !== at + name.length || !/identifier/.test(node.type)) continue;
    const { parent, field } = node;
    if (parent === undefined) continue;
    const binds =
      /^(name|pattern|left)$/.test(field) ||
      /^(typed_parameter|parameters|formal_parameters|rest_pattern|object_pattern|array_pattern|pattern_list|arrow_function|import_specifier|import_clause)$/.test(
        parent.type,
      );
    if (
      !binds ||
      /^(call|attribute|member_expression|keyword_argument|method_invocation|scoped_identifier|import_specifier|import_clause|class_declaration|class_definition)$/.test(
        parent.type,
      )
    )
      continue;
    if (field === 'left' && !/^(assignment|assignment_expression|short_var_declaration)$/.test(parent.type)) {
      types.add('');
      continue;
    }
    if (parent.type === 'assignment_expression') continue;
    const holder = parent.type === 'expression_list' ? (parent.parent ?? parent) : parent;
    const written =
      holder.child('type') ?? (holder.type === 'variable_declarator' ? holder.parent?.child('type') : undefined);
    const value = holder.child('value') ?? holder.child('right');
    if (written !== undefined && written.text !== 'var') types.add(plainType(written));
    else
      types.add(
        (value && constructed(bare(value.type === 'expression_list' ? (value.namedChildren[0] ?? value) : value))) ??
          '',
      );
  }
  return types;
}

/** The name of a written type; empty for unions, lists and the like, whose members are not those of the name. */
function plainType(type: SyntaxNode): string {
  const text = type.text
    .replace(/^:\s*/, '')
    .replace(/^(&(mut\s+)?|\*)/, '')
    .replace(/^["']|["']$/g, '')
    .trim();
  if (/^(any|unknown|object|Object|Any|never|dynamic)$/.test(text)) return '';
  return /^[\w.]+(<[^|]*>|\[[^|]*\])?$/.test(text) && !/\[\]$/.test(text)
    ? (/(\w+)(?:[<[].*)?$/.exec(text)?.[1] ?? '')
    : '';
}
