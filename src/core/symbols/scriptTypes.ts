import type { TypeUse, ValueUse } from './facts.ts';
import type { FactsDraft } from './factsDraft.ts';

const LISTS =
  /^(Array|ReadonlyArray|Set|ReadonlySet|Iterable|IterableIterator|Iterator|AsyncIterable|Generator|AsyncGenerator)$/;
const MAPS = /^(Map|ReadonlyMap|WeakMap|Record)$/;
const WRAPPERS = /^(Promise|PromiseLike|Awaited|Readonly|Partial|Required|NonNullable|Pick|Omit)$/;
const UNKNOWN: ValueUse = { from: 'unknown', ref: -1 };

/** The type that an annotation or heritage node says, as far as members are looked up in it. */
export function scriptTypeUse(draft: FactsDraft, node: number): TypeUse | undefined {
  switch (draft.type(node)) {
    case 'type_annotation':
    case 'parenthesized_type':
    case 'type_predicate_annotation':
    case 'optional_type':
    case 'parenthesized_expression':
      return scriptTypeUse(draft, draft.children(node)[0] ?? -1);
    case 'readonly_type':
      return scriptTypeUse(draft, draft.children(node).at(-1) ?? -1);
    case 'type_identifier':
    case 'identifier':
      return plain(draft.refOf(node));
    case 'nested_type_identifier':
      return plain(draft.refOf(draft.child(node, 'name')));
    case 'member_expression':
      return plain(draft.refOf(draft.child(node, 'property')));
    case 'generic_type':
      return genericType(draft, node, draft.child(node, 'name'));
    case 'new_expression':
      return genericType(draft, node, draft.child(node, 'constructor'));
    case 'array_type': {
      const element = scriptTypeUse(draft, draft.children(node)[0] ?? -1);
      return element?.wrap === 'plain' ? { wrap: 'list', refs: element.refs } : undefined;
    }
    case 'type_query': {
      const queried = scriptValueUse(draft, draft.children(node)[0] ?? -1);
      return queried.from === 'value' ? { wrap: 'kind', refs: [queried.ref] } : undefined;
    }
    case 'union_type':
    case 'intersection_type':
      return unionType(draft, node);
    default:
      return undefined;
  }
}

function plain(ref: number): TypeUse | undefined {
  return ref < 0 ? undefined : { wrap: 'plain', refs: [ref] };
}

function genericType(draft: FactsDraft, node: number, name: number): TypeUse | undefined {
  const args = draft.children(draft.child(node, 'type_arguments'));
  const text = draft.textOf(name);
  if (LISTS.test(text)) {
    const element = scriptTypeUse(draft, args[0] ?? -1);
    if (element?.wrap === 'plain') return { wrap: 'list', refs: element.refs };
  } else if (MAPS.test(text)) {
    const value = scriptTypeUse(draft, args[1] ?? -1);
    if (value?.wrap === 'plain') return { wrap: 'map', refs: value.refs };
  } else if (WRAPPERS.test(text)) return scriptTypeUse(draft, args[0] ?? -1);
  return scriptTypeUse(draft, name);
}

function unionType(draft: FactsDraft, node: number): TypeUse | undefined {
  const uses = draft.children(node).flatMap((child) => scriptTypeUse(draft, child) ?? []);
  const [first] = uses;
  if (first === undefined) return undefined;
  return { wrap: first.wrap, refs: uses.filter(({ wrap }) => wrap === first.wrap).flatMap(({ refs }) => refs) };
}

/** Where the value of an expression comes from. */
export function scriptValueUse(draft: FactsDraft, node: number): ValueUse {
  switch (draft.type(node)) {
    case 'identifier':
    case 'shorthand_property_identifier':
    case 'type_identifier':
      return valueAt(draft.refOf(node));
    case 'nested_identifier':
    case 'member_expression':
      return valueAt(draft.refOf(draft.child(node, 'property')));
    case 'this':
      return { from: 'self', ref: -1 };
    case 'super':
      return { from: 'super', ref: -1 };
    case 'parenthesized_expression':
    case 'non_null_expression':
    case 'await_expression':
    case 'satisfies_expression':
      return scriptValueUse(draft, draft.children(node)[0] ?? -1);
    case 'as_expression': {
      const type = scriptTypeUse(draft, draft.children(node)[1] ?? -1);
      if (draft.children(node)[1] === undefined) return scriptValueUse(draft, draft.children(node)[0] ?? -1);
      return type?.wrap === 'plain' && type.refs[0] !== undefined ? { from: 'typed', ref: type.refs[0] } : UNKNOWN;
    }
    case 'new_expression': {
      const made = scriptValueUse(draft, draft.child(node, 'constructor'));
      return made.from === 'value' ? { from: 'new', ref: made.ref } : UNKNOWN;
    }
    case 'call_expression': {
      const called = scriptValueUse(draft, draft.child(node, 'function'));
      return called.from === 'value' ? { from: 'call', ref: called.ref } : UNKNOWN;
    }
    case 'subscript_expression': {
      const list = scriptValueUse(draft, draft.child(node, 'object'));
      if (list.from === 'value') return { from: 'element', ref: list.ref };
      return list.from === 'call' ? { from: 'element-of-call', ref: list.ref } : UNKNOWN;
    }
    case 'binary_expression': {
      if (
        !/\?\?|\|\|/.test(
          draft.text.slice(draft.end(draft.child(node, 'left')), draft.start(draft.child(node, 'right'))),
        )
      )
        return UNKNOWN;
      return scriptValueUse(draft, draft.child(node, 'left'));
    }
    case 'assignment_expression':
      return scriptValueUse(draft, draft.child(node, 'right'));
    default:
      return UNKNOWN;
  }
}

function valueAt(ref: number): ValueUse {
  return ref < 0 ? UNKNOWN : { from: 'value', ref };
}
