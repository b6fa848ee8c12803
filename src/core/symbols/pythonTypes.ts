import type { TypeUse, ValueUse } from './facts.ts';
import type { FactsDraft } from './factsDraft.ts';

const UNKNOWN: ValueUse = { from: 'unknown', ref: -1 };
const LISTS =
  /^(list|List|set|Set|frozenset|FrozenSet|Sequence|Iterable|Iterator|Collection|tuple|Tuple|deque|Generator|AsyncIterator)$/;
const MAPS = /^(dict|Dict|Mapping|MutableMapping|defaultdict|OrderedDict)$/;
const WRAPPERS = /^(Optional|Final|ClassVar|Annotated|Awaitable|Coroutine)$/;

/** The type that a node says, as far as members are looked up in it. */
export function pythonTypeUse(draft: FactsDraft, node: number): TypeUse | undefined {
  switch (draft.type(node)) {
    case 'type':
    case 'parenthesized_expression':
      return pythonTypeUse(draft, draft.children(node)[0] ?? -1);
    case 'identifier':
      return plain(draft.refOf(node));
    case 'attribute':
      return plain(draft.refOf(draft.child(node, 'attribute')));
    case 'member_type':
      return plain(draft.refOf(draft.children(node).at(-1) ?? -1));
    case 'generic_type': {
      const [name = -1, args = -1] = draft.children(node);
      return generic(draft, name, draft.children(args));
    }
    case 'subscript': {
      const value = draft.child(node, 'value');
      return generic(
        draft,
        value,
        draft.children(node).filter((at) => draft.field(at) === 'subscript'),
      );
    }
    case 'union_type':
    case 'binary_operator': {
      const uses = draft.children(node).flatMap((child) => pythonTypeUse(draft, child) ?? []);
      const [first] = uses;
      return first && { wrap: first.wrap, refs: uses.flatMap(({ wrap, refs }) => (wrap === first.wrap ? refs : [])) };
    }
    default:
      return undefined;
  }
}

function generic(draft: FactsDraft, name: number, args: readonly number[]): TypeUse | undefined {
  const text = draft.textOf(name);
  if (WRAPPERS.test(text)) return pythonTypeUse(draft, args[0] ?? -1);
  const wrap = LISTS.test(text) ? 'list' : MAPS.test(text) ? 'map' : /^(type|Type)$/.test(text) ? 'kind' : undefined;
  if (wrap === undefined) return pythonTypeUse(draft, name);
  const inner = pythonTypeUse(draft, args[wrap === 'map' ? 1 : 0] ?? -1);
  return inner?.wrap === 'plain' ? { wrap, refs: inner.refs } : undefined;
}

function plain(ref: number): TypeUse | undefined {
  return ref < 0 ? undefined : { wrap: 'plain', refs: [ref] };
}

/** Where the value of an expression comes from. */
export function pythonValueUse(draft: FactsDraft, node: number): ValueUse {
  switch (draft.type(node)) {
    case 'identifier': {
      const text = draft.textOf(node);
      if ((text === 'self' || text === 'cls') && draft.classOwner >= 0) return { from: 'self', ref: -1 };
      return valueAt(draft.refOf(node));
    }
    case 'attribute':
      return valueAt(draft.refOf(draft.child(node, 'attribute')));
    case 'parenthesized_expression':
    case 'await':
    case 'as_pattern':
    case 'as_pattern_target':
      return pythonValueUse(draft, draft.children(node)[0] ?? -1);
    case 'call': {
      const callee = draft.child(node, 'function');
      if (draft.textOf(callee) === 'super') return { from: 'super', ref: -1 };
      const called = pythonValueUse(draft, callee);
      return called.from === 'value' ? { from: 'call', ref: called.ref } : UNKNOWN;
    }
    case 'subscript': {
      const list = pythonValueUse(draft, draft.child(node, 'value'));
      if (list.from === 'value') return { from: 'element', ref: list.ref };
      return list.from === 'call' ? { from: 'element-of-call', ref: list.ref } : UNKNOWN;
    }
    case 'boolean_operator':
      return pythonValueUse(draft, draft.children(node)[0] ?? -1);
    default:
      return UNKNOWN;
  }
}

function valueAt(ref: number): ValueUse {
  return ref < 0 ? UNKNOWN : { from: 'value', ref };
}
