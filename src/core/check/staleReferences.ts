import { definitions } from '../syntax/definitions.ts';
import { lineCounter } from '../syntax/parseErrorList.ts';
import type { Finding } from './change.ts';
import type { ChangeView } from './changeView.ts';
import type { CodeView } from './codeView.ts';
import { filesWithWord } from './filesWithWord.ts';
import { lineText } from './lineText.ts';
import { mentions } from './mentions.ts';
import type { RemovedSymbol } from './removedSymbols.ts';
import { staleFiles } from './staleFiles.ts';
import { goneMembers, staleMembers } from './staleMembers.ts';
import { staleUses } from './symbolUses.ts';

/** Uses and mentions, anywhere, of what the change took away. */
export async function staleReferencesOf(change: ChangeView): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const symbol of await change.removed()) {
    const paths = await filesWithWord(change.head, symbol.name);
    findings.push(...(await staleReferences(change.base, change.head, symbol, paths)));
  }
  findings.push(...(await staleMembers(change)), ...(await staleFiles(change)));
  for (const { old, now } of await goneMembers(change)) {
    const [declared] = old.declarations;
    const line = lineCounter(declared.node.tree.text)(declared.nameStart);
    const gone = { name: old.name, renamedTo: now?.name ?? null, path: old.path, line };
    for (const path of await filesWithWord(change.head, old.name))
      findings.push(...(await mentions(change.head, path, gone)));
  }
  return findings;
}

/** What head still says of a symbol whose declaration the change took away, in the files that hold its name. */
async function staleReferences(
  base: CodeView,
  head: CodeView,
  symbol: RemovedSymbol,
  candidates: readonly string[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const stillDeclared = await isDeclaredSomewhere(head, symbol, candidates);
  for (const path of candidates) {
    const text = (await head.text(path)) ?? '';
    const lineOf = lineCounter(text);
    for (const { start, resolved } of await staleUses(base, head, path, symbol)) {
      if (!resolved && stillDeclared) continue;
      const line = lineOf(start);
      findings.push({
        check: 'stale-reference',
        severity: resolved ? 'error' : 'warning',
        path,
        line,
        symbol: symbol.name,
        message:
          symbol.renamedTo === null
            ? `${symbol.name} was removed, and is still used here; take the use away.`
            : `${symbol.name} is called ${symbol.renamedTo} now; use the new name here too.`,
        evidence: {
          text: lineText(text, line),
          old: symbol.name,
          new: symbol.renamedTo,
          declared: `${symbol.path}:${symbol.line}`,
          why: resolved
            ? 'nothing in the file binds the name any more, and at base it was this symbol'
            : 'same name, and no declaration of it is left; imports of this language are not resolved',
        },
        ...(symbol.renamedTo === null || !text.startsWith(symbol.name, start)
          ? {}
          : { fix: [{ path, start, end: start + symbol.name.length, text: symbol.renamedTo }] }),
      });
    }
    if (!stillDeclared) findings.push(...(await mentions(head, path, symbol)));
  }
  return findings;
}

async function isDeclaredSomewhere(
  head: CodeView,
  symbol: RemovedSymbol,
  candidates: readonly string[],
): Promise<boolean> {
  for (const path of candidates) {
    const tree = await head.tree(path);
    if (tree !== undefined && definitions(tree).some(({ name }) => name === symbol.name)) return true;
  }
  return false;
}
