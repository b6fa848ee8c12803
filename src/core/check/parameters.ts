import type { SyntaxNode } from '../syntax/syntaxTree.ts';
import type { Declaration } from './declarations.ts';
import type { DeclaredSymbol } from './symbolChanges.ts';

/** A parameter of a function, as a caller sees it. */
export interface Parameter {
  /** Empty where the language or the declaration gives it none, or where it is a pattern. */
  readonly name: string;
  readonly optional: boolean;
  /** Takes any number of positional (`list`) or keyword (`keywords`) arguments. */
  readonly rest: 'list' | 'keywords' | null;
  /** How an argument reaches it. */
  readonly by: 'position' | 'keyword' | 'either';
  /** The text of the type, without white space; empty when none is written. */
  readonly type: string;
}

/** The ways in which a symbol may be called; null when it cannot be told or it is not called at all. */
export interface Signature {
  readonly ways: readonly (readonly Parameter[])[];
  /** The first parameter is the object that a method is called on, when called through the type. */
  readonly bound: boolean;
}

/** Decorators that leave the parameters as they are. */
const PLAIN_DECORATORS =
  /^@?(staticmethod|classmethod|abstractmethod|abc\.abstractmethod|override|typing\.override|final|deprecated|typing\.deprecated|functools\.(lru_cache|cache|wraps)|lru_cache|cache|pytest\.mark\.\w+)\b/;

/** What callers of a symbol may pass. Of overloaded TypeScript functions the implementation is left out, as callers do not see it. */
export function signatureOf(symbol: DeclaredSymbol): Signature | null {
  const nodes = symbol.declarations.map(callableOf);
  if (nodes.some((node) => node === null)) return null;
  const all = nodes.filter((node) => node !== null);
  const overloads = all.filter(({ type }) =>
    /^(function_signature|method_signature|abstract_method_signature)$/.test(type),
  );
  const visible = overloads.length > 0 && overloads.length < all.length ? overloads : all;
  const [first] = symbol.declarations;
  const language = first.node.tree.language;
  if (language === 'python' && !first.node.tree.text.slice(first.start, first.node.start).split('\n').every(isPlain))
    return null;
  const ways = visible.map((node) => parametersOf(node, language));
  if (ways.some((way) => way === null)) return null;
  const decorators = first.node.tree.text.slice(first.start, first.node.start);
  const python = language === 'python' && (symbol.kind === 'method' || symbol.kind === 'constructor');
  const bound = python && !/@staticmethod/.test(decorators);
  return { ways: ways.filter((way) => way !== null).map((way) => (bound ? way.slice(1) : way)), bound };
}

function isPlain(line: string): boolean {
  return line.trim() === '' || PLAIN_DECORATORS.test(line.trim());
}

/** The node that has the parameters: the declaration, or the function that it is given. */
function callableOf({ kind, node }: Declaration): SyntaxNode | null {
  if (node.type === 'record_declaration') return node;
  if (kind !== 'function' && kind !== 'method' && kind !== 'constructor') return null;
  if (node.children.some(({ type }) => type === 'get' || type === 'set')) return null;
  const value = node.child('value');
  return value !== undefined && /function|lambda/.test(value.type) ? value : node;
}

function parametersOf(node: SyntaxNode, language: string): Parameter[] | null {
  const single = node.child('parameter');
  if (single !== undefined) return [plain(single.text)];
  const list = node.child('parameters');
  if (list === undefined) return null;
  if (list.hasError) return null;
  const written = list.namedChildren.filter(({ type }) => !/comment/.test(type));
  if (language === 'python') return pythonParameters(written);
  if (language === 'go') return written.flatMap(goParameters);
  if (language === 'rust')
    return written.filter(({ type }) => type === 'parameter' || type === 'variadic_parameter').map(rustParameter);
  if (language === 'java') return written.filter(({ type }) => type !== 'receiver_parameter').map(javaParameter);
  return written.filter(({ namedChildren: [first] }) => first?.type !== 'this').map(scriptParameter);
}

function plain(name: string, more: Partial<Parameter> = {}): Parameter {
  return { name, optional: false, rest: null, by: 'position', type: '', ...more };
}

function scriptParameter(node: SyntaxNode): Parameter {
  const pattern = node.child('pattern') ?? (node.type === 'assignment_pattern' ? node.child('left') : node) ?? node;
  const rest = pattern.type === 'rest_pattern';
  const name = rest ? (pattern.namedChildren[0]?.text ?? '') : pattern.type === 'identifier' ? pattern.text : '';
  const optional =
    rest ||
    node.type === 'optional_parameter' ||
    node.type === 'assignment_pattern' ||
    node.child('value') !== undefined;
  return plain(name, { optional, rest: rest ? 'list' : null, type: typeText(node.child('type')) });
}

function pythonParameters(written: readonly SyntaxNode[]): Parameter[] {
  const found: Parameter[] = [];
  let by: Parameter['by'] = 'either';
  for (const node of written) {
    if (node.type === 'keyword_separator') {
      by = 'keyword';
      continue;
    }
    if (node.type === 'positional_separator') {
      for (const [at, each] of found.entries()) found[at] = { ...each, by: 'position' };
      continue;
    }
    const splat = /^(list_splat_pattern|dictionary_splat_pattern)$/.test(node.type) ? node : node.namedChildren[0];
    const type = typeText(node.child('type'));
    if (splat?.type === 'list_splat_pattern' || splat?.type === 'dictionary_splat_pattern') {
      const list = splat.type === 'list_splat_pattern';
      found.push(plain(splat.namedChildren[0]?.text ?? '', { optional: true, rest: list ? 'list' : 'keywords', type }));
      if (list) by = 'keyword';
      continue;
    }
    const name = node.type === 'identifier' ? node : (node.child('name') ?? node.namedChildren[0]);
    found.push(plain(name?.text ?? '', { by, optional: /default_parameter$/.test(node.type), type }));
  }
  return found;
}

function goParameters(node: SyntaxNode): Parameter[] {
  const rest = node.type === 'variadic_parameter_declaration';
  const names = node.namedChildren.filter(({ field }) => field === 'name').map(({ text }) => text);
  const type = typeText(node.child('type'));
  return (names.length === 0 ? [''] : names).map((name) =>
    plain(name, { optional: rest, rest: rest ? 'list' : null, type }),
  );
}

function javaParameter(node: SyntaxNode): Parameter {
  const rest = node.type === 'spread_parameter';
  const name = rest ? node.namedChildren.find(({ type }) => type === 'variable_declarator') : node.child('name');
  const type = typeText(
    rest ? node.namedChildren.find(({ type }) => /type|identifier/.test(type)) : node.child('type'),
  );
  return plain(name?.text ?? '', { optional: rest, rest: rest ? 'list' : null, type });
}

function rustParameter(node: SyntaxNode): Parameter {
  const rest = node.type === 'variadic_parameter';
  return plain(node.child('pattern')?.text ?? '', {
    optional: rest,
    rest: rest ? 'list' : null,
    type: typeText(node.child('type')),
  });
}

function typeText(node: SyntaxNode | undefined): string {
  return (node?.text ?? '').replace(/^:/, '').replace(/\s+/g, '');
}
