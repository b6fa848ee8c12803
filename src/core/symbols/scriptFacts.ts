import type { ReferenceKind } from './facts.ts';
import type { FactRules, FactsDraft, Role } from './factsDraft.ts';
import { annotation, member, objectPair, property } from './scriptMembers.ts';
import { requireCall, requiredBy, scriptModules } from './scriptModules.ts';
import { defaultPattern, pairPattern, shorthandPattern } from './scriptPatterns.ts';
import { scriptTypeUse, scriptValueUse } from './scriptTypes.ts';

/** TypeScript, TSX and JavaScript. */
export const scriptRules: FactRules = {
  classNamesInside: true,
  typeUse: scriptTypeUse,
  valueUse: scriptValueUse,
  enter: {
    ...scriptModules,
    function_declaration: declareFunction,
    generator_function_declaration: declareFunction,
    function_signature: declareFunction,
    function_expression: functionValue,
    generator_function: functionValue,
    arrow_function: functionValue,
    function_type: (draft, node) => void draft.open(node, 'function'),
    constructor_type: (draft, node) => void draft.open(node, 'function'),
    call_signature: (draft, node) => void draft.open(node, 'function'),
    construct_signature: (draft, node) => void draft.open(node, 'function'),
    class_declaration: declareClass,
    abstract_class_declaration: declareClass,
    class: declareClass,
    interface_declaration: declareClass,
    type_alias_declaration: declareAlias,
    enum_declaration: declareEnum,
    enum_body: enumBody,
    internal_module: declareNamespace,
    module: declareNamespace,
    type_parameter: (draft, node) => void draft.declare(draft.child(node, 'name'), 'type-parameter', node),
    mapped_type_clause: (draft, node) => void draft.declare(draft.child(node, 'name'), 'type-parameter', node),
    method_definition: member,
    method_signature: member,
    abstract_method_signature: member,
    public_field_definition: member,
    field_definition: member,
    property_signature: member,
    pair: objectPair,
    formal_parameters: parameters,
    lexical_declaration: declarationList,
    variable_declaration: declarationList,
    variable_declarator: declarator,
    for_in_statement: forIn,
    for_statement: (draft, node) => void draft.open(node, 'block'),
    statement_block: block,
    switch_body: (draft, node) => void draft.open(node, 'block'),
    class_static_block: (draft, node) => void draft.open(node, 'function'),
    catch_clause: catchClause,
    object_pattern: (draft, node) => draft.handDown(node),
    array_pattern: (draft, node) => draft.handDown(node, { picked: 'element' }),
    rest_pattern: (draft, node) => draft.handDown(node),
    pair_pattern: pairPattern,
    object_assignment_pattern: defaultPattern,
    assignment_pattern: defaultPattern,
    shorthand_property_identifier_pattern: shorthandPattern,
    assignment_expression: (draft, node) => draft.give(draft.child(node, 'left'), { act: 'write' }),
    augmented_assignment_expression: (draft, node) => draft.give(draft.child(node, 'left'), { act: 'write' }),
    update_expression: (draft, node) => draft.give(draft.child(node, 'argument'), { act: 'write' }),
    call_expression: (draft, node) => {
      requireCall(draft, node);
      call(draft, node, 'function');
    },
    new_expression: (draft, node) => call(draft, node, 'constructor'),
    identifier: (draft, node) => use(draft, node, 'read'),
    shorthand_property_identifier: (draft, node) => use(draft, node, 'read'),
    type_identifier: (draft, node) => use(draft, node, 'type'),
    property_identifier: property,
    private_property_identifier: property,
  },
};

function use(draft: FactsDraft, node: number, kind: ReferenceKind): void {
  const role = draft.role(node);
  if (role?.act === 'skip') return;
  if (role?.act === 'declare') return void draft.declareAs(node, role);
  const parent = draft.parent(node);
  if (draft.type(parent).startsWith('nested_') && /^(name|property)$/.test(draft.field(node))) {
    const before = draft.children(parent)[0] ?? -1;
    draft.refer(node, kind, scriptValueUse(draft, before), before);
  } else draft.refer(node, role?.act ?? kind);
}

function declareFunction(draft: FactsDraft, node: number): void {
  const name = draft.child(node, 'name');
  const exported = isExported(draft, node);
  const type = draft.child(node, 'return_type');
  const owner = name < 0 ? -1 : draft.declare(name, 'function', node, { exported, typeNode: type, parameters: [] });
  draft.open(node, 'function', owner);
}

function functionValue(draft: FactsDraft, node: number): void {
  const name = draft.child(node, 'name');
  const holder = draft.parent(node);
  const known = draft.declarations.length - 1;
  const last = draft.declarations[known];
  const isValue =
    last !== undefined &&
    last.valueNode === node &&
    /^(variable_declarator|public_field_definition|field_definition|pair)$/.test(draft.type(holder));
  if (isValue) {
    last.parameters = [];
    last.typeNode = draft.child(node, 'return_type');
    last.valueNode = -1;
    if (last.kind === 'variable') last.kind = 'function';
    else if (last.kind === 'field') last.kind = 'method';
  }
  draft.open(node, 'function', isValue ? known : -1);
  if (name >= 0) draft.declare(name, 'function', node, { typeNode: draft.child(node, 'return_type') });
  const parameter = draft.child(node, 'parameter');
  if (parameter >= 0) {
    draft.give(parameter, { act: 'declare', kind: 'parameter', ...callbackValue(draft, node) });
    if (isValue) last.parameters?.push({ name: draft.textOf(parameter), kind: 'plain' });
  }
}

const LIST_CALLBACKS = /^(map|filter|forEach|some|every|find|findIndex|findLast|flatMap|sort|toSorted)$/;

/** What the first parameter of a callback holds when it is handed to a method of lists: an element. */
function callbackValue(draft: FactsDraft, callback: number): Partial<Role> {
  const args = draft.parent(callback);
  const callee = draft.type(args) === 'arguments' ? draft.child(draft.parent(args), 'function') : -1;
  if (draft.type(callee) !== 'member_expression') return {};
  if (!LIST_CALLBACKS.test(draft.textOf(draft.child(callee, 'property')))) return {};
  return { valueNode: draft.child(callee, 'object'), picked: 'element' };
}

function declareClass(draft: FactsDraft, node: number): void {
  const name = draft.child(node, 'name');
  const isInterface = draft.type(node) === 'interface_declaration';
  const kind = isInterface ? 'interface' : 'class';
  const baseNodes: number[] = [];
  for (const heritage of draft.children(node).filter((at) => /heritage$|^extends_type_clause$/.test(draft.type(at)))) {
    if (draft.type(heritage) === 'extends_type_clause') baseNodes.push(...draft.children(heritage));
    for (const clause of draft.children(heritage)) {
      if (draft.type(clause) === 'extends_clause') baseNodes.push(draft.child(clause, 'value'));
      else if (draft.type(clause) === 'implements_clause') baseNodes.push(...draft.children(clause));
      else if (draft.type(heritage) === 'class_heritage') baseNodes.push(clause);
    }
  }
  const more = { baseNodes, exported: isExported(draft, node) };
  const holder = draft.parent(node);
  const last = draft.declarations.length - 1;
  if (draft.type(node) !== 'class') {
    draft.open(node, 'class', draft.declare(name, kind, node, more));
  } else if (draft.type(holder) === 'variable_declarator' && draft.declarations[last]?.valueNode === node) {
    Object.assign(draft.declarations[last], { kind, baseNodes, valueNode: -1 });
    draft.open(node, 'class', last);
    draft.skip(name);
  } else {
    const scope = draft.open(node, 'class');
    if (name < 0) return;
    const owner = draft.declare(name, kind, node, more);
    Object.assign(draft.scopes[scope] ?? {}, { owner });
  }
}

function declareAlias(draft: FactsDraft, node: number): void {
  const value = draft.child(node, 'value');
  const more = { exported: isExported(draft, node), baseNodes: [value] };
  draft.open(node, 'class', draft.declare(draft.child(node, 'name'), 'type', node, more));
}

function declareEnum(draft: FactsDraft, node: number): void {
  const name = draft.child(node, 'name');
  draft.open(node, 'class', draft.declare(name, 'enum', node, { exported: isExported(draft, node) }));
}

function enumBody(draft: FactsDraft, node: number): void {
  for (const child of draft.children(node)) {
    const name = draft.type(child) === 'enum_assignment' ? draft.child(child, 'name') : child;
    draft.declare(name, 'enum-member', child, { container: draft.classOwner, exported: true, static: true });
  }
}

function declareNamespace(draft: FactsDraft, node: number): void {
  const name = draft.child(node, 'name');
  const isName = draft.type(name) === 'identifier';
  const owner = isName ? draft.declare(name, 'module', node, { exported: isExported(draft, node) }) : -1;
  draft.open(node, 'module', owner);
}

function parameters(draft: FactsDraft, node: number): void {
  const scope = draft.scopes[draft.scope];
  const owner = draft.declarations[scope?.owner ?? -1];
  draft.children(node).forEach((child, index) => {
    if (draft.type(child) === 'decorator') return;
    const inner = draft.child(child, 'pattern');
    const target = /^(required|optional)_parameter$/.test(draft.type(child)) ? inner : child;
    const type = draft.child(child, 'type');
    const value = draft.child(child, draft.type(child) === 'assignment_pattern' ? 'right' : 'value');
    const callback = index === 0 && type < 0 ? callbackValue(draft, draft.parent(node)) : {};
    const role: Role = {
      act: 'declare',
      kind: 'parameter',
      whole: child,
      typeNode: type,
      valueNode: value,
      ...callback,
    };
    draft.give(target, role);
    const isRest = draft.type(target) === 'rest_pattern';
    const bare = isRest
      ? (draft.children(target)[0] ?? -1)
      : draft.type(target) === 'assignment_pattern'
        ? draft.child(target, 'left')
        : target;
    const name = /identifier$|^this$/.test(draft.type(bare)) ? draft.textOf(bare) : '';
    const kind = isRest
      ? 'rest'
      : value >= 0
        ? 'default'
        : draft.type(child) === 'optional_parameter'
          ? 'optional'
          : 'plain';
    if (name !== 'this') owner?.parameters?.push({ name, kind });
    const isField = draft
      .tokens(child)
      .some((at) => /^(accessibility_modifier|override_modifier|readonly)$/.test(draft.type(at)));
    if (isField && name !== '') {
      draft.declare(bare, 'field', child, { scope: -1, container: draft.classOwner, exported: true, typeNode: type });
      draft.give(bare, role);
    }
  });
}

function declarationList(draft: FactsDraft, node: number): void {
  const hoisted = draft.type(node) === 'variable_declaration';
  const scope = hoisted ? draft.scopeOf('function', 'module') : draft.scope;
  const exported = isExported(draft, node);
  for (const child of draft.children(node)) {
    if (draft.type(child) === 'variable_declarator') draft.give(child, { act: 'declare', scope, exported });
  }
}

function declarator(draft: FactsDraft, node: number): void {
  const role = draft.role(node) ?? { act: 'declare' as const };
  const name = draft.child(node, 'name');
  const taken = requiredBy(draft, draft.child(node, 'value'));
  draft.give(name, {
    ...role,
    kind: taken === undefined ? 'variable' : 'import',
    ...(taken && { import: taken }),
    whole: node,
    typeNode: annotation(draft, node),
    valueNode: draft.child(node, 'value'),
  });
}

function forIn(draft: FactsDraft, node: number): void {
  draft.open(node, 'block');
  const left = draft.child(node, 'left');
  const kind = draft.textOf(draft.child(node, 'kind'));
  const keyword = kind || draft.text.slice(draft.start(node), draft.start(left)).match(/\b(var|let|const)\s*$/)?.[1];
  if (!keyword) {
    draft.give(left, { act: 'write' });
    return;
  }
  const scope = keyword === 'var' ? draft.scopeOf('function', 'module') : draft.scope;
  const isOf = draft.tokens(node).some((at) => draft.type(at) === 'of');
  draft.give(left, {
    act: 'declare',
    kind: 'variable',
    scope,
    ...(isOf && { valueNode: draft.child(node, 'right'), picked: 'element' }),
  });
}

function block(draft: FactsDraft, node: number): void {
  const parent = draft.type(draft.parent(node));
  if (!/function|method|arrow|catch_clause|static_block/.test(parent) || parent === 'function_type')
    draft.open(node, 'block');
}

function catchClause(draft: FactsDraft, node: number): void {
  draft.open(node, 'block');
  draft.give(draft.child(node, 'parameter'), { act: 'declare', kind: 'variable' });
}

function call(draft: FactsDraft, node: number, field: string): void {
  const callee = draft.child(node, field);
  const args = draft.child(node, 'arguments');
  if (draft.type(args) === 'template_string') return;
  const values = draft.children(args);
  const spread = values.some((at) => draft.type(at) === 'spread_element');
  draft.called(tail(draft, callee), values.length, spread);
}

function tail(draft: FactsDraft, node: number): number {
  switch (draft.type(node)) {
    case 'member_expression':
      return draft.child(node, 'property');
    case 'parenthesized_expression':
    case 'non_null_expression':
    case 'instantiation_expression':
      return tail(draft, draft.children(node)[0] ?? -1);
    default:
      return node;
  }
}

function isExported(draft: FactsDraft, node: number): boolean {
  const parent = draft.parent(node);
  const type = draft.type(parent);
  return (
    type === 'export_statement' ||
    (type === 'ambient_declaration' && draft.type(draft.parent(parent)) === 'export_statement')
  );
}
