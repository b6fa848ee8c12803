import type { DeclarationKind, ValueUse } from './facts.ts';
import type { FactRules, FactsDraft, Role } from './factsDraft.ts';
import { rustTypeUse, rustValueUse, tailOf } from './rustTypes.ts';
import { useDeclaration } from './rustUses.ts';

const UNKNOWN: ValueUse = { from: 'unknown', ref: -1 };

/** Rust: items are seen in all of their module or block, `let` from its end on; members stand in `impl` blocks. */
export const rustRules: FactRules = {
  classNamesInside: true,
  closedModules: true,
  typeUse: rustTypeUse,
  valueUse: rustValueUse,
  enter: {
    use_declaration: useDeclaration,
    extern_crate_declaration: (draft, node) => draft.mute(node),
    attribute_item: (draft, node) => draft.mute(node),
    inner_attribute_item: (draft, node) => draft.mute(node),
    lifetime: (draft, node) => draft.mute(node),
    label: (draft, node) => draft.mute(node),
    function_item: declareFunction,
    function_signature_item: declareFunction,
    struct_item: (draft, node) => declareType(draft, node, 'class'),
    union_item: (draft, node) => declareType(draft, node, 'class'),
    enum_item: (draft, node) => declareType(draft, node, 'enum'),
    trait_item: (draft, node) => declareType(draft, node, 'interface'),
    type_item: declareAlias,
    associated_type: declareAlias,
    impl_item: implItem,
    mod_item: declareModule,
    const_item: declareValue,
    static_item: declareValue,
    macro_definition: (draft, node) => {
      draft.declare(draft.child(node, 'name'), 'function', node, { exported: true });
      draft.mute(node);
    },
    field_declaration: (draft, node) => {
      const more = {
        scope: -1,
        container: draft.classOwner,
        exported: isPublic(draft, node),
        typeNode: draft.child(node, 'type'),
      };
      draft.declare(draft.child(node, 'name'), 'field', node, more);
    },
    enum_variant: (draft, node) => {
      const more = { scope: -1, container: draft.classOwner, exported: true, static: true };
      draft.declare(draft.child(node, 'name'), 'enum-member', node, more);
    },
    type_parameter: typeParameter,
    const_parameter: typeParameter,
    constrained_type_parameter: typeParameter,
    type_parameters: (draft, node) => {
      for (const child of draft.children(node))
        if (draft.type(child) === 'type_identifier') draft.declare(child, 'type-parameter', child);
    },
    parameter: (draft, node) => {
      pattern(draft, draft.child(node, 'pattern'), {
        act: 'declare',
        kind: 'parameter',
        whole: node,
        typeNode: draft.child(node, 'type'),
      });
    },
    closure_expression: (draft, node) => {
      draft.open(node, 'function');
      for (const child of draft.children(draft.child(node, 'parameters')))
        if (draft.type(child) !== 'parameter') pattern(draft, child, { act: 'declare', kind: 'parameter' });
    },
    let_declaration: (draft, node) => {
      const role: Role = {
        act: 'declare',
        whole: node,
        typeNode: draft.child(node, 'type'),
        valueNode: draft.child(node, 'value'),
      };
      pattern(draft, draft.child(node, 'pattern'), { ...role, from: draft.end(node) });
    },
    let_condition: (draft, node) => {
      pattern(draft, draft.child(node, 'pattern'), {
        act: 'declare',
        from: draft.end(node),
        valueNode: draft.child(node, 'value'),
      });
    },
    match_arm: (draft, node) => {
      draft.open(node, 'block');
      const whole = draft.child(node, 'pattern');
      pattern(draft, draft.children(whole)[0] ?? whole, { act: 'declare' });
    },
    for_expression: (draft, node) => {
      draft.open(node, 'block');
      const role = {
        act: 'declare',
        from: draft.start(draft.child(node, 'body')),
        valueNode: draft.child(node, 'value'),
        picked: 'element',
      } as const;
      pattern(draft, draft.child(node, 'pattern'), role);
    },
    if_expression: (draft, node) => void draft.open(node, 'block'),
    while_expression: (draft, node) => void draft.open(node, 'block'),
    block: (draft, node) => {
      if (!/^function_item|^closure/.test(draft.type(draft.parent(node)))) draft.open(node, 'block');
    },
    assignment_expression: (draft, node) => draft.give(draft.child(node, 'left'), { act: 'write' }),
    compound_assignment_expr: (draft, node) => draft.give(draft.child(node, 'left'), { act: 'write' }),
    call_expression: call,
    identifier: use,
    type_identifier: use,
    field_identifier: use,
    shorthand_field_identifier: use,
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
    case 'scoped_identifier':
    case 'scoped_type_identifier': {
      const path = draft.child(parent, 'path');
      if (field !== 'name' || path < 0) break;
      return void draft.refer(node, kind, rustValueUse(draft, path), path);
    }
    case 'field_expression': {
      if (field !== 'field') break;
      const value = draft.child(parent, 'value');
      return void draft.refer(
        node,
        draft.role(parent)?.act === 'write' ? 'write' : kind,
        rustValueUse(draft, value),
        value,
      );
    }
    case 'field_initializer':
      if (draft.type(node) !== 'field_identifier') break;
      initialized(draft, node, parent);
      return;
    case 'token_tree':
      inMacro(draft, node);
      return;
  }
  if (draft.type(node) === 'field_identifier') draft.refer(node, 'key', UNKNOWN);
  else draft.refer(node, kind);
}

/** A field in a struct literal, of the literal's type. */
function initialized(draft: FactsDraft, node: number, initializer: number): void {
  const ref = draft.refer(node, 'key', UNKNOWN);
  const typeNode = draft.child(draft.parent(draft.parent(initializer)), 'name');
  if (typeNode >= 0) draft.pickedMembers.push({ ref, typeNode, valueNode: -1, valueRef: -1 });
}

/** In the arguments of a macro there are only tokens: what stands before tells a member from a name. */
function inMacro(draft: FactsDraft, node: number): void {
  const before = draft.text.slice(Math.max(0, draft.start(node) - 2), draft.start(node));
  const called = draft.text[draft.end(node)] === '(';
  const isPath = before === '::';
  const isMember = before.endsWith('.') && before !== '..';
  let receiver: ValueUse | undefined = isMember || isPath ? UNKNOWN : undefined;
  const previous = previousToken(draft, node);
  if (receiver !== undefined && previous >= 0 && draft.end(previous) === draft.start(node) - (isPath ? 2 : 1)) {
    receiver = rustValueUse(draft, previous);
  }
  draft.refer(node, called ? 'call' : 'read', receiver);
}

function previousToken(draft: FactsDraft, node: number): number {
  const tokens = draft.tokens(draft.parent(node));
  const at = tokens.indexOf(node);
  for (let index = at - 1; index >= 0 && index >= at - 3; index--) {
    const token = tokens[index] as number;
    if (/^(identifier|self|crate|super)$/.test(draft.type(token))) return token;
  }
  return -1;
}

function isPublic(draft: FactsDraft, node: number): boolean {
  return draft.childOf(node, 'visibility_modifier') >= 0;
}

/** Where the items of the scope belong: an `impl` or a trait, or nothing. */
function memberOf(draft: FactsDraft): { scope?: number; container?: number; ofNode?: number } {
  const scope = draft.scopes[draft.scope];
  if (scope?.kind !== 'class') return {};
  const ofNode = draft.implOf.get(draft.scope);
  return ofNode === undefined ? { scope: -1, container: scope.owner } : { scope: -1, ofNode };
}

function declareFunction(draft: FactsDraft, node: number): void {
  const place = memberOf(draft);
  const list = draft.child(node, 'parameters');
  const children = draft.children(list);
  const isMethod = place.scope === -1;
  const isBound = children.some((at) => draft.type(at) === 'self_parameter');
  const owner = draft.declare(draft.child(node, 'name'), isMethod ? 'method' : 'function', node, {
    ...place,
    exported: isPublic(draft, node) || (place.container ?? -1) >= 0,
    typeNode: draft.child(node, 'return_type'),
    ...(isMethod && !isBound && { static: true }),
    parameters: children
      .filter((at) => draft.type(at) === 'parameter')
      .map((at) => ({ name: draft.textOf(draft.child(at, 'pattern')).replace(/^mut\s+/, ''), kind: 'plain' as const })),
  });
  draft.open(node, 'function', owner);
}

function declareType(draft: FactsDraft, node: number, kind: DeclarationKind): void {
  const baseNodes = draft.children(draft.childOf(node, 'trait_bounds'));
  const owner = draft.declare(draft.child(node, 'name'), kind, node, { exported: isPublic(draft, node), baseNodes });
  draft.open(node, 'class', owner);
}

function declareAlias(draft: FactsDraft, node: number): void {
  const type = draft.child(node, 'type');
  const more = { ...memberOf(draft), exported: isPublic(draft, node), baseNodes: type < 0 ? [] : [type] };
  draft.declare(draft.child(node, 'name'), 'type', node, more);
}

function implItem(draft: FactsDraft, node: number): void {
  const type = draft.child(node, 'type');
  const trait = draft.child(node, 'trait');
  const scope = draft.open(node, 'class');
  draft.implOf.set(scope, type);
  if (trait >= 0) draft.implNodes.push([type, trait]);
}

function declareModule(draft: FactsDraft, node: number): void {
  const name = draft.child(node, 'name');
  const body = draft.child(node, 'body');
  const exported = isPublic(draft, node);
  if (body >= 0) draft.open(node, 'module', draft.declare(name, 'module', node, { exported }));
  else {
    const text = draft.textOf(name);
    draft.imports.push({ source: `self::${text}`, start: draft.start(node), end: draft.end(node), kind: 'import' });
    draft.declare(name, 'import', node, { exported, import: { source: 'mod', imported: text } });
  }
}

function declareValue(draft: FactsDraft, node: number): void {
  const more = {
    ...memberOf(draft),
    exported: isPublic(draft, node),
    typeNode: draft.child(node, 'type'),
    valueNode: draft.child(node, 'value'),
  };
  draft.declare(draft.child(node, 'name'), 'variable', node, { ...more, ...(more.scope === -1 && { static: true }) });
}

function typeParameter(draft: FactsDraft, node: number): void {
  const name = draft.child(node, 'name') >= 0 ? draft.child(node, 'name') : (draft.children(node)[0] ?? -1);
  if (/identifier$/.test(draft.type(name))) draft.declare(name, 'type-parameter', node);
}

/** Gives the names of a pattern their role; names in upper case are constants and variants. */
function pattern(draft: FactsDraft, node: number, given: Role): void {
  const role: Role = { ...given, scope: given.scope ?? draft.scope };
  const { typeNode: _type, valueNode: _value, ...inner } = role;
  switch (draft.type(node)) {
    case 'identifier':
      if (!/^\p{Lu}/u.test(draft.textOf(node))) draft.give(node, role);
      return;
    case 'mut_pattern':
    case 'ref_pattern':
    case 'reference_pattern':
      for (const child of draft.children(node)) pattern(draft, child, role);
      return;
    case 'tuple_struct_pattern': {
      const [type, ...parts] = draft.children(node);
      const wraps = /^(Some|Ok)$/.test(draft.textOf(type ?? -1));
      for (const part of parts) pattern(draft, part, wraps ? role : inner);
      return;
    }
    case 'struct_pattern':
      for (const field of draft.children(node).slice(1)) fieldPattern(draft, field, inner, draft.child(node, 'type'));
      return;
    case 'tuple_pattern':
    case 'slice_pattern':
    case 'or_pattern':
    case 'captured_pattern':
      for (const child of draft.children(node)) pattern(draft, child, inner);
  }
}

function fieldPattern(draft: FactsDraft, node: number, role: Role, typeNode: number): void {
  const name = draft.child(node, 'name');
  const value = draft.child(node, 'pattern');
  if (name < 0) return;
  draft.skip(name);
  draft.refer(name, 'key', UNKNOWN);
  const ref = draft.refOf(name);
  draft.pickedMembers.push({ ref, typeNode, valueNode: -1, valueRef: -1 });
  if (value >= 0) pattern(draft, value, role);
  else draft.declareAs(name, { ...role, valueRef: ref });
}

function call(draft: FactsDraft, node: number): void {
  const callee = draft.child(node, 'function');
  const bare = draft.type(callee) === 'generic_function' ? draft.child(callee, 'function') : callee;
  draft.called(tailOf(draft, bare), draft.children(draft.child(node, 'arguments')).length, false);
}
