import type { FactsDraft, Role } from './factsDraft.ts';

/** `{ key: pattern }`: the key is a member of what the whole is taken from. */
export function pairPattern(draft: FactsDraft, node: number): void {
  const role = draft.role(node);
  const key = draft.child(node, 'key');
  const value = draft.child(node, 'value');
  draft.skip(key);
  if (role?.act !== 'declare') {
    draft.give(value, { act: 'write' });
    return;
  }
  const { typeNode: _type, valueNode: _value, picked: _picked, ...rest } = role;
  if (draft.type(key) !== 'property_identifier') {
    draft.give(value, rest);
    return;
  }
  if (role.import !== undefined) {
    draft.take(key, role.import.source);
    draft.give(value, { ...rest, import: { ...role.import, imported: draft.textOf(key) } });
    return;
  }
  draft.give(value, { ...rest, valueRef: pickMember(draft, key, role) });
}

/** The member that a pattern takes out of a value of known type. */
function pickMember(draft: FactsDraft, key: number, role: Role): number {
  const ref = draft.refer(key, 'key', { from: 'unknown', ref: -1 });
  const { typeNode = -1, valueNode = -1, valueRef = -1, picked = '' } = role;
  draft.pickedMembers.push({ ref, typeNode, valueNode, valueRef, picked });
  return ref;
}

/** `{ name }` declares the name and picks the member. */
export function shorthandPattern(draft: FactsDraft, node: number): void {
  const role = draft.role(node);
  if (role?.act !== 'declare') {
    draft.refer(node, 'write');
    return;
  }
  const { typeNode: _type, valueNode: _value, picked: _picked, ...rest } = role;
  if (role.import !== undefined) {
    draft.take(node, role.import.source);
    draft.declareAs(node, { ...rest, import: { ...role.import, imported: draft.textOf(node) } });
  } else {
    const valueRef = pickMember(draft, node, role);
    draft.declareAs(node, { ...rest, valueRef });
  }
}

/** `pattern = value`. */
export function defaultPattern(draft: FactsDraft, node: number): void {
  const role = draft.role(node);
  if (role !== undefined) draft.give(draft.child(node, 'left'), role);
}
