import type { Parameter } from './facts.ts';
import type { FactRules, FactsDraft, Role } from './factsDraft.ts';
import { goTypeUse, goValueUse } from './goTypes.ts';

/** Go: blocks are scopes, a name is visible from after its declaration, and a package is all files of a folder. */
export const goRules: FactRules = {
  classNamesInside: true,
  typeUse: goTypeUse,
  valueUse: goValueUse,
  enter: {
    package_clause: (draft, node) => {
      draft.module = draft.textOf(draft.children(node)[0] ?? -1);
      draft.mute(node);
    },
    import_spec: importSpec,
    function_declaration: declareFunction,
    method_declaration: declareMethod,
    func_literal: (draft, node) => {
      draft.open(node, 'function');
      parameters(draft, draft.child(node, 'parameters'));
      namedResults(draft, node);
    },
    type_spec: declareType,
    type_alias: declareType,
    field_declaration: declareField,
    method_elem: interfaceMethod,
    method_spec: interfaceMethod,
    type_elem: (draft, node) => {
      const owner = draft.declarations[draft.classOwner];
      if (owner && draft.type(draft.parent(node)) === 'interface_type') owner.baseNodes.push(...draft.children(node));
    },
    type_parameter_declaration: (draft, node) => {
      for (const name of named(draft, node)) draft.declare(name, 'type-parameter', node);
    },
    var_spec: (draft, node) => declareNames(draft, node),
    const_spec: (draft, node) => declareNames(draft, node),
    short_var_declaration: shortDeclaration,
    assignment_statement: (draft, node) => write(draft, draft.child(node, 'left')),
    inc_statement: (draft, node) => write(draft, node),
    dec_statement: (draft, node) => write(draft, node),
    receive_statement: (draft, node) => shortDeclaration(draft, node),
    range_clause: rangeClause,
    block: (draft, node) => {
      if (!/function|method|func_literal/.test(draft.type(draft.parent(node)))) draft.open(node, 'block');
    },
    if_statement: (draft, node) => void draft.open(node, 'block'),
    for_statement: (draft, node) => void draft.open(node, 'block'),
    expression_switch_statement: (draft, node) => void draft.open(node, 'block'),
    type_switch_statement: typeSwitch,
    expression_case: (draft, node) => void draft.open(node, 'block'),
    type_case: (draft, node) => void draft.open(node, 'block'),
    communication_case: (draft, node) => void draft.open(node, 'block'),
    default_case: (draft, node) => void draft.open(node, 'block'),
    keyed_element: keyedElement,
    call_expression: call,
    identifier: use,
    type_identifier: use,
    field_identifier: use,
    package_identifier: use,
  },
};

function use(draft: FactsDraft, node: number): void {
  const role = draft.role(node);
  if (role?.act === 'skip') return;
  if (role?.act === 'declare') return void draft.declareAs(node, role);
  const parent = draft.parent(node);
  const type = draft.type(parent);
  const kind = role?.act === 'write' ? 'write' : draft.type(node) === 'type_identifier' ? 'type' : 'read';
  if (type === 'selector_expression' && draft.field(node) === 'field') {
    const operand = draft.child(parent, 'operand');
    const writes = draft.role(parent)?.act === 'write';
    draft.refer(node, writes ? 'write' : kind, goValueUse(draft, operand), operand);
  } else if (type === 'qualified_type' && draft.field(node) === 'name') {
    const before = draft.child(parent, 'package');
    draft.refer(node, kind, goValueUse(draft, before), before);
  } else if (draft.textOf(node) !== '_') draft.refer(node, kind);
}

function importSpec(draft: FactsDraft, node: number): void {
  const path = draft.child(node, 'path');
  const source = draft.textOf(path).slice(1, -1);
  const alias = draft.child(node, 'name');
  draft.imports.push({ source, start: draft.start(node), end: draft.end(node), kind: 'import' });
  if (draft.type(alias) === 'dot') draft.stars.push({ source, scope: 0, exported: false });
  else if (alias < 0) {
    const parts = source.split('/');
    const last = parts.pop() ?? source;
    const name = /^v\d+$/.test(last) ? (parts.pop() ?? last) : last;
    draft.declare(path, 'import', node, { text: name.replace(/^go-|\.v\d+$/g, ''), import: { source, imported: '*' } });
  } else if (draft.textOf(alias) !== '_') draft.declare(alias, 'import', node, { import: { source, imported: '*' } });
  draft.mute(node);
}

function isPublic(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}

function declareFunction(draft: FactsDraft, node: number): void {
  const name = draft.child(node, 'name');
  const typeNode = draft.child(node, 'result');
  const owner = draft.declare(name, 'function', node, {
    exported: isPublic(draft.textOf(name)),
    typeNode,
    parameters: [],
  });
  draft.open(node, 'function', owner);
  parameters(draft, draft.child(node, 'parameters'), owner);
  namedResults(draft, node);
}

function declareMethod(draft: FactsDraft, node: number): void {
  const name = draft.child(node, 'name');
  const receiver = draft.child(node, 'receiver');
  const ofNode = draft.child(draft.children(receiver)[0] ?? -1, 'type');
  const owner = draft.declare(name, 'method', node, {
    scope: -1,
    ofNode,
    exported: isPublic(draft.textOf(name)),
    typeNode: draft.child(node, 'result'),
    parameters: [],
  });
  draft.open(node, 'function', owner);
  parameters(draft, receiver);
  parameters(draft, draft.child(node, 'parameters'), owner);
  namedResults(draft, node);
}

function namedResults(draft: FactsDraft, node: number): void {
  const result = draft.child(node, 'result');
  if (draft.type(result) === 'parameter_list') parameters(draft, result);
}

function named(draft: FactsDraft, node: number): number[] {
  return draft.children(node).filter((at) => draft.field(at) === 'name');
}

function parameters(draft: FactsDraft, list: number, owner = -1): void {
  const found: Parameter[] = [];
  for (const child of draft.children(list)) {
    const isRest = draft.type(child) === 'variadic_parameter_declaration';
    const names = named(draft, child);
    if (names.length === 0) found.push({ name: '', kind: isRest ? 'rest' : 'plain' });
    for (const name of names) {
      found.push({ name: draft.textOf(name), kind: isRest ? 'rest' : 'plain' });
      draft.declare(name, 'parameter', child, { typeNode: isRest ? -1 : draft.child(child, 'type') });
    }
  }
  if (owner >= 0) draft.declarations[owner]?.parameters?.push(...found);
}

function declareType(draft: FactsDraft, node: number): void {
  const name = draft.child(node, 'name');
  const type = draft.child(node, 'type');
  const kinds: Record<string, 'class' | 'interface'> = { struct_type: 'class', interface_type: 'interface' };
  const kind = kinds[draft.type(type)] ?? 'type';
  const baseNodes = kind === 'type' ? [type] : [];
  const owner = draft.declare(name, kind, node, {
    exported: isPublic(draft.textOf(name)),
    from: localFrom(draft, node, true),
    baseNodes,
  });
  draft.open(node, 'class', owner);
}

/** Names of a package are seen in all of it, local ones from their declaration on. */
function localFrom(draft: FactsDraft, node: number, fromStart = false): number {
  if (draft.scope === 0) return 0;
  return fromStart ? draft.start(node) : draft.end(node);
}

function declareField(draft: FactsDraft, node: number): void {
  const owner = draft.classOwner;
  const isDirect = draft.type(draft.parent(draft.parent(draft.parent(node)))) === 'type_spec';
  const typeNode = draft.child(node, 'type');
  const names = named(draft, node);
  for (const name of names) {
    const exported = isPublic(draft.textOf(name));
    draft.declare(name, 'field', node, { scope: -1, container: isDirect ? owner : -1, exported, typeNode });
  }
  if (names.length > 0 || !isDirect) return;
  draft.declarations[owner]?.baseNodes.push(typeNode);
}

function interfaceMethod(draft: FactsDraft, node: number): void {
  const name = draft.child(node, 'name');
  const more = { scope: -1, container: draft.classOwner, exported: true, typeNode: draft.child(node, 'result') };
  const owner = draft.declare(name, 'method', node, { ...more, parameters: [] });
  draft.open(node, 'function', owner);
  parameters(draft, draft.child(node, 'parameters'), owner);
}

function declareNames(draft: FactsDraft, node: number): void {
  const names = named(draft, node);
  const values = draft.children(draft.child(node, 'value'));
  const from = localFrom(draft, node);
  names.forEach((name, index) => {
    const exported = draft.scope === 0 && isPublic(draft.textOf(name));
    const valueNode = values[index] ?? (values.length === 1 && index === 0 ? (values[0] as number) : -1);
    const type = draft.child(node, 'type');
    const typeNode = type >= 0 ? type : literalType(draft, valueNode);
    const role = { act: 'declare', whole: node, scope: draft.scope, from, exported, typeNode, valueNode } as const;
    if (draft.textOf(name) !== '_') draft.give(name, role);
    else draft.skip(name);
  });
}

/** `:=` declares the names that its block does not have yet and writes the others. */
function shortDeclaration(draft: FactsDraft, node: number): void {
  const left = draft.child(node, 'left');
  if (draft.type(node) === 'receive_statement' && !draft.tokens(node).some((at) => draft.type(at) === ':=')) {
    write(draft, left);
    return;
  }
  const values = draft.children(draft.child(node, 'right'));
  draft.children(left).forEach((name, index) => {
    const valueNode = values[index] ?? -1;
    declareHere(draft, name, {
      act: 'declare',
      whole: node,
      from: draft.end(node),
      valueNode,
      typeNode: literalType(draft, valueNode),
    });
  });
}

/** `[]T{…}` and `make([]T, n)` say their type themselves. */
function literalType(draft: FactsDraft, value: number): number {
  if (draft.type(value) === 'composite_literal') return draft.child(value, 'type');
  const isMade = draft.type(value) === 'call_expression' && draft.textOf(draft.child(value, 'function')) === 'make';
  return isMade ? (draft.children(draft.child(value, 'arguments'))[0] ?? -1) : -1;
}

function declareHere(draft: FactsDraft, name: number, role: Role): void {
  const text = draft.textOf(name);
  const key = `${draft.scope}:${text}`;
  if (text === '_') draft.skip(name);
  else if (draft.bound.has(key)) draft.give(name, { act: 'write' });
  else {
    draft.bound.add(key);
    draft.give(name, { ...role, scope: draft.scope });
  }
}

function rangeClause(draft: FactsDraft, node: number): void {
  const left = draft.child(node, 'left');
  if (!draft.tokens(node).some((at) => draft.type(at) === ':=')) {
    write(draft, left);
    return;
  }
  draft.children(left).forEach((name, index) => {
    const picked = index === 1 ? ({ valueNode: draft.child(node, 'right'), picked: 'element' } as const) : {};
    declareHere(draft, name, { act: 'declare', from: draft.end(node), ...picked });
  });
}

function typeSwitch(draft: FactsDraft, node: number): void {
  draft.open(node, 'block');
  for (const name of draft.children(draft.child(node, 'alias')))
    declareHere(draft, name, { act: 'declare', from: draft.start(name) });
}

function write(draft: FactsDraft, left: number): void {
  for (const child of draft.children(left)) draft.give(child, { act: 'write' });
}

/** The key of a struct literal is a field of its type. */
function keyedElement(draft: FactsDraft, node: number): void {
  const [first = -1] = draft.children(node);
  const key = draft.type(first) === 'literal_element' ? (draft.children(first)[0] ?? -1) : first;
  if (!/^(identifier|field_identifier)$/.test(draft.type(key))) return;
  const type = draft.child(draft.parent(draft.parent(node)), 'type');
  if (/^(map|slice|array)_type$/.test(draft.type(type))) return;
  draft.skip(key);
  const ref = draft.refer(key, 'key', { from: 'unknown', ref: -1 });
  if (type >= 0) draft.pickedMembers.push({ ref, typeNode: type, valueNode: -1, valueRef: -1 });
}

function call(draft: FactsDraft, node: number): void {
  const callee = draft.child(node, 'function');
  const values = draft.children(draft.child(node, 'arguments'));
  const target = draft.type(callee) === 'selector_expression' ? draft.child(callee, 'field') : callee;
  const spread = draft.tokens(draft.child(node, 'arguments')).some((at) => draft.type(at) === '...');
  const only = values.length === 1 && draft.type(values[0] as number) === 'call_expression';
  draft.called(target, values.length, spread || only);
}
