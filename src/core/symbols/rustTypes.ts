import type { TypeUse, ValueUse } from './facts.ts';
import type { FactsDraft } from './factsDraft.ts';

const UNKNOWN: ValueUse = { from: 'unknown', ref: -1 };
const LISTS = /^(Vec|VecDeque|HashSet|BTreeSet|Iter)$/;
const MAPS = /^(HashMap|BTreeMap)$/;
const WRAPPERS = /^(Option|Result|Box|Rc|Arc|RefCell|Mutex|RwLock|Cow|Ref|RefMut)$/;

/** The last name of a path or member access, or the node itself. */
export function tailOf(draft: FactsDraft, node: number): number {
  switch (draft.type(node)) {
    case 'field_expression':
      return draft.child(node, 'field');
    case 'scoped_identifier':
    case 'scoped_type_identifier':
      return draft.child(node, 'name');
    default:
      return node;
  }
}

/** The type that a node says, as far as members are looked up in it. */
export function rustTypeUse(draft: FactsDraft, node: number): TypeUse | undefined {
  switch (draft.type(node)) {
    case 'type_identifier':
    case 'identifier':
    case 'scoped_type_identifier':
    case 'scoped_identifier': {
      const ref = draft.refOf(tailOf(draft, node));
      return ref < 0 ? undefined : { wrap: 'plain', refs: [ref] };
    }
    case 'reference_type':
    case 'pointer_type':
      return rustTypeUse(draft, draft.child(node, 'type'));
    case 'dynamic_type':
    case 'abstract_type':
    case 'bounded_type':
      return rustTypeUse(draft, draft.children(node).at(-1) ?? -1);
    case 'array_type':
    case 'slice_type': {
      const element = rustTypeUse(
        draft,
        draft.child(node, 'element') >= 0 ? draft.child(node, 'element') : (draft.children(node)[0] ?? -1),
      );
      return element?.wrap === 'plain' ? { wrap: 'list', refs: element.refs } : undefined;
    }
    case 'generic_type': {
      const name = draft.child(node, 'type');
      const args = draft.children(draft.child(node, 'type_arguments')).filter((at) => draft.type(at) !== 'lifetime');
      const text = draft.textOf(tailOf(draft, name));
      if (WRAPPERS.test(text)) return rustTypeUse(draft, args[0] ?? -1);
      const wrap = LISTS.test(text) ? 'list' : MAPS.test(text) ? 'map' : undefined;
      if (wrap === undefined) return rustTypeUse(draft, name);
      const inner = rustTypeUse(draft, args[wrap === 'map' ? 1 : 0] ?? -1);
      return inner?.wrap === 'plain' ? { wrap, refs: inner.refs } : undefined;
    }
    default:
      return undefined;
  }
}

const UNWRAPPING =
  /^(unwrap|expect|clone|borrow|borrow_mut|lock|as_ref|as_mut|iter|iter_mut|into_iter|to_owned|unwrap_or_default)$/;

/** Where the value of an expression comes from. */
export function rustValueUse(draft: FactsDraft, node: number): ValueUse {
  switch (draft.type(node)) {
    case 'self':
      return isPathHead(draft, node) ? { from: 'self-module', ref: -1 } : { from: 'self', ref: -1 };
    case 'crate':
      return { from: 'crate', ref: -1 };
    case 'super':
      return { from: 'super-module', ref: 1 };
    case 'identifier':
    case 'type_identifier':
      if (draft.textOf(node) === 'Self') return { from: 'self', ref: -1 };
      return valueAt(draft.refOf(node));
    case 'scoped_identifier':
    case 'scoped_type_identifier': {
      if (draft.type(draft.child(node, 'name')) !== 'super') return valueAt(draft.refOf(draft.child(node, 'name')));
      const above = rustValueUse(draft, draft.child(node, 'path'));
      return { from: 'super-module', ref: above.from === 'super-module' ? above.ref + 1 : 1 };
    }
    case 'generic_type':
      return rustValueUse(draft, draft.child(node, 'type'));
    case 'generic_type_with_turbofish':
      return rustValueUse(draft, draft.child(node, 'type'));
    case 'field_expression':
      return valueAt(draft.refOf(draft.child(node, 'field')));
    case 'struct_expression': {
      const type = draft.child(node, 'name');
      if (draft.textOf(type) === 'Self') return { from: 'self', ref: -1 };
      const made = rustTypeUse(draft, type)?.refs[0];
      return made === undefined ? UNKNOWN : { from: 'typed', ref: made };
    }
    case 'reference_expression':
    case 'try_expression':
    case 'await_expression':
    case 'parenthesized_expression':
    case 'unary_expression':
      return rustValueUse(draft, draft.children(node).at(-1) ?? -1);
    case 'call_expression': {
      const callee = draft.child(node, 'function');
      if (draft.type(callee) === 'field_expression' && UNWRAPPING.test(draft.textOf(draft.child(callee, 'field')))) {
        return rustValueUse(draft, draft.child(callee, 'value'));
      }
      const called = rustValueUse(
        draft,
        draft.type(callee) === 'generic_function' ? draft.child(callee, 'function') : callee,
      );
      return called.from === 'value' ? { from: 'call', ref: called.ref } : UNKNOWN;
    }
    case 'index_expression': {
      const list = rustValueUse(draft, draft.children(node)[0] ?? -1);
      return list.from === 'value' ? { from: 'element', ref: list.ref } : UNKNOWN;
    }
    default:
      return UNKNOWN;
  }
}

function isPathHead(draft: FactsDraft, node: number): boolean {
  return /^scoped_/.test(draft.type(draft.parent(node)));
}

function valueAt(ref: number): ValueUse {
  return ref < 0 ? UNKNOWN : { from: 'value', ref };
}
