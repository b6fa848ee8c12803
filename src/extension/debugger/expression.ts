/** A small language to ask about a step with. It has no calls but the named ones, and reaches nothing but the step. */
export type Expression =
  | { readonly kind: 'value'; readonly value: string | number | boolean | null }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'member'; readonly of: Expression; readonly key: Expression }
  | { readonly kind: 'not' | 'minus'; readonly of: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly given: readonly Expression[]; readonly at: number }
  | { readonly kind: 'operation'; readonly operator: string; readonly left: Expression; readonly right: Expression };

/** What is wrong with an expression, and at which character (from 0). */
export class ExpressionError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = 'ExpressionError';
    this.at = at;
  }
}

interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

const LONGEST = 2_000;
const DEEPEST = 50;
const strength: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  like: 3,
  in: 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

/** Reads an expression. Throws ExpressionError. */
export function parseExpression(text: string): Expression {
  if (text.length > LONGEST) throw new ExpressionError(`more than ${LONGEST} characters`, LONGEST);
  const parser = new Parser(tokensOf(text));
  return parser.whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const found = this.#operations(0);
    const rest = this.#peek();
    if (rest.kind !== 'end') throw new ExpressionError(`"${rest.text}" is not expected here`, rest.at);
    return found;
  }

  #operations(least: number): Expression {
    if (++this.#depth > DEEPEST) throw new ExpressionError('too deeply nested', this.#peek().at);
    let left = this.#single();
    for (;;) {
      const token = this.#peek();
      const own = token.kind === 'sign' || token.kind === 'name' ? strength[token.text] : undefined;
      if (own === undefined || own <= least) break;
      this.#next++;
      left = { kind: 'operation', operator: token.text, left, right: this.#operations(own) };
    }
    this.#depth--;
    return left;
  }

  #single(): Expression {
    const token = this.#take();
    if (token.kind === 'sign' && (token.text === '!' || token.text === '-')) {
      if (++this.#depth > DEEPEST) throw new ExpressionError('too deeply nested', token.at);
      const of = this.#single();
      this.#depth--;
      return { kind: token.text === '!' ? 'not' : 'minus', of };
    }
    return this.#members(this.#primary(token));
  }

  #primary(token: Token): Expression {
    if (token.kind === 'number') return { kind: 'value', value: Number(token.text) };
    if (token.kind === 'text') return { kind: 'value', value: token.text };
    if (token.kind === 'sign' && token.text === '(') {
      const inner = this.#operations(0);
      this.#expect(')');
      return inner;
    }
    if (token.kind === 'name') {
      if (token.text === 'true' || token.text === 'false') return { kind: 'value', value: token.text === 'true' };
      if (token.text === 'null') return { kind: 'value', value: null };
      if (this.#isSign('(')) return this.#call(token);
      return { kind: 'name', name: token.text, at: token.at };
    }
    throw new ExpressionError(
      token.kind === 'end' ? 'something is missing at the end' : `"${token.text}" is not expected here`,
      token.at,
    );
  }

  #call(name: Token): Expression {
    this.#next++;
    const given: Expression[] = [];
    while (!this.#isSign(')')) {
      given.push(this.#operations(0));
      if (!this.#isSign(')')) this.#expect(',');
    }
    this.#next++;
    return { kind: 'call', name: name.text, given, at: name.at };
  }

  #members(start: Expression): Expression {
    let of = start;
    for (;;) {
      if (this.#isSign('.')) {
        this.#next++;
        const key = this.#take();
        if (key.kind !== 'name') throw new ExpressionError('a name is expected after "."', key.at);
        of = { kind: 'member', of, key: { kind: 'value', value: key.text } };
      } else if (this.#isSign('[')) {
        this.#next++;
        of = { kind: 'member', of, key: this.#operations(0) };
        this.#expect(']');
      } else return of;
    }
  }

  #expect(sign: string): void {
    const token = this.#take();
    if (token.kind !== 'sign' || token.text !== sign) throw new ExpressionError(`"${sign}" is expected here`, token.at);
  }

  #isSign(sign: string): boolean {
    const token = this.#peek();
    return token.kind === 'sign' && token.text === sign;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', text: '', at: 0 };
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#next++;
    return token;
  }
}

const pattern =
  /\s*(?:(\d+(?:\.\d+)?)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([\p{L}_$][\p{L}\p{N}_$]*)|(&&|\|\||[=!]==?|[<>]=?|[-+*/%!.,()[\]]))/uy;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < end) {
    const start = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) {
      const at = start + (/^\s*/.exec(text.slice(start))?.[0].length ?? 0);
      throw new ExpressionError(`"${text.slice(at, at + 1)}" is not part of this language`, at);
    }
    const [, number, quoted, name, sign] = match;
    const at = pattern.lastIndex - (number ?? quoted ?? name ?? sign ?? '').length;
    if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: unquoted(quoted), at });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, at });
    else tokens.push({ kind: 'sign', text: (sign ?? '').replace('===', '==').replace('!==', '!='), at });
  }
  tokens.push({ kind: 'end', text: '', at: end });
  return tokens;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unquoted(quoted: string): string {
  return quoted.slice(1, -1).replaceAll(/\\(.)/gs, (_, sign: string) => escapes[sign] ?? sign);
}
