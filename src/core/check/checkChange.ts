import { type CheckName, type CheckReport, checkNames, type Finding } from './change.ts';
import { type ChangeToCheck, ChangeView, type Finder } from './changeView.ts';
import { finders } from './finders.ts';
import { siteCoverage } from './siteCoverage.ts';
import { sitePrecision } from './sitePrecision.ts';

export interface CheckOptions {
  /** Checks beside the built-in ones, or in their place: those that run commands. */
  readonly more?: Partial<Readonly<Record<CheckName, Finder>>>;
  /** Only these checks; all when absent. */
  readonly only?: readonly CheckName[];
}

/**
 * Checks a change against the whole code base with every finder of the table.
 * Only files that the change or a removed name touches are parsed.
 */
export async function checkChange(change: ChangeToCheck, options: CheckOptions = {}): Promise<CheckReport> {
  const table = { ...finders, ...options.more };
  const view = await ChangeView.open(change, table);
  const findings: Finding[] = [];
  for (const check of checkNames) {
    if (options.only?.includes(check) ?? true) findings.push(...(await view.found(check)));
  }
  const sorted = withoutRepeats(findings);
  const { sites, handled, coverage } = await siteCoverage(view, sorted);
  return {
    findings: sorted,
    sites,
    counts: {
      changedFiles: view.changed.length,
      byCheck: {
        ...(Object.fromEntries(checkNames.map((name) => [name, 0])) as Record<CheckName, number>),
        ...tally(sorted.map(({ check }) => check)),
      },
      bySeverity: { error: 0, warning: 0, info: 0, ...tally(sorted.map(({ severity }) => severity)) },
      sites: sites.length,
      handledSites: handled,
    },
    score: sites.length === 0 ? 1 : handled / sites.length,
    sitePrecision: await sitePrecision(view, sites),
    coverage,
    references: 'symbol index',
    commands: [],
  };
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
