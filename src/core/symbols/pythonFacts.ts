import type { ParameterKind } from './facts.ts';
import type { FactRules, FactsDraft, Role } from './factsDraft.ts';
import { pythonTypeUse, pythonValueUse } from './pythonTypes.ts';

/** Python: functions, classes and modules are scopes, blocks are not; the first assignment declares. */
export const pythonRules: FactRules = {
  classNamesInside: false,
  typeUse: pythonTypeUse,
  valueUse: pythonValueUse,
  enter: {
    function_definition: declareFunction,
    class_definition: declareClass,
    lambda: (draft, node) => void draft.open(node, 'function'),
    list_comprehension: comprehension,
    set_comprehension: comprehension,
    dictionary_comprehension: comprehension,
    generator_expression: comprehension,
    parameters,
    lambda_parameters: parameters,
    assignment: (draft, node) => assign(draft, draft.child(node, 'left'), node, 'right'),
    augmented_assignment: (draft, node) => bind(draft, draft.child(node, 'left'), { act: 'write' }),
    named_expression: (draft, node) => {
      const scope = draft.scopeOf('function', 'class');
      bind(draft, draft.child(node, 'name'), {
        act: 'declare',
        whole: node,
        scope,
        valueNode: draft.child(node, 'value'),
      });
    },
    for_statement: (draft, node) => assign(draft, draft.child(node, 'left'), node, 'right', 'element'),
    for_in_clause: (draft, node) => {
      const role = {
        act: 'declare',
        scope: draft.scope,
        valueNode: draft.child(node, 'right'),
        picked: 'element',
      } as const;
      bind(draft, draft.child(node, 'left'), role);
    },
    as_pattern: (draft, node) => {
      const target = draft.children(draft.child(node, 'alias'))[0] ?? draft.child(node, 'alias');
      bind(draft, target, {
        act: 'declare',
        scope: draft.scopeOf('function', 'class'),
        valueNode: draft.children(node)[0] ?? -1,
      });
    },
    case_pattern: casePattern,
    keyword_pattern: (draft, node) => draft.skip(draft.children(node)[0] ?? -1),
    global_statement: (draft, node) => rebind(draft, node, () => 0),
    nonlocal_statement: (draft, node) => rebind(draft, node, (scope) => draft.scopes[scope]?.parent ?? 0),
    import_statement: importStatement,
    import_from_statement: importFrom,
    future_import_statement: (draft, node) => draft.mute(node),
    call,
    keyword_argument: (draft, node) => draft.skip(draft.child(node, 'name')),
    identifier,
  },
};

function identifier(draft: FactsDraft, node: number): void {
  const role = draft.role(node);
  if (role?.act === 'skip') return;
  if (role?.act === 'declare') {
    bindName(draft, node, role);
    return;
  }
  const parent = draft.parent(node);
  if (draft.type(parent) === 'attribute' && draft.field(node) === 'attribute') {
    attribute(draft, node, parent);
    return;
  }
  const kind = role?.act === 'write' ? 'write' : draft.type(parent) === 'type' ? 'type' : 'read';
  refer(draft, node, kind);
}

/** A use of a plain name, seen from where `global` and `nonlocal` put it. */
function refer(draft: FactsDraft, node: number, kind: 'read' | 'write' | 'type'): void {
  const here = draft.scope;
  draft.scope = draft.rebound.size === 0 ? here : scopeFor(draft, draft.textOf(node));
  draft.refer(node, kind);
  draft.scope = here;
}

function scopeFor(draft: FactsDraft, name: string, from = draft.scope): number {
  for (let scope = from; scope > 0; scope = draft.scopes[scope]?.parent ?? 0) {
    const other = draft.rebound.get(`${scope}:${name}`);
    if (other !== undefined) return other;
    if (draft.scopes[scope]?.kind === 'function') break;
  }
  return from;
}

function attribute(draft: FactsDraft, node: number, parent: number): void {
  const object = draft.child(parent, 'object');
  const role = draft.role(parent);
  const writes = role !== undefined && role.act !== 'skip';
  if (writes && draft.textOf(object) === 'self') {
    const container = draft.classOwner;
    const name = draft.textOf(node);
    const key = `.${container}:${name}`;
    if (container >= 0 && !draft.bound.has(key)) {
      draft.bound.add(key);
      const { typeNode = -1, valueNode = -1 } = role;
      draft.declare(node, 'field', parent, { scope: -1, container, exported: true, typeNode, valueNode });
      return;
    }
  }
  draft.refer(node, writes ? 'write' : 'read', pythonValueUse(draft, object), object);
}

function bind(draft: FactsDraft, node: number, role: Role): void {
  switch (draft.type(node)) {
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_pattern':
    case 'list_splat_pattern':
    case 'tuple':
    case 'list': {
      const { valueNode: _, ...rest } = role;
      for (const child of draft.children(node)) bind(draft, child, rest);
      return;
    }
    default:
      draft.give(node, role);
  }
}

function assign(draft: FactsDraft, left: number, node: number, field: string, picked: '' | 'element' = ''): void {
  const scope = draft.scopeOf('function', 'class');
  const typeNode = draft.child(node, 'type');
  const valueNode = draft.child(node, field);
  bind(draft, left, { act: 'declare', whole: picked === '' ? node : left, scope, typeNode, valueNode, picked });
}

/** The first assignment in a scope declares, later ones write. */
function bindName(draft: FactsDraft, node: number, role: Role): void {
  const name = draft.textOf(node);
  const wanted = role.scope ?? draft.scope;
  const scope = scopeFor(draft, name, wanted);
  const key = `${scope}:${name}`;
  const inner = scope !== wanted && scope !== 0;
  if (draft.bound.has(key) || inner) {
    refer(draft, node, 'write');
    return;
  }
  draft.bound.add(key);
  const kind = draft.scopes[scope];
  const container = kind?.kind === 'class' ? kind.owner : -1;
  draft.declareAs(node, {
    ...role,
    kind: container < 0 ? (role.kind ?? 'variable') : 'field',
    scope,
    exported: scope === 0,
  });
  const made = draft.declarations.at(-1);
  if (made !== undefined) Object.assign(made, { container, ...(container >= 0 && { exported: true }) });
}

function rebind(draft: FactsDraft, node: number, target: (scope: number) => number): void {
  const scope = draft.scopeOf('function');
  for (const child of draft.children(node)) {
    draft.rebound.set(`${scope}:${draft.textOf(child)}`, target(scope));
  }
}

function declareFunction(draft: FactsDraft, node: number): void {
  const name = draft.child(node, 'name');
  const scope = draft.scopes[draft.scope];
  const container = scope?.kind === 'class' ? scope.owner : -1;
  draft.bound.add(`${draft.scope}:${draft.textOf(name)}`);
  const owner = draft.declare(name, container < 0 ? 'function' : 'method', node, {
    container,
    exported: container >= 0 || draft.scope === 0,
    typeNode: draft.child(node, 'return_type'),
    parameters: [],
  });
  draft.open(node, 'function', owner);
}

function declareClass(draft: FactsDraft, node: number): void {
  const bases = draft.children(draft.child(node, 'superclasses')).filter((at) => draft.type(at) !== 'keyword_argument');
  draft.bound.add(`${draft.scope}:${draft.textOf(draft.child(node, 'name'))}`);
  const scope = draft.scopes[draft.scope];
  const more = {
    baseNodes: bases,
    exported: scope?.kind !== 'function',
    container: scope?.kind === 'class' ? scope.owner : -1,
  };
  draft.open(node, 'class', draft.declare(draft.child(node, 'name'), 'class', node, more));
}

function comprehension(draft: FactsDraft, node: number): void {
  draft.open(node, 'block');
}

const KINDS: Readonly<Record<string, ParameterKind>> = {
  default_parameter: 'default',
  typed_default_parameter: 'default',
  list_splat_pattern: 'rest',
  dictionary_splat_pattern: 'keyword-rest',
};

function parameters(draft: FactsDraft, node: number): void {
  const owner = draft.declarations[draft.scopes[draft.scope]?.owner ?? -1];
  let keywordOnly = false;
  for (const child of draft.children(node)) {
    const type = draft.type(child);
    if (type === 'keyword_separator') keywordOnly = true;
    const name = draft.child(child, 'name');
    const inner = name >= 0 ? name : type === 'typed_parameter' ? (draft.children(child)[0] ?? -1) : child;
    const bare = /splat_pattern$/.test(draft.type(inner)) ? (draft.children(inner)[0] ?? -1) : inner;
    if (draft.type(bare) !== 'identifier') continue;
    const plainKind = KINDS[draft.type(inner)] ?? KINDS[type] ?? 'plain';
    const kind = keywordOnly && plainKind === 'plain' ? 'keyword' : plainKind;
    if (plainKind === 'rest') keywordOnly = true;
    owner?.parameters?.push({ name: draft.textOf(bare), kind });
    const isOne = plainKind === 'plain' || plainKind === 'default';
    draft.bound.add(`${draft.scope}:${draft.textOf(bare)}`);
    draft.give(bare, { act: 'skip' });
    draft.declare(bare, 'parameter', child, {
      from: draft.end(node),
      typeNode: isOne ? draft.child(child, 'type') : -1,
      valueNode: isOne ? draft.child(child, 'value') : -1,
    });
  }
}

function casePattern(draft: FactsDraft, node: number): void {
  const [only] = draft.children(node);
  if (only === undefined || draft.type(only) !== 'dotted_name') return;
  const parts = draft.children(only);
  const [first] = parts;
  if (parts.length !== 1 || first === undefined) return;
  draft.give(first, { act: 'declare', scope: draft.scopeOf('function', 'class') });
}

function importStatement(draft: FactsDraft, node: number): void {
  for (const child of draft.children(node)) {
    const alias = draft.child(child, 'alias');
    const dotted = alias < 0 ? child : draft.child(child, 'name');
    const source = draft.textOf(dotted).replaceAll(/\s/g, '');
    draft.imports.push({ source, start: draft.start(node), end: draft.end(node), kind: 'import' });
    const parts = draft.children(dotted);
    parts.forEach((part, index) => {
      const above = parts
        .slice(0, index)
        .map((at) => draft.textOf(at))
        .join('.');
      if (index > 0) draft.take(part, above);
      else draft.skip(part);
    });
    const [first = dotted] = parts;
    const name = alias < 0 ? first : alias;
    declareImport(draft, name, child, { source: alias < 0 ? draft.textOf(first) : source, imported: '*' });
  }
  draft.mute(node);
}

function importFrom(draft: FactsDraft, node: number): void {
  const module = draft.child(node, 'module_name');
  const source = draft.textOf(module).replaceAll(/\s/g, '');
  draft.imports.push({ source, start: draft.start(node), end: draft.end(node), kind: 'import' });
  if (draft.childOf(node, 'wildcard_import') >= 0) draft.stars.push({ source, scope: draft.scope, exported: true });
  const parts = draft.children(
    draft.type(module) === 'relative_import' ? draft.childOf(module, 'dotted_name') : module,
  );
  const dots = /^\.*/.exec(source)?.[0] ?? '';
  parts.forEach((part, index) => {
    const above = parts
      .slice(0, index)
      .map((at) => draft.textOf(at))
      .join('.');
    if (dots + above !== '') draft.take(part, dots + above);
  });
  for (const child of draft.children(node).filter((at) => draft.field(at) === 'name')) {
    const alias = draft.child(child, 'alias');
    const dotted = alias < 0 ? child : draft.child(child, 'name');
    const name = draft.children(dotted)[0] ?? dotted;
    draft.take(name, source);
    declareImport(draft, alias < 0 ? name : alias, child, { source, imported: draft.textOf(name) });
  }
  draft.mute(node);
}

function declareImport(
  draft: FactsDraft,
  name: number,
  whole: number,
  taken: { readonly source: string; readonly imported: string },
): void {
  const scope = draft.scopeOf('function', 'class');
  draft.bound.add(`${scope}:${draft.textOf(name)}`);
  draft.declare(name, 'import', whole, { import: taken, scope, exported: scope === 0 });
}

function call(draft: FactsDraft, node: number): void {
  const callee = draft.child(node, 'function');
  const args = draft.child(node, 'arguments');
  const values = draft.type(args) === 'argument_list' ? draft.children(args) : [args];
  const keywords = values
    .filter((at) => draft.type(at) === 'keyword_argument')
    .map((at) => draft.textOf(draft.child(at, 'name')));
  const spread = values.some((at) => /_splat$/.test(draft.type(at)));
  const target = draft.type(callee) === 'attribute' ? draft.child(callee, 'attribute') : callee;
  draft.called(target, values.length, spread, keywords);
}
