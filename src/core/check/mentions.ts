import { lineCounter } from '../syntax/parseErrorList.ts';
import type { Finding } from './change.ts';
import type { CodeView } from './codeView.ts';
import { lineText } from './lineText.ts';
import type { RemovedSymbol } from './removedSymbols.ts';

/** A name that is hardly a word of prose: camelCase, snake_case or with a digit. */
export function isDistinctive(name: string): boolean {
  return name.length >= 4 && (/[a-z][A-Z]/.test(name) || /[A-Za-z]_[A-Za-z]/.test(name) || /[A-Za-z]\d/.test(name));
}

/** Comments, strings and documents of head that still say a removed name. Change logs speak of the past and are left out. */
export async function mentions(head: CodeView, path: string, symbol: RemovedSymbol): Promise<Finding[]> {
  const text = await head.text(path);
  if (text === null || !isDistinctive(symbol.name) || /(^|\/)(changelog|changes|history|news)\b[^/]*$/i.test(path))
    return [];
  const language = head.syntax.languageOf(path);
  const tree = await head.tree(path);
  const comments = new Set(language?.commentNodes);
  const strings = new Set(language?.stringNodes);
  const lineOf = lineCounter(text);
  const findings = new Map<number, Finding>();
  for (let at = text.indexOf(symbol.name); at >= 0; at = text.indexOf(symbol.name, at + 1)) {
    const end = at + symbol.name.length;
    if (/[\w$]/.test(text[at - 1] ?? '') || /[\w$]/.test(text[end] ?? '')) continue;
    let where = 'document';
    if (tree !== undefined) {
      const inner = tree.nodeAt(at, end);
      const around = [inner, ...inner.ancestors()];
      if (around.some(({ type }) => type === 'template_substitution' || type === 'interpolation')) continue;
      if (around.some(({ type }) => comments.has(type))) where = 'comment';
      else if (around.some(({ type }) => strings.has(type))) where = 'string';
      else continue;
    } else if (!/\.(md|markdown|rst|txt|adoc|ya?ml|toml|jsonc?)$/i.test(path)) continue;
    const line = lineOf(at);
    findings.set(line, {
      check: 'stale-reference',
      severity: 'info',
      path,
      line,
      symbol: symbol.name,
      message: `A ${where} still says ${symbol.name}.`,
      evidence: {
        text: lineText(text, line),
        old: symbol.name,
        new: symbol.renamedTo,
        declared: `${symbol.path}:${symbol.line}`,
        why: `found as a word in a ${where}, which nothing checks`,
      },
    });
  }
  return [...findings.values()];
}
