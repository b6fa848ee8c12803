import type { ChunkedText } from '../../edit/chunkedText.ts';

/** The list in round brackets around a place: whose it is, and whether it declares. */
export interface Callee {
  readonly name: string;
  /** Parameters of a declaration, by the look of it; otherwise the arguments of a call. */
  readonly declares: boolean;
}

const FAR = 800;
const NO_NAMES = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'return',
  'await',
  'typeof',
  'with',
  'function',
  'elif',
  'match',
]);

/** Read off the text alone, without strings and comments being told apart: a guess that the syntax tree has to confirm. */
export function calleeAt(text: ChunkedText, offset: number): Callee | null {
  const before = text.slice(Math.max(0, offset - FAR), offset);
  const open = unmatched(before);
  if (open < 0) return null;
  const head = before.slice(0, open);
  const direct = /([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?:<[^<>()]*>)?\s*$/u.exec(head);
  const named = /([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?::[^=;{}]*)?=\s*(?:async\s*)?(?:<[^<>()]*>)?$/u.exec(
    head.trimEnd(),
  );
  const name = direct?.[1] ?? named?.[1];
  if (name === undefined || (NO_NAMES.has(name) && named?.[1] === undefined)) return null;
  if (/\b(function\s*\*?|def|fn|func|fun|sub)\s+(\([^()]*\)\s*)?$/.test(head.slice(0, direct?.index ?? head.length)))
    return { name, declares: true };
  const rest = text.slice(offset, offset + FAR);
  const close = closing(rest);
  if (close < 0) return null;
  const tail = rest.slice(close + 1, close + 120);
  if (direct === null) return /^\s*(:[^=]*)?=>/.test(tail) ? { name, declares: true } : null;
  const declares =
    /^\s*(?::\s*[^;{}=]+)?\{/.test(tail) &&
    !/[.\w]\s*$/.test(
      head
        .slice(0, direct.index)
        .replace(/\b(async|static|public|private|protected|override|get|set|readonly|export|\*)\s*$/, ''),
    );
  return { name, declares };
}

function unmatched(text: string): number {
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    const character = text[at];
    if (character === ')') depth++;
    else if (character === '(' && depth-- === 0) return at;
    else if ((character === ';' || character === '{') && depth === 0 && /[\n;{]\s*$/.test(text.slice(0, at + 1)))
      return -1;
  }
  return -1;
}

function closing(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && depth-- === 0) return at;
  }
  return -1;
}
