import { lineCounter } from '../syntax/parseErrorList.ts';
import { callOf } from './callArguments.ts';
import type { Finding, Site, SiteCoverage } from './change.ts';
import type { ChangeView } from './changeView.ts';
import { lineMap, type MappedLine } from './lineMap.ts';
import { lineText } from './lineText.ts';
import { changeFacts } from './process/changeFacts.ts';
import { signatureChanges } from './signatureFindings.ts';
import { goneMembers } from './staleMembers.ts';
import { symbolSites } from './symbolSites.ts';
import { usesAtBase } from './symbolUses.ts';
import { TrajectoryCoverage } from './trajectoryCoverage.ts';

/** The sites of a change, how many are handled, and the shares of the triple. */
export interface CoveredSites {
  readonly sites: readonly Site[];
  readonly handled: number;
  readonly coverage: SiteCoverage;
}

/**
 * Every line of base that used something which the change removed, renamed or gave other parameters, and what became of
 * it. A site is handled when head holds no error or warning about the symbol where the line stands now: it was edited,
 * or an alias keeps it right. A call that fits the new parameters as it is was not affected.
 */
export async function siteCoverage(change: ChangeView, findings: readonly Finding[]): Promise<CoveredSites> {
  const facts = changeFacts(change);
  const seen = facts === null ? null : new TrajectoryCoverage(facts);
  const open = new Set(
    findings
      .filter(({ severity, check }) => severity !== 'info' && !/^(minimality|process|tests)$/.test(check))
      .map(({ path, line, symbol, evidence }) => [path, line, nameIn(evidence.old ?? symbol)].join('\0')),
  );
  const sites: Site[] = [];
  let handled = 0;
  for (const { symbol, path, line, needed } of await affectedLines(change)) {
    const text = (await change.base.text(path)) ?? '';
    const after = await change.head.text(path);
    const now: MappedLine = change.once(`map of ${path}`, () => lineMap(text, after))(line);
    const left = open.has([path, now.line, symbol].join('\0'));
    if (!needed && !now.changed && !left) continue;
    if (!left) handled += 1;
    const edited = now.changed && !left;
    const steps = seen?.place(path, line, lineText(text, line), edited) ?? null;
    sites.push({
      symbol,
      path,
      line,
      discovered: steps === null ? null : steps.discovered !== null,
      edited,
      verified: steps === null ? null : steps.verified !== null,
      steps,
    });
  }
  const share = (key: 'discovered' | 'edited' | 'verified'): number | null =>
    sites.length === 0 || sites[0]?.[key] === null ? null : sites.filter((site) => site[key]).length / sites.length;
  const coverage = { discovered: share('discovered'), edited: share('edited'), verified: share('verified') };
  return { sites, handled, coverage };
}

interface AffectedLine {
  readonly symbol: string;
  readonly path: string;
  /** From 1, at base. */
  readonly line: number;
  /** It is a site whatever the change made of it. */
  readonly needed: boolean;
}

async function affectedLines(change: ChangeView): Promise<AffectedLine[]> {
  const found = new Map<string, AffectedLine>();
  const add = (one: AffectedLine): void => {
    const key = [one.path, one.line, one.symbol].join('\0');
    if (!found.has(key)) found.set(key, one);
  };
  for (const symbol of await change.removed()) {
    for (const path of await change.base.filesSaying([symbol.name])) {
      const lineOf = lineCounter((await change.base.text(path)) ?? '');
      for (const { start } of await usesAtBase(change.base, path, symbol))
        add({ symbol: symbol.name, path, line: lineOf(start), needed: true });
    }
  }
  for (const { old } of await goneMembers(change)) {
    for (const { path, node, tie } of await symbolSites(change.base, old, { certain: true }))
      if (tie === 'certain')
        add({ symbol: old.name, path, line: lineCounter(node.tree.text)(node.start), needed: true });
  }
  for (const { pair } of await signatureChanges(change)) {
    if (pair.old.name !== pair.now.name) continue;
    for (const { path, node, tie } of await symbolSites(change.base, pair.old)) {
      if (tie !== 'certain' || callOf(node) === undefined) continue;
      add({ symbol: pair.now.name, path, line: lineCounter(node.tree.text)(node.start), needed: false });
    }
  }
  return [...found.values()];
}

/** `remind(days)` of a signature's evidence is about `remind`. */
function nameIn(text: string): string {
  return /^([\p{L}\p{N}_$]+)\(/u.exec(text)?.[1] ?? text;
}
