import type { SyntaxNode } from '../syntax/syntaxTree.ts';
import type { Parameter } from './parameters.ts';

/** What a call passes. */
export interface CallArguments {
  readonly call: SyntaxNode;
  readonly positional: readonly SyntaxNode[];
  readonly keywords: readonly { readonly name: string; readonly node: SyntaxNode }[];
  /** A list or a mapping is spread into it, so that the number cannot be told. */
  readonly spreads: boolean;
}

const CALLS =
  /^(call_expression|new_expression|call|method_invocation|object_creation_expression|explicit_constructor_invocation)$/;
const CALLEE_FIELDS = /^(function|constructor|name|type)$/;
const CALLEE_PARTS: Readonly<Record<string, string>> = {
  member_expression: 'property',
  attribute: 'attribute',
  selector_expression: 'field',
  field_expression: 'field',
  scoped_identifier: 'name',
  scoped_type_identifier: 'name',
  generic_function: 'function',
  generic_type: '',
  non_null_expression: '',
  parenthesized_expression: '',
};

/** The call whose callee ends in an identifier; undefined when the identifier is not called. */
export function callOf(identifier: SyntaxNode): CallArguments | undefined {
  let callee = identifier;
  for (const parent of identifier.ancestors()) {
    if (CALLS.test(parent.type)) {
      if (!CALLEE_FIELDS.test(callee.field)) return undefined;
      const list = parent.child('arguments');
      if (list === undefined) return parent.type === 'new_expression' ? empty(parent) : undefined;
      return /^(arguments|argument_list)$/.test(list.type) && !list.hasError ? read(parent, list) : undefined;
    }
    const field = CALLEE_PARTS[parent.type];
    if (field === undefined || (field !== '' && callee.field !== field)) return undefined;
    if (field === '' && parent.namedChildren[0]?.index !== callee.index) return undefined;
    callee = parent;
  }
  return undefined;
}

function empty(call: SyntaxNode): CallArguments {
  return { call, positional: [], keywords: [], spreads: false };
}

function read(call: SyntaxNode, list: SyntaxNode): CallArguments {
  const written = list.namedChildren.filter(({ type }) => !/comment/.test(type));
  const keywords = written.filter(({ type }) => type === 'keyword_argument');
  const spreads = written.some(({ type }) =>
    /^(spread_element|list_splat|dictionary_splat|variadic_argument)$/.test(type),
  );
  // In Go, f(g()) passes all that g returns.
  const several = call.tree.language === 'go' && written.length === 1 && written[0]?.type === 'call_expression';
  return {
    call,
    positional: written.filter(({ type }) => type !== 'keyword_argument' && type !== 'type'),
    keywords: keywords.map((node) => ({ name: node.child('name')?.text ?? '', node })),
    spreads: spreads || several,
  };
}

/**
 * What is wrong with a call of a function with these parameters, as the end of a sentence about the call; null when it
 * fits or cannot be told.
 */
export function misfit(passed: CallArguments, parameters: readonly Parameter[]): string | null {
  const takesList = parameters.some(({ rest }) => rest === 'list');
  const takesKeywords = parameters.some(({ rest }) => rest === 'keywords');
  const named = new Set(passed.keywords.map(({ name }) => name));
  const unknown = [...named].find(
    (name) =>
      !parameters.some(
        (parameter) => parameter.name === name && parameter.by !== 'position' && parameter.rest === null,
      ),
  );
  if (unknown !== undefined && !takesKeywords) return `passes ${unknown}=, which is no parameter any more`;
  if (passed.spreads) return null;
  const positional = parameters.filter(({ by, rest }) => by !== 'keyword' && rest === null);
  const count = passed.positional.length;
  if (count > positional.length && !takesList)
    return `passes ${count} ${count === 1 ? 'argument' : 'arguments'} where at most ${positional.length} can be passed`;
  const missing = [
    ...positional.slice(count).filter(({ name, optional }) => !optional && !named.has(name)),
    ...parameters.filter(
      ({ by, optional, rest, name }) => by === 'keyword' && rest === null && !optional && !named.has(name),
    ),
  ];
  const [first] = missing;
  if (first === undefined) return null;
  return missing.length === 1 && first.name !== '' && first.name !== '_'
    ? `does not pass ${first.name}`
    : `passes ${count + named.size} of ${count + named.size + missing.length} arguments`;
}
