import type { Trajectory } from '../trajectory/atif.ts';
import { type CheckName, type CheckReport, checkNames, type Finding, type Snapshot, type Syntax } from './change.ts';
import { CodeView } from './codeView.ts';
import { danglingImports } from './importFindings.ts';
import { newParseErrors } from './parseFindings.ts';
import { removedSymbols } from './removedSymbols.ts';
import { siteCoverage } from './siteCoverage.ts';
import { staleReferences } from './staleReferences.ts';

export interface ChangeToCheck {
  readonly base: Snapshot;
  readonly head: Snapshot;
  readonly engine: Syntax;
  readonly trajectory?: Trajectory;
}

/**
 * Checks a change against the whole code base: parse errors it brought, imports it broke, uses of names it took away.
 * Only files that the change or a removed name touches are parsed.
 */
export async function checkChange({ base, head, engine, trajectory }: ChangeToCheck): Promise<CheckReport> {
  const before = new CodeView(base, engine);
  const after = new CodeView(head, engine, before);
  const changed = await changedFiles(before, after);
  const symbols = await removedSymbols(before, after, changed);
  const renames = new Map(
    symbols.flatMap(({ path, name, renamedTo }) => (renamedTo === null ? [] : [[`${path}\0${name}`, renamedTo]])),
  );
  const findings: Finding[] = [];
  for (const path of changed) findings.push(...(await newParseErrors(before, after, path)));
  const lost = await lostModulesAndNames(before, after, changed);
  const importers = await after.filesSaying([...lost]);
  for (const path of new Set([...changed, ...importers]))
    findings.push(...(await danglingImports(before, after, path, renames)));
  for (const symbol of symbols) {
    const paths = await after.filesSaying([symbol.name]);
    findings.push(...(await staleReferences(before, after, symbol, paths)));
  }
  const sorted = withoutRepeats(findings);
  const { sites, handled } = await siteCoverage(before, after, symbols, sorted, trajectory);
  return {
    findings: sorted,
    sites,
    counts: {
      changedFiles: changed.length,
      byCheck: {
        ...(Object.fromEntries(checkNames.map((name) => [name, 0])) as Record<CheckName, number>),
        ...tally(sorted.map(({ check }) => check)),
      },
      bySeverity: { error: 0, warning: 0, info: 0, ...tally(sorted.map(({ severity }) => severity)) },
      sites: sites.length,
      handledSites: handled,
    },
    score: sites.length === 0 ? 1 : handled / sites.length,
  };
}

async function changedFiles(before: CodeView, after: CodeView): Promise<string[]> {
  const changed: string[] = [];
  for (const path of new Set([...before.files, ...after.files])) {
    const [was, is] = [before.snapshot.id?.(path), after.snapshot.id?.(path)];
    if (before.files.has(path) && after.files.has(path)) {
      if (was !== undefined && was === is) continue;
      const [old, now] = await Promise.all([before.text(path), after.text(path)]);
      if (old === now) continue;
    }
    changed.push(path);
  }
  return changed.sort();
}

/** Words that an import broken by the change must hold: stems of modules that went, and exported names that went. */
async function lostModulesAndNames(
  before: CodeView,
  after: CodeView,
  changed: readonly string[],
): Promise<Set<string>> {
  const words = new Set<string>();
  for (const path of changed) {
    if (!before.files.has(path) || before.syntax.languageOf(path)?.grammar === undefined) continue;
    const was = await before.exports(path);
    const is = await after.exports(path);
    const starsLost = was?.all.some((source) => !is?.all.includes(source));
    if (!after.files.has(path) || starsLost) words.add(stemOf(path));
    for (const name of [...(was?.names.keys() ?? []), ...(was?.from.keys() ?? [])]) {
      if (name === 'default' ? is && !is.names.has(name) && !is.from.has(name) : false) words.add(stemOf(path));
      else if (!is?.names.has(name) && !is?.from.has(name) && name !== 'default') words.add(name);
    }
  }
  return words;
}

/** What an import of the file says: its name without endings; of an index file, its folder's. */
function stemOf(path: string): string {
  const parts = path.split('/');
  const name = (parts.pop() ?? '').replace(/\.(d\.)?[^.]+$/, '');
  return name === 'index' || name === '__init__' ? (parts.pop() ?? name) : name;
}

function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const byPlace = new Map(
    findings.map((finding) => [
      [finding.path, finding.line, finding.check, finding.symbol, finding.severity === 'info'].join('\0'),
      finding,
    ]),
  );
  return [...byPlace.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}

function tally<K extends string>(words: readonly K[]): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
