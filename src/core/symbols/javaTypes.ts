import type { TypeUse, ValueUse } from './facts.ts';
import type { FactsDraft } from './factsDraft.ts';

const UNKNOWN: ValueUse = { from: 'unknown', ref: -1 };
const LISTS =
  /^(List|ArrayList|LinkedList|Collection|Iterable|Iterator|Set|HashSet|TreeSet|LinkedHashSet|Queue|Deque|Stream)$/;
const MAPS = /^(Map|HashMap|TreeMap|LinkedHashMap|ConcurrentHashMap|ConcurrentMap)$/;
const WRAPPERS = /^(Optional|Supplier|Future|CompletableFuture)$/;

/** The type that a node says, as far as members are looked up in it. */
export function javaTypeUse(draft: FactsDraft, node: number): TypeUse | undefined {
  switch (draft.type(node)) {
    case 'identifier':
    case 'type_identifier':
      return plain(draft.refOf(node));
    case 'scoped_type_identifier':
      return plain(draft.refOf(draft.children(node).at(-1) ?? -1));
    case 'array_type': {
      const element = javaTypeUse(draft, draft.child(node, 'element'));
      return element?.wrap === 'plain' ? { wrap: 'list', refs: element.refs } : undefined;
    }
    case 'generic_type': {
      const [name = -1, args = -1] = draft.children(node);
      const text = draft.textOf(name);
      const values = draft.children(args);
      if (WRAPPERS.test(text)) return javaTypeUse(draft, values[0] ?? -1);
      const wrap = LISTS.test(text) ? 'list' : MAPS.test(text) ? 'map' : undefined;
      if (wrap === undefined) return javaTypeUse(draft, name);
      const inner = javaTypeUse(draft, values[wrap === 'map' ? 1 : 0] ?? -1);
      return inner?.wrap === 'plain' ? { wrap, refs: inner.refs } : plain(draft.refOf(name));
    }
    case 'wildcard':
    case 'annotated_type':
      return javaTypeUse(draft, draft.children(node).at(-1) ?? -1);
    default:
      return undefined;
  }
}

function plain(ref: number): TypeUse | undefined {
  return ref < 0 ? undefined : { wrap: 'plain', refs: [ref] };
}

/** Where the value of an expression comes from. */
export function javaValueUse(draft: FactsDraft, node: number): ValueUse {
  switch (draft.type(node)) {
    case 'identifier':
    case 'type_identifier':
      return valueAt(draft.refOf(node));
    case 'this':
      return { from: 'self', ref: -1 };
    case 'super':
      return { from: 'super', ref: -1 };
    case 'field_access': {
      const field = draft.child(node, 'field');
      return draft.type(field) === 'this'
        ? javaValueUse(draft, draft.child(node, 'object'))
        : valueAt(draft.refOf(field));
    }
    case 'scoped_identifier':
    case 'scoped_type_identifier':
      return valueAt(draft.refOf(draft.children(node).at(-1) ?? -1));
    case 'generic_type':
      return javaValueUse(draft, draft.children(node)[0] ?? -1);
    case 'method_invocation': {
      const called = valueAt(draft.refOf(draft.child(node, 'name')));
      return called.from === 'value' ? { from: 'call', ref: called.ref } : UNKNOWN;
    }
    case 'object_creation_expression': {
      const type = javaTypeUse(draft, draft.child(node, 'type'));
      return type?.wrap === 'plain' ? { from: 'typed', ref: type.refs[0] ?? -1 } : UNKNOWN;
    }
    case 'cast_expression': {
      const type = javaTypeUse(draft, draft.child(node, 'type'));
      return type?.wrap === 'plain' ? { from: 'typed', ref: type.refs[0] ?? -1 } : UNKNOWN;
    }
    case 'parenthesized_expression':
      return javaValueUse(draft, draft.children(node)[0] ?? -1);
    case 'array_access': {
      const list = javaValueUse(draft, draft.child(node, 'array'));
      return list.from === 'value' ? { from: 'element', ref: list.ref } : UNKNOWN;
    }
    default:
      return UNKNOWN;
  }
}

function valueAt(ref: number): ValueUse {
  return ref < 0 ? UNKNOWN : { from: 'value', ref };
}
