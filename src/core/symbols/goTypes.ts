import type { TypeUse, ValueUse } from './facts.ts';
import type { FactsDraft } from './factsDraft.ts';

const UNKNOWN: ValueUse = { from: 'unknown', ref: -1 };

/** The type that a node says, as far as members are looked up in it. */
export function goTypeUse(draft: FactsDraft, node: number): TypeUse | undefined {
  switch (draft.type(node)) {
    case 'type_identifier':
    case 'identifier':
      return plain(draft.refOf(node));
    case 'qualified_type':
      return plain(draft.refOf(draft.child(node, 'name')));
    case 'generic_type':
      return goTypeUse(draft, draft.child(node, 'type'));
    case 'pointer_type':
    case 'parenthesized_type':
    case 'type_elem':
      return goTypeUse(draft, draft.children(node)[0] ?? -1);
    case 'parameter_list': {
      const [first = -1] = draft.children(node);
      return goTypeUse(draft, draft.child(first, 'type'));
    }
    case 'slice_type':
    case 'array_type':
    case 'channel_type':
    case 'map_type': {
      const isMap = draft.type(node) === 'map_type';
      const element = goTypeUse(draft, draft.child(node, isMap ? 'value' : 'element'));
      return element?.wrap === 'plain' ? { wrap: 'list', refs: element.refs } : undefined;
    }
    default:
      return undefined;
  }
}

function plain(ref: number): TypeUse | undefined {
  return ref < 0 ? undefined : { wrap: 'plain', refs: [ref] };
}

/** Where the value of an expression comes from. */
export function goValueUse(draft: FactsDraft, node: number): ValueUse {
  switch (draft.type(node)) {
    case 'identifier':
    case 'package_identifier':
      return valueAt(draft.refOf(node));
    case 'selector_expression':
      return valueAt(draft.refOf(draft.child(node, 'field')));
    case 'parenthesized_expression':
    case 'expression_list':
      return goValueUse(draft, draft.children(node)[0] ?? -1);
    case 'unary_expression':
      return goValueUse(draft, draft.child(node, 'operand'));
    case 'composite_literal': {
      const type = goTypeUse(draft, draft.child(node, 'type'));
      return type?.wrap === 'plain' ? { from: 'typed', ref: type.refs[0] ?? -1 } : UNKNOWN;
    }
    case 'type_assertion_expression': {
      const type = goTypeUse(draft, draft.child(node, 'type'));
      return type?.wrap === 'plain' ? { from: 'typed', ref: type.refs[0] ?? -1 } : UNKNOWN;
    }
    case 'call_expression': {
      const callee = draft.child(node, 'function');
      if (draft.textOf(callee) === 'new') {
        const type = draft.children(draft.child(node, 'arguments'))[0] ?? -1;
        const made = goTypeUse(draft, type);
        return made === undefined ? UNKNOWN : { from: 'typed', ref: made.refs[0] ?? -1 };
      }
      const called = goValueUse(draft, callee);
      return called.from === 'value' ? { from: 'call', ref: called.ref } : UNKNOWN;
    }
    case 'index_expression': {
      const list = goValueUse(draft, draft.child(node, 'operand'));
      return list.from === 'value' ? { from: 'element', ref: list.ref } : UNKNOWN;
    }
    default:
      return UNKNOWN;
  }
}

function valueAt(ref: number): ValueUse {
  return ref < 0 ? UNKNOWN : { from: 'value', ref };
}
