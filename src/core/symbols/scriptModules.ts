import type { FactsDraft } from './factsDraft.ts';

type Handler = (draft: FactsDraft, node: number) => void;

/** Imports and exports of ECMAScript, TypeScript and CommonJS. */
export const scriptModules: Readonly<Record<string, Handler>> = {
  import_statement: importStatement,
  import_require_clause: importRequire,
  export_statement: exportStatement,
  expression_statement: commonJsExport,
};

function importStatement(draft: FactsDraft, node: number): void {
  const source = unquoted(draft, draft.child(node, 'source'));
  if (source === undefined) return;
  draft.imports.push({ source, start: draft.start(node), end: draft.end(node), kind: 'import' });
  for (const part of draft.children(draft.childOf(node, 'import_clause'))) {
    const type = draft.type(part);
    if (type === 'identifier') {
      draft.take(part, source, 'default');
      draft.declare(part, 'import', part, { import: { source, imported: 'default' } });
    } else if (type === 'namespace_import') {
      const name = draft.children(part)[0] ?? -1;
      draft.declare(name, 'import', part, { import: { source, imported: '*' } });
    } else for (const specifier of draft.children(part)) importSpecifier(draft, specifier, source);
  }
}

function importSpecifier(draft: FactsDraft, specifier: number, source: string): void {
  const name = draft.child(specifier, 'name');
  const alias = draft.child(specifier, 'alias');
  if (name < 0) return;
  draft.take(name, source);
  draft.declare(alias < 0 ? name : alias, 'import', specifier, { import: { source, imported: draft.textOf(name) } });
}

function importRequire(draft: FactsDraft, node: number): void {
  const source = unquoted(draft, draft.child(node, 'source'));
  const name = draft.childOf(node, 'identifier');
  if (source === undefined || name < 0) return;
  draft.imports.push({ source, start: draft.start(node), end: draft.end(node), kind: 'require' });
  draft.declare(name, 'import', node, { import: { source, imported: '*' } });
}

function exportStatement(draft: FactsDraft, node: number): void {
  const source = unquoted(draft, draft.child(node, 'source'));
  if (source !== undefined)
    draft.imports.push({ source, start: draft.start(node), end: draft.end(node), kind: 'export-from' });
  const clause = draft.childOf(node, 'export_clause');
  for (const specifier of draft.children(clause)) exportSpecifier(draft, specifier, source);
  if (source !== undefined && clause < 0) {
    const namespace = draft.children(draft.childOf(node, 'namespace_export'))[0];
    if (namespace === undefined) draft.stars.push({ source, scope: 0, exported: true });
    else {
      draft.skip(namespace);
      draft.exports.push({ name: draft.textOf(namespace), local: null, source, imported: '*' });
    }
    return;
  }
  const declaration = draft.child(node, 'declaration');
  const tokens = draft.tokens(node);
  if (tokens.some((at) => draft.type(at) === 'default')) {
    const name = draft.child(declaration, 'name');
    const value = draft.child(node, 'value');
    const local = name >= 0 ? draft.textOf(name) : draft.type(value) === 'identifier' ? draft.textOf(value) : null;
    draft.exports.push({ name: 'default', local });
  } else if (tokens.some((at) => draft.type(at) === '=')) {
    const value = draft.children(node).at(-1) ?? -1;
    draft.exports.push({ name: 'export=', local: draft.type(value) === 'identifier' ? draft.textOf(value) : null });
  }
}

function exportSpecifier(draft: FactsDraft, specifier: number, source: string | undefined): void {
  const name = draft.child(specifier, 'name');
  if (name < 0) return;
  const alias = draft.child(specifier, 'alias');
  const imported = draft.textOf(name);
  const exported = alias < 0 ? imported : draft.textOf(alias);
  draft.skip(alias);
  if (source === undefined) {
    draft.skip(name);
    draft.refer(name, 'read');
    draft.exports.push({ name: exported, local: imported });
  } else {
    draft.take(name, source);
    draft.exports.push({ name: exported, local: null, source, imported });
  }
}

/** `require('x')` as the value of a variable, or anywhere; `import('x')`. */
export function requireCall(draft: FactsDraft, node: number): void {
  const callee = draft.child(node, 'function');
  const isImport = draft.type(callee) === 'import';
  if (!isImport && draft.textOf(callee) !== 'require') return;
  const values = draft.children(draft.child(node, 'arguments'));
  const source = values.length === 1 ? unquoted(draft, values[0] as number) : undefined;
  if (source === undefined) return;
  const kind = isImport ? 'dynamic' : 'require';
  draft.imports.push({ source, start: draft.start(node), end: draft.end(node), kind });
}

/** The specifier that a value was required from: `require('x')`, `await import('x')`, `require('x').name`. */
export function requiredBy(draft: FactsDraft, value: number): { source: string; imported: string } | undefined {
  const type = draft.type(value);
  if (type === 'await_expression' || type === 'parenthesized_expression')
    return requiredBy(draft, draft.children(value)[0] ?? -1);
  if (type === 'member_expression') {
    const whole = requiredBy(draft, draft.child(value, 'object'));
    return whole?.imported === '*' ? { ...whole, imported: draft.textOf(draft.child(value, 'property')) } : undefined;
  }
  if (type !== 'call_expression') return undefined;
  const callee = draft.child(value, 'function');
  if (draft.type(callee) !== 'import' && draft.textOf(callee) !== 'require') return undefined;
  const source = unquoted(draft, draft.children(draft.child(value, 'arguments'))[0] ?? -1);
  return source === undefined ? undefined : { source, imported: '*' };
}

function commonJsExport(draft: FactsDraft, node: number): void {
  if (draft.type(draft.parent(node)) !== 'program') return;
  const assignment = draft.childOf(node, 'assignment_expression');
  const left = draft.textOf(draft.child(assignment, 'left')).replaceAll(/\s/g, '');
  const named = /^(?:module\.)?exports\.([\w$]+)$/.exec(left)?.[1];
  const right = draft.child(assignment, 'right');
  const local = draft.type(right) === 'identifier' ? draft.textOf(right) : null;
  if (named !== undefined) {
    const property = draft.child(draft.child(assignment, 'left'), 'property');
    if (local === null) draft.declare(property, 'variable', node, { exported: true, valueNode: right, scope: -1 });
    draft.exports.push({ name: named, local: local ?? named });
  } else if (left === 'module.exports') {
    if (draft.type(right) !== 'object') draft.exports.push({ name: 'export=', local });
    for (const pair of draft.type(right) === 'object' ? draft.children(right) : []) exportedPair(draft, pair);
  }
}

function exportedPair(draft: FactsDraft, pair: number): void {
  const type = draft.type(pair);
  if (type === 'shorthand_property_identifier') {
    draft.exports.push({ name: draft.textOf(pair), local: draft.textOf(pair) });
  } else if (type === 'pair') {
    const value = draft.child(pair, 'value');
    const local = draft.type(value) === 'identifier' ? draft.textOf(value) : null;
    draft.exports.push({ name: draft.textOf(draft.child(pair, 'key')), local });
  } else if (type === 'method_definition') {
    draft.exports.push({ name: draft.textOf(draft.child(pair, 'name')), local: null });
  }
}

function unquoted(draft: FactsDraft, node: number): string | undefined {
  return node >= 0 && draft.type(node) === 'string' ? draft.textOf(node).slice(1, -1) : undefined;
}
