import type { DeclarationKind } from './facts.ts';
import type { FactRules, FactsDraft, Role } from './factsDraft.ts';
import { javaTypeUse, javaValueUse } from './javaTypes.ts';

/** Java: members are seen by name in all of their class, inner classes included. */
export const javaRules: FactRules = {
  classNamesInside: true,
  methodsApart: true,
  typeUse: javaTypeUse,
  valueUse: javaValueUse,
  enter: {
    package_declaration: (draft, node) => {
      draft.module = draft.textOf(draft.children(node).at(-1) ?? -1).replaceAll(/\s/g, '');
      draft.mute(node);
    },
    import_declaration: importDeclaration,
    class_declaration: (draft, node) => declareType(draft, node, 'class'),
    record_declaration: (draft, node) => {
      declareType(draft, node, 'class');
      recordFields(draft, node);
    },
    interface_declaration: (draft, node) => declareType(draft, node, 'interface'),
    annotation_type_declaration: (draft, node) => declareType(draft, node, 'interface'),
    enum_declaration: (draft, node) => declareType(draft, node, 'enum'),
    enum_constant: (draft, node) => {
      const scope = draft.scopeOf('class');
      draft.declare(draft.child(node, 'name'), 'enum-member', node, {
        scope,
        container: draft.classOwner,
        exported: true,
        static: true,
      });
    },
    class_body: (draft, node) => {
      if (/^(object_creation_expression|enum_constant)$/.test(draft.type(draft.parent(node))))
        draft.open(node, 'class', anonymous(draft, node));
    },
    method_declaration: declareMethod,
    annotation_type_element_declaration: declareMethod,
    constructor_declaration: (draft, node) => {
      draft.skip(draft.child(node, 'name'));
      draft.open(node, 'function', constructorOf(draft));
      parameters(draft, draft.child(node, 'parameters'), draft.scopes[draft.scope]?.owner ?? -1);
    },
    compact_constructor_declaration: (draft, node) => {
      draft.skip(draft.child(node, 'name'));
      draft.open(node, 'function');
    },
    field_declaration: declareFields,
    constant_declaration: declareFields,
    local_variable_declaration: declareLocals,
    lambda_expression: lambda,
    block: (draft, node) => void draft.open(node, 'block'),
    switch_block: (draft, node) => void draft.open(node, 'block'),
    for_statement: (draft, node) => void draft.open(node, 'block'),
    try_with_resources_statement: (draft, node) => void draft.open(node, 'block'),
    enhanced_for_statement: enhancedFor,
    catch_clause: (draft, node) => void draft.open(node, 'block'),
    catch_formal_parameter: (draft, node) => {
      const typeNode = draft.children(draft.childOf(node, 'catch_type'))[0] ?? -1;
      draft.declare(draft.child(node, 'name'), 'variable', node, { typeNode });
    },
    resource: (draft, node) => local(draft, node, draft.child(node, 'type'), node),
    instanceof_expression: (draft, node) => local(draft, node, draft.child(node, 'right'), node),
    type_pattern: (draft, node) => {
      const [type = -1, name = -1] = draft.children(node);
      draft.declare(name, 'variable', node, { typeNode: type });
    },
    record_pattern_component: (draft, node) => {
      const [type = -1, name = -1] = draft.children(node);
      if (draft.type(name) === 'identifier') draft.declare(name, 'variable', node, { typeNode: type });
    },
    type_parameter: (draft, node) => {
      const name = draft.children(node).find((at) => draft.type(at) === 'type_identifier') ?? -1;
      if (name >= 0) draft.declare(name, 'type-parameter', node);
    },
    labeled_statement: (draft, node) => draft.skip(draft.children(node)[0] ?? -1),
    break_statement: (draft, node) => draft.mute(node),
    continue_statement: (draft, node) => draft.mute(node),
    element_value_pair: (draft, node) => draft.skip(draft.child(node, 'key')),
    assignment_expression: (draft, node) => draft.give(draft.child(node, 'left'), { act: 'write' }),
    update_expression: (draft, node) => draft.give(draft.children(node)[0] ?? -1, { act: 'write' }),
    method_invocation: (draft, node) => called(draft, draft.child(node, 'name'), node),
    object_creation_expression: (draft, node) => called(draft, head(draft, draft.child(node, 'type')), node),
    identifier: use,
    type_identifier: use,
  },
};

function use(draft: FactsDraft, node: number): void {
  const role = draft.role(node);
  if (role?.act === 'skip') return;
  if (role?.act === 'declare') return void draft.declareAs(node, role);
  const parent = draft.parent(node);
  const field = draft.field(node);
  const kind = role?.act === 'write' ? 'write' : draft.type(node) === 'type_identifier' ? 'type' : 'read';
  switch (draft.type(parent)) {
    case 'method_invocation':
    case 'field_access': {
      const object = draft.child(parent, 'object');
      if (field === 'object' || field === 'arguments' || object < 0 || object === node) break;
      const writes = draft.role(parent)?.act === 'write';
      return void draft.refer(node, writes ? 'write' : kind, javaValueUse(draft, object), object);
    }
    case 'method_reference':
    case 'scoped_type_identifier':
    case 'scoped_identifier': {
      const [before = -1, after = -1] = draft.children(parent);
      if (after !== node) break;
      return void draft.refer(node, kind, javaValueUse(draft, before), before);
    }
  }
  draft.refer(node, kind);
}

function importDeclaration(draft: FactsDraft, node: number): void {
  const path = draft.children(node).find((at) => /identifier$/.test(draft.type(at))) ?? -1;
  const whole = draft.textOf(path).replaceAll(/\s/g, '');
  draft.imports.push({ source: whole, start: draft.start(node), end: draft.end(node), kind: 'import' });
  if (draft.childOf(node, 'asterisk') >= 0) {
    draft.stars.push({ source: whole, scope: 0, exported: false });
    takePath(draft, path);
  } else {
    const name = draft.child(path, 'name');
    const source = draft.textOf(draft.child(path, 'scope')).replaceAll(/\s/g, '');
    takePath(draft, draft.child(path, 'scope'));
    if (name >= 0) {
      draft.take(name, source);
      draft.declare(name, 'import', node, { import: { source, imported: draft.textOf(name) } });
    }
  }
  draft.mute(node);
}

/** The classes that stand in the path of an import: `a.b.Outer.Inner`. */
function takePath(draft: FactsDraft, path: number): void {
  if (draft.type(path) !== 'scoped_identifier') return;
  const name = draft.child(path, 'name');
  const scope = draft.child(path, 'scope');
  if (/^\p{Lu}/u.test(draft.textOf(name))) draft.take(name, draft.textOf(scope).replaceAll(/\s/g, ''));
  takePath(draft, scope);
}

function modifiers(draft: FactsDraft, node: number): string {
  return draft.textOf(draft.childOf(node, 'modifiers'));
}

function declareType(draft: FactsDraft, node: number, kind: DeclarationKind): void {
  const baseNodes = draft.children(node).flatMap((clause) => {
    switch (draft.type(clause)) {
      case 'superclass':
        return draft.children(clause);
      case 'super_interfaces':
      case 'extends_interfaces':
        return draft.children(draft.childOf(clause, 'type_list'));
      default:
        return [];
    }
  });
  const container = draft.scopes[draft.scope]?.kind === 'class' ? draft.classOwner : -1;
  const exported = !/\bprivate\b/.test(modifiers(draft, node)) && draft.scopeOf('function', 'block') === 0;
  const owner = draft.declare(draft.child(node, 'name'), kind, node, { baseNodes, container, exported, static: true });
  draft.open(node, 'class', owner);
}

function anonymous(draft: FactsDraft, body: number): number {
  const created = draft.parent(body);
  const type = draft.child(created, 'type');
  if (type < 0) return -1;
  const made = draft.declare(body, 'class', body, { text: '', scope: -1, baseNodes: [type] });
  return made;
}

function recordFields(draft: FactsDraft, node: number): void {
  const container = draft.scopes[draft.scope]?.owner ?? -1;
  const owner = draft.declarations[container];
  if (owner) owner.parameters = [];
  for (const child of draft.children(draft.child(node, 'parameters'))) {
    const name = draft.child(child, 'name');
    if (name < 0) continue;
    owner?.parameters?.push({ name: draft.textOf(name), kind: 'plain' });
    draft.declare(name, 'field', child, { container, exported: true, typeNode: draft.child(child, 'type') });
  }
}

function declareMethod(draft: FactsDraft, node: number): void {
  const text = modifiers(draft, node);
  const owner = draft.declare(draft.child(node, 'name'), 'method', node, {
    container: draft.classOwner,
    exported: !/\bprivate\b/.test(text),
    ...(/\bstatic\b/.test(text) && { static: true }),
    typeNode: draft.child(node, 'type'),
    parameters: [],
  });
  draft.open(node, 'function', owner);
  parameters(draft, draft.child(node, 'parameters'), owner);
}

/** A constructor's parameters are told at its class: there the calls lead. */
function constructorOf(draft: FactsDraft): number {
  const owner = draft.declarations[draft.classOwner];
  if (owner !== undefined && owner.parameters === undefined) {
    owner.parameters = [];
    return draft.classOwner;
  }
  return -1;
}

function parameters(draft: FactsDraft, list: number, owner: number): void {
  for (const child of draft.children(list)) {
    const isRest = draft.type(child) === 'spread_parameter';
    const name = isRest ? draft.child(draft.childOf(child, 'variable_declarator'), 'name') : draft.child(child, 'name');
    if (name < 0) continue;
    if (owner >= 0)
      draft.declarations[owner]?.parameters?.push({ name: draft.textOf(name), kind: isRest ? 'rest' : 'plain' });
    draft.declare(name, 'parameter', child, { typeNode: isRest ? -1 : draft.child(child, 'type') });
  }
}

function declareFields(draft: FactsDraft, node: number): void {
  const text = modifiers(draft, node);
  const isConstant = draft.type(node) === 'constant_declaration';
  for (const declarator of draft.children(node).filter((at) => draft.type(at) === 'variable_declarator')) {
    draft.declare(draft.child(declarator, 'name'), 'field', node, {
      container: draft.classOwner,
      exported: !/\bprivate\b/.test(text),
      ...((isConstant || /\bstatic\b/.test(text)) && { static: true }),
      typeNode: draft.child(node, 'type'),
    });
  }
}

function declareLocals(draft: FactsDraft, node: number): void {
  for (const declarator of draft.children(node).filter((at) => draft.type(at) === 'variable_declarator'))
    local(draft, declarator, draft.child(node, 'type'), node);
}

function local(draft: FactsDraft, holder: number, type: number, whole: number): void {
  const name = draft.child(holder, 'name');
  if (draft.type(name) !== 'identifier') return;
  const isInferred = draft.textOf(type) === 'var';
  if (isInferred) draft.skip(type);
  const role: Role = {
    act: 'declare',
    scope: draft.scope,
    whole,
    typeNode: isInferred ? -1 : type,
    valueNode: draft.child(holder, 'value'),
  };
  draft.give(name, role);
}

function enhancedFor(draft: FactsDraft, node: number): void {
  draft.open(node, 'block');
  const type = draft.child(node, 'type');
  const isInferred = draft.textOf(type) === 'var';
  if (isInferred) draft.skip(type);
  const from = isInferred ? { valueNode: draft.child(node, 'value'), picked: 'element' as const } : { typeNode: type };
  draft.give(draft.child(node, 'name'), { act: 'declare', scope: draft.scope, ...from });
}

function lambda(draft: FactsDraft, node: number): void {
  draft.open(node, 'function');
  const list = draft.child(node, 'parameters');
  const names =
    draft.type(list) === 'identifier' ? [list] : draft.type(list) === 'inferred_parameters' ? draft.children(list) : [];
  for (const name of names) draft.declare(name, 'parameter', name);
  if (draft.type(list) === 'formal_parameters') parameters(draft, list, -1);
}

function called(draft: FactsDraft, callee: number, node: number): void {
  draft.called(callee, draft.children(draft.child(node, 'arguments')).length, false);
}

function head(draft: FactsDraft, type: number): number {
  const kind = draft.type(type);
  if (kind === 'generic_type') return head(draft, draft.children(type)[0] ?? -1);
  return kind === 'scoped_type_identifier' ? (draft.children(type).at(-1) ?? -1) : type;
}
