import type { SecretSpan } from './tokenRules.ts';

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const BODY_LINE = /^[ \t>|#*/"'+,;.]{0,16}(?:\\[nrt]|[A-Za-z0-9+/=])*["'+,; \t]*$/;
const HEADER_LINE = /^[ \t]*(?:Proc-Type|DEK-Info|Version|Comment): /;
const SHORTEST = 4;

/** Whether a text may hold a private key, whose body goes over many lines. */
export function mayHoldPrivateKey(text: string): boolean {
  return text.includes('PRIVATE KEY');
}

/** Where a scan of the lines of a key stands, for text that comes in pieces. */
export interface KeyState {
  inside: boolean;
}

/**
 * The bodies of private keys in PEM form. One that has no end yet goes as far as its lines look like one.
 * @param state whether the text begins inside a key; left as the text ends
 */
export function privateKeySpans(text: string, state: KeyState = { inside: false }): SecretSpan[] {
  const spans: SecretSpan[] = [];
  let at = state.inside ? body(text, 0, spans, state) : 0;
  BEGIN.lastIndex = at;
  for (let begin = BEGIN.exec(text); begin !== null; begin = BEGIN.exec(text)) {
    at = begin.index + begin[0].length;
    BEGIN.lastIndex = Math.max(at, body(text, at, spans, state));
  }
  return spans;
}

function body(text: string, from: number, spans: SecretSpan[], state: KeyState): number {
  state.inside = true;
  let at = from;
  while (at < text.length) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    const line = text.slice(at, end).replace(/\r$/, '');
    const mark = line.indexOf('-----');
    const part = mark < 0 ? line : line.slice(0, mark);
    if (mark < 0 && !BODY_LINE.test(part) && !HEADER_LINE.test(part)) {
      const run = at === from ? (/^(?:\\[nrt]|[A-Za-z0-9+/=])+/.exec(part)?.[0].length ?? 0) : 0;
      if (run >= SHORTEST) spans.push({ start: at, end: at + run, rule: 'private-key' });
      state.inside = false;
      return at + run;
    }
    if (/[A-Za-z0-9]/.test(part) && !HEADER_LINE.test(part)) {
      for (const { index, 0: run } of part.matchAll(/[A-Za-z0-9+/=]+/g)) {
        const skip = /\\$/.test(part.slice(0, index)) ? 1 : 0;
        if (run.length > skip)
          spans.push({ start: at + index + skip, end: at + index + run.length, rule: 'private-key' });
      }
    }
    if (mark >= 0) {
      state.inside = false;
      return at + mark;
    }
    at = end + 1;
  }
  return text.length;
}
