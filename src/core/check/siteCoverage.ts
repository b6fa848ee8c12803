import { diff } from 'fast-myers-diff';
import { lineCounter } from '../syntax/parseErrorList.ts';
import type { Trajectory } from '../trajectory/atif.ts';
import type { Finding, Site } from './change.ts';
import type { CodeView } from './codeView.ts';
import { lineText } from './lineText.ts';
import type { RemovedSymbol } from './removedSymbols.ts';
import { usesAtBase } from './symbolUses.ts';
import { TrajectoryCoverage } from './trajectoryCoverage.ts';

/**
 * Every line that used a removed or renamed symbol at base, and what became of it. A site is handled when head holds
 * no error or warning about the symbol where the line stands now: it was edited, or an alias keeps it right.
 */
export async function siteCoverage(
  base: CodeView,
  head: CodeView,
  symbols: readonly RemovedSymbol[],
  findings: readonly Finding[],
  trajectory?: Trajectory,
): Promise<{ sites: Site[]; handled: number }> {
  const seen = trajectory === undefined ? null : new TrajectoryCoverage(trajectory);
  const open = new Set(
    findings
      .filter(({ severity }) => severity !== 'info')
      .map(({ path, line, symbol, evidence }) => [path, line, evidence.old ?? symbol].join('\0')),
  );
  const sites: Site[] = [];
  let handled = 0;
  for (const symbol of symbols) {
    for (const path of await base.filesSaying([symbol.name])) {
      const uses = await usesAtBase(base, path, symbol);
      if (uses.length === 0) continue;
      const text = (await base.text(path)) ?? '';
      const lineOf = lineCounter(text);
      const inHead = lineMap(text, await head.text(path));
      for (const line of new Set(uses.map(({ start }) => lineOf(start)))) {
        const now = inHead(line);
        const left = open.has([path, now.line, symbol.name].join('\0'));
        if (!left) handled += 1;
        sites.push({
          symbol: symbol.name,
          path,
          line,
          discovered: seen?.discovered(path, line, lineText(text, line)) ?? null,
          edited: now.changed && !left,
          verified: seen?.verified ?? null,
        });
      }
    }
  }
  return { sites, handled };
}

/** Gives the head line, from 1, of a base line; of a changed one, the line in its place, or null. */
function lineMap(
  before: string,
  after: string | null,
): (line: number) => { readonly line: number | null; readonly changed: boolean } {
  if (after === null) return () => ({ line: null, changed: true });
  const hunks = [...diff(before.split('\n'), after.split('\n'))];
  return (line) => {
    let shift = 0;
    for (const [from, to, into, out] of hunks) {
      if (line - 1 < from) break;
      const place = into + (line - from);
      if (line - 1 < to) return { line: place <= out ? place : null, changed: true };
      shift = out - to;
    }
    return { line: line + shift, changed: false };
  };
}
