import { lineCounter } from '../syntax/parseErrorList.ts';
import type { Finding } from './change.ts';
import type { CodeView } from './codeView.ts';
import { lineText } from './lineText.ts';
import { stemOf } from './lostExports.ts';
import { isHistory, placeOfWord } from './wordPlaces.ts';

/** A name that went: what comments and documents may still say. */
export interface GoneName {
  readonly name: string;
  readonly renamedTo: string | null;
  /** Where base declared it; `line` from 1. */
  readonly path: string;
  readonly line: number;
}

const TEXT_FILES = /\.(md|mdx|markdown|rst|txt|adoc|ya?ml|toml|jsonc?)$/i;

/** A name that is hardly a word of prose: camelCase, snake_case or with a digit. */
export function isDistinctive(name: string): boolean {
  return name.length >= 4 && (/[a-z][A-Z]/.test(name) || /[A-Za-z]_[A-Za-z]/.test(name) || /[A-Za-z]\d/.test(name));
}

/**
 * Comments, strings, settings and documents of head that still say a name that went. A string or a setting that spells the
 * name's path may be looked up when the program runs: a warning; the rest is for information. Change logs are left out.
 */
export async function mentions(head: CodeView, path: string, symbol: GoneName): Promise<Finding[]> {
  const text = await head.text(path);
  if (text === null || !isDistinctive(symbol.name) || isHistory(path)) return [];
  if (head.syntax.languageOf(path)?.grammar === undefined && !TEXT_FILES.test(path)) return [];
  const lineOf = lineCounter(text);
  const findings = new Map<number, Finding>();
  for (let at = text.indexOf(symbol.name); at >= 0; at = text.indexOf(symbol.name, at + 1)) {
    const end = at + symbol.name.length;
    if (/[\w$]/.test(text[at - 1] ?? '') || /[\w$]/.test(text[end] ?? '')) continue;
    const place = await placeOfWord(head, path, at, end);
    if (place === 'code' || place === 'import') continue;
    const looked = (place === 'string' || place === 'setting') && isPathTo(symbol, text, at);
    const line = lineOf(at);
    if (findings.has(line)) continue;
    findings.set(line, {
      check: 'stale-reference',
      severity: looked ? 'warning' : 'info',
      path,
      line,
      symbol: symbol.name,
      message:
        symbol.renamedTo === null
          ? `A ${place} still says ${symbol.name}, which was removed; see whether it should.`
          : `A ${place} still says ${symbol.name}, which is ${symbol.renamedTo} now; say the new name.`,
      evidence: {
        text: lineText(text, line),
        old: symbol.name,
        new: symbol.renamedTo,
        declared: `${symbol.path}:${symbol.line}`,
        why: looked
          ? `the ${place} is the path of the name, by which it may be looked up when the program runs`
          : `found as a word in a ${place}, which nothing checks`,
      },
      ...(symbol.renamedTo === null ? {} : { fix: [{ path, start: at, end, text: symbol.renamedTo }] }),
    });
  }
  return [...findings.values()];
}

/** Whether the quoted text is a path that ends in the name, through the module that declared it: `shop.price:total_cents`. */
function isPathTo({ path, name }: GoneName, text: string, start: number): boolean {
  if (!/^["'`]/.test(text.slice(start + name.length, start + name.length + 1))) return false;
  const before = /["'`]((?:[\w$-]+[.:/#])+)$/.exec(text.slice(Math.max(0, start - 200), start))?.[1];
  return before?.split(/[.:/#]/).includes(stemOf(path)) ?? false;
}
