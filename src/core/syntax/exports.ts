import type { SyntaxNode, SyntaxTree } from './syntaxTree.ts';

/** What other files can take from a module. */
export interface Exports {
  /** Exported name (`default` included) to the local name behind it; null: made on the spot. */
  readonly names: ReadonlyMap<string, string | null>;
  /** Exported names that come out of another module: `export { imported as name } from source`. */
  readonly from: ReadonlyMap<string, { readonly source: string; readonly imported: string }>;
  /** Specifiers of `export * from`. */
  readonly all: readonly string[];
  /** Names are also made in a way that cannot be read off the text, so a missing name proves nothing. */
  readonly open: boolean;
}

interface Draft {
  readonly names: Map<string, string | null>;
  readonly from: Map<string, { source: string; imported: string }>;
  readonly all: string[];
  open: boolean;
}

/** The exports of a JavaScript or TypeScript module, or the top-level names of a Python module. */
export function exportsOf(tree: SyntaxTree): Exports {
  const draft: Draft = { names: new Map(), from: new Map(), all: [], open: tree.hasError };
  if (tree.language === 'python') readPython(tree, draft);
  else for (const statement of tree.root.namedChildren) readStatement(statement, draft);
  if (tree.language !== 'python') readCommonJs(tree, draft);
  return draft;
}

function readStatement(statement: SyntaxNode, draft: Draft): void {
  if (statement.type !== 'export_statement') return;
  const source = statement.child('source')?.text.slice(1, -1);
  const tokens = statement.children;
  const clause = tokens.find(({ type }) => type === 'export_clause');
  if (tokens.some(({ type }) => type === '=')) draft.open = true;
  for (const specifier of clause?.namedChildren ?? []) {
    const imported = specifier.child('name')?.text;
    if (imported === undefined) continue;
    const name = specifier.child('alias')?.text ?? imported;
    if (source === undefined) draft.names.set(name, imported);
    else draft.from.set(name, { source, imported });
  }
  if (source !== undefined && clause === undefined) {
    const namespace = tokens.find(({ type }) => type === 'namespace_export')?.namedChildren[0]?.text;
    if (namespace === undefined) draft.all.push(source);
    else draft.from.set(namespace, { source, imported: '*' });
  }
  const declaration = statement.child('declaration');
  if (tokens.some(({ type }) => type === 'default')) {
    draft.names.set('default', declaration?.child('name')?.text ?? statement.child('value')?.text ?? null);
  } else if (declaration !== undefined) for (const name of declaredNames(declaration)) draft.names.set(name, name);
}

/** Names that a declaration statement brings into its scope. */
function declaredNames(declaration: SyntaxNode): string[] {
  const name = declaration.child('name');
  if (name !== undefined) return [name.text];
  if (declaration.type === 'ambient_declaration') return declaration.namedChildren.flatMap(declaredNames);
  return declaration.namedChildren
    .filter(({ type }) => type === 'variable_declarator')
    .flatMap((declarator) => {
      const pattern = declarator.child('name');
      if (pattern === undefined) return [];
      return [...pattern.descendants()]
        .filter(({ type }) => type === 'identifier' || type === 'shorthand_property_identifier_pattern')
        .map((node) => node.text);
    });
}

function readCommonJs(tree: SyntaxTree, draft: Draft): void {
  if (!tree.text.includes('exports')) return;
  for (const node of tree.nodes()) {
    if (node.type !== 'member_expression' && node.type !== 'identifier') continue;
    const text = node.type === 'identifier' ? node.text : '';
    if (text === 'exports' && node.parent?.type !== 'member_expression') draft.open = true;
    if (node.type !== 'member_expression') continue;
    const left = node.child('object')?.text;
    const property = node.child('property')?.text;
    const value = node.field === 'left' ? node.parent?.child('right') : undefined;
    if ((left === 'exports' || left === 'module.exports') && property !== undefined) draft.names.set(property, null);
    else if (left === 'module' && property === 'exports') readModuleExports(value, node, draft);
  }
}

function readModuleExports(value: SyntaxNode | undefined, node: SyntaxNode, draft: Draft): void {
  if (value?.type !== 'object') {
    if (node.parent?.type !== 'member_expression') draft.open = true;
    return;
  }
  for (const pair of value.namedChildren) {
    const key = pair.type === 'shorthand_property_identifier' ? pair : (pair.child('key') ?? pair.child('name'));
    if (key !== undefined) draft.names.set(key.text, pair.child('value')?.text ?? key.text);
    else if (pair.type !== 'comment') draft.open = true;
  }
}

function readPython(tree: SyntaxTree, draft: Draft): void {
  const visit = (block: SyntaxNode): void => {
    for (const statement of block.namedChildren) readPythonStatement(statement, draft, visit);
  };
  visit(tree.root);
}

function readPythonStatement(statement: SyntaxNode, draft: Draft, visit: (block: SyntaxNode) => void): void {
  const add = (name: string | undefined): void => {
    if (name !== undefined) draft.names.set(name, name);
  };
  switch (statement.type) {
    case 'function_definition':
    case 'class_definition':
      add(statement.child('name')?.text);
      if (statement.child('name')?.text === '__getattr__') draft.open = true;
      return;
    case 'import_statement':
    case 'import_from_statement':
      if (statement.namedChildren.some(({ type }) => type === 'wildcard_import')) draft.open = true;
      for (const node of statement.namedChildren.filter(({ field }) => field === 'name')) {
        add(node.child('alias')?.text ?? node.text.split('.')[0]);
      }
      return;
    case 'expression_statement':
      for (const assignment of statement.namedChildren) {
        for (const node of assignment.child('left')?.descendants() ?? [])
          if (node.type === 'identifier') add(node.text);
      }
      return;
    case 'decorated_definition':
    case 'if_statement':
    case 'else_clause':
    case 'elif_clause':
    case 'try_statement':
    case 'except_clause':
    case 'finally_clause':
    case 'with_statement':
    case 'for_statement':
    case 'block':
      visit(statement);
  }
}
