export type PythonValue = string | number | boolean | null;

export interface PythonCall {
  readonly name: string;
  readonly positional: readonly PythonValue[];
  readonly named: Readonly<Record<string, PythonValue>>;
}

/**
 * Python code that is one call with literal arguments (`open_file('a.py', line_number=3)`), also inside of `print`;
 * null: it is anything else. F-strings and expressions are something else.
 */
export function pythonCall(code: string): PythonCall | null {
  const bare = code.replace(/^(?:\s*(?:from \w+ import \*|import \w+)[ \t]*\n)+/, '').trim();
  const printed = /^print\(([\s\S]*)\)$/.exec(bare)?.[1];
  return parsed(bare) ?? (printed === undefined ? null : parsed(printed.trim()));
}

function parsed(code: string): PythonCall | null {
  const head = /^([A-Za-z_]\w*)\(/.exec(code);
  if (head === null) return null;
  let at = head[0].length;
  const positional: PythonValue[] = [];
  const named: Record<string, PythonValue> = {};
  const skip = () => {
    at += /^(?:\s|#[^\n]*\n|\\\n)*/.exec(code.slice(at))?.[0].length ?? 0;
  };
  for (;;) {
    skip();
    if (code[at] === ')') break;
    const name = /^([A-Za-z_]\w*)\s*=(?!=)/.exec(code.slice(at));
    if (name !== null) at += name[0].length;
    skip();
    const value = literal(code, at);
    if (value === null) return null;
    at = value.end;
    if (name?.[1] !== undefined) named[name[1]] = value.value;
    else positional.push(value.value);
    skip();
    if (code[at] === ',') at++;
    else if (code[at] !== ')') return null;
  }
  return code.slice(at + 1).trim() === '' ? { name: head[1] ?? '', positional, named } : null;
}

interface Literal {
  readonly value: PythonValue;
  readonly end: number;
}

/** One literal; adjacent strings are one. */
function literal(code: string, start: number): Literal | null {
  const plain = /^(?:-?\d+(?:\.\d+)?|True|False|None)\b/.exec(code.slice(start))?.[0];
  if (plain !== undefined) {
    const value = { True: true, False: false, None: null }[plain];
    return { value: value === undefined ? Number(plain) : value, end: start + plain.length };
  }
  let found = string(code, start);
  while (found !== null) {
    const gap = /^\s*/.exec(code.slice(found.end))?.[0].length ?? 0;
    const next = string(code, found.end + gap);
    if (next === null) return found;
    found = { value: `${found.value}${next.value}`, end: next.end };
  }
  return null;
}

function string(code: string, start: number): Literal | null {
  const head = /^([rRuU]?)('''|"""|'|")/.exec(code.slice(start, start + 4));
  if (head === null) return null;
  const [whole, prefix = '', quote = ''] = head;
  const raw = prefix.toLowerCase() === 'r';
  let value = '';
  for (let at = start + whole.length; at < code.length; ) {
    if (code.startsWith(quote, at)) return { value, end: at + quote.length };
    const character = code[at] ?? '';
    if (character === '\n' && quote.length === 1) return null;
    if (character !== '\\') {
      value += character;
      at++;
      continue;
    }
    const sequence = raw ? rawEscape(code, at) : escaped(code, at);
    if (sequence === null) return null;
    value += sequence.value;
    at = sequence.end;
  }
  return null;
}

function rawEscape(code: string, at: number): { value: string; end: number } {
  return { value: code.slice(at, at + 2), end: at + 2 };
}

const simple: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function escaped(code: string, at: number): { value: string; end: number } | null {
  const next = code[at + 1] ?? '';
  const known = simple[next];
  if (known !== undefined) return { value: known, end: at + 2 };
  const hex = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(code.slice(at, at + 10));
  if (hex !== null) {
    const point = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16);
    return point > 0x10ffff ? null : { value: String.fromCodePoint(point), end: at + hex[0].length };
  }
  const octal = /^\\([0-7]{1,3})/.exec(code.slice(at, at + 4));
  if (octal !== null) {
    return { value: String.fromCodePoint(Number.parseInt(octal[1] ?? '0', 8)), end: at + octal[0].length };
  }
  if (next === 'N' || next === '') return null;
  return { value: `\\${next}`, end: at + 2 };
}
