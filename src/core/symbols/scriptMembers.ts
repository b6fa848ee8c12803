import type { FactsDraft } from './factsDraft.ts';
import { scriptValueUse } from './scriptTypes.ts';

/** Methods, fields and signatures of classes, interfaces, object types and object literals. */
export function member(draft: FactsDraft, node: number): void {
  const name = draft.children(node).find((at) => /^(name|property)$/.test(draft.field(at))) ?? -1;
  const type = draft.type(node);
  const isMethod = type.includes('method');
  const plain = /property_identifier$/.test(draft.type(name));
  const isKey = isMethod && draft.type(draft.parent(node)) === 'object';
  const holder = isKey ? literalOwner(draft, draft.parent(node)) : memberOwner(draft, node);
  let owner = -1;
  if (plain && (holder >= 0 || !isKey)) {
    const text = draft.textOf(node).slice(0, draft.start(name) - draft.start(node));
    owner = draft.declare(name, isMethod ? 'method' : 'field', node, {
      scope: -1,
      container: holder,
      exported: !/\bprivate\b/.test(text) && draft.type(name) !== 'private_property_identifier',
      typeNode: isMethod ? draft.child(node, 'return_type') : annotation(draft, node),
      valueNode: draft.child(node, 'value'),
      ...(/\bstatic\b/.test(text) && { static: true }),
      ...(isMethod && { parameters: [] }),
    });
  } else if (plain) property(draft, name);
  draft.skip(name);
  if (isMethod) draft.open(node, 'function', owner);
}

/** The class or alias that a member belongs to; nested object types have none. */
function memberOwner(draft: FactsDraft, node: number): number {
  const body = draft.parent(node);
  if (/^(class_body|interface_body)$/.test(draft.type(body))) return draft.classOwner;
  let above = draft.parent(body);
  while (/^(intersection_type|union_type|parenthesized_type|readonly_type)$/.test(draft.type(above)))
    above = draft.parent(above);
  return /^(type_alias_declaration|interface_declaration)$/.test(draft.type(above)) ? draft.classOwner : -1;
}

/** The variable that an object literal is the value of, or -1. */
function literalOwner(draft: FactsDraft, object: number): number {
  let holder = draft.parent(object);
  while (/^(as_expression|satisfies_expression|parenthesized_expression)$/.test(draft.type(holder)))
    holder = draft.parent(holder);
  if (draft.type(holder) !== 'variable_declarator' || draft.child(holder, 'type') >= 0) return -1;
  const name = draft.child(holder, 'name');
  for (let at = draft.declarations.length - 1; at >= 0; at--) {
    const { nameStart, kind } = draft.declarations[at] as FactsDraft['declarations'][number];
    if (nameStart === draft.start(name)) return kind === 'variable' ? at : -1;
    if (nameStart < draft.start(name)) return -1;
  }
  return -1;
}

/** `key: value` of an object that a variable holds declares a member of it. */
export function objectPair(draft: FactsDraft, node: number): void {
  const key = draft.child(node, 'key');
  if (draft.type(key) !== 'property_identifier') return;
  const container = literalOwner(draft, draft.parent(node));
  if (container < 0) return;
  draft.declare(key, 'field', node, {
    scope: -1,
    container,
    exported: true,
    static: true,
    valueNode: draft.child(node, 'value'),
  });
}

/** A property outside of a declaration: of a member expression, the key of an object, an attribute. */
export function property(draft: FactsDraft, node: number): void {
  if (draft.role(node)?.act === 'skip') return;
  const parent = draft.parent(node);
  if (/^(member_expression|nested_identifier)$/.test(draft.type(parent))) {
    const object = draft.child(parent, 'object');
    const writes = draft.role(parent)?.act === 'write';
    if (writes && draft.type(object) === 'this' && draft.tree.language === 'javascript') declareField(draft, node);
    draft.refer(node, writes ? 'write' : 'read', scriptValueUse(draft, object), object);
    return;
  }
  const ref = draft.refer(node, 'key', { from: 'unknown', ref: -1 });
  const object = draft.type(parent) === 'pair' ? draft.parent(parent) : -1;
  const holder = draft.parent(object);
  const type = draft.type(holder) === 'variable_declarator' ? draft.child(holder, 'type') : -1;
  if (type >= 0) draft.pickedMembers.push({ ref, typeNode: type, valueNode: -1, valueRef: -1 });
}

/** `this.x = …` makes a field in JavaScript, where no other line declares it. */
function declareField(draft: FactsDraft, node: number): void {
  const container = draft.classOwner;
  const name = draft.textOf(node);
  if (container < 0 || draft.declarations.some((each) => each.container === container && each.name === name)) return;
  const whole = draft.parent(node);
  const valueNode = draft.child(draft.parent(whole), 'right');
  draft.declare(node, 'field', whole, { scope: -1, container, exported: true, valueNode });
}

/** The type that a variable or field says, or that its value says for it: `new Map<K, V>()`, `[] as T[]`. */
export function annotation(draft: FactsDraft, node: number): number {
  const type = draft.child(node, 'type');
  const value = draft.child(node, 'value');
  if (type >= 0 || value < 0) return type;
  if (draft.type(value) === 'as_expression') return draft.children(value)[1] ?? -1;
  return draft.type(value) === 'new_expression' && draft.child(value, 'type_arguments') >= 0 ? value : -1;
}
