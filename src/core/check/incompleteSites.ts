import { lineCounter } from '../syntax/parseErrorList.ts';
import type { Finding } from './change.ts';
import type { ChangeView } from './changeView.ts';
import { lineMap } from './lineMap.ts';
import { lineText } from './lineText.ts';
import { ownsItsMembers } from './staleMembers.ts';
import { successions } from './successors.ts';
import { type DeclaredSymbol, fileSymbols, isMember, qualified, symbolChanges } from './symbolChanges.ts';
import { type SymbolSite, symbolSites } from './symbolSites.ts';

/** A symbol that base has under a name which head gives to nothing there, or to something else. */
interface Departure {
  readonly old: DeclaredSymbol;
  readonly now: DeclaredSymbol | null;
  /** Sites are only told of when others were changed: the old name still works. */
  readonly onlyWhenBegun: boolean;
  readonly why: string;
}

/** A site of base in head, on a line that the change left alone. */
interface LeftSite {
  readonly site: SymbolSite;
  readonly line: number;
  readonly text: string;
  /** UTF-16 offset of the name in head. */
  readonly start: number;
}

/**
 * Uses at base of something renamed, moved or removed that the change left as they were although what they name is
 * another thing now, or the old name just an alias. What the other checks tell is not told again; a deprecated alias or
 * a re-export keeps its uses.
 */
export async function incompleteSites(change: ChangeView): Promise<Finding[]> {
  const told = new Set<string>();
  for (const check of ['stale-reference', 'dangling-import', 'signature'] as const)
    for (const { path, line, severity } of await change.found(check))
      if (severity !== 'info') told.add(`${path}\0${line}`);
  const findings: Finding[] = [];
  for (const departure of await departures(change)) {
    const { left, touched } = await sitesOf(change, departure.old);
    if (departure.onlyWhenBegun && touched === 0) continue;
    for (const each of left)
      if (!told.has(`${each.site.path}\0${each.line}`)) findings.push(findingOf(departure, each, touched));
  }
  return findings;
}

async function departures(change: ChangeView): Promise<Departure[]> {
  const { pairs, removed } = await symbolChanges(change);
  const found: Departure[] = [];
  for (const { old, successor, alias, forwards, deprecated } of await successions(change)) {
    if (deprecated || (forwards && !alias)) continue;
    const why = alias
      ? `the old name is only an alias, not a deprecated one, and other uses were changed`
      : `the old name is given to something else now`;
    found.push({ old, now: successor, onlyWhenBegun: alias, why });
  }
  const gone = [
    ...pairs.filter(({ old, now }) => old.name !== now.name).map(({ old, now }) => ({ old, now })),
    ...removed.map((old) => ({ old, now: null })),
  ];
  for (const { old, now } of gone) {
    if (old.kind === 'constructor') continue;
    const language = change.base.syntax.languageOf(old.path)?.id ?? '';
    // Elsewhere an import may give another thing the old name, and stale references are looked for with imports.
    if (!isMember(old.kind) && !/^(go|java|rust)$/.test(language)) continue;
    const others = await change.declarersOf(old.name);
    if (others.size === 0 || (await stillThere(change, old, now))) continue;
    if (isMember(old.kind) && !(await ownsItsMembers(change, old))) continue;
    found.push({
      old,
      now,
      onlyWhenBegun: false,
      why: 'at base it was tied to this declaration, and only others have the name now',
    });
  }
  return found;
}

/** Whether the type that has the symbol now also has one of its old name. */
async function stillThere({ head }: ChangeView, old: DeclaredSymbol, now: DeclaredSymbol | null): Promise<boolean> {
  const { path, owner } = now ?? old;
  return (await fileSymbols(head, path)).some((symbol) => symbol.name === old.name && symbol.owner === owner);
}

async function sitesOf(change: ChangeView, old: DeclaredSymbol): Promise<{ left: LeftSite[]; touched: number }> {
  const left: LeftSite[] = [];
  let touched = 0;
  for (const site of await symbolSites(change.base, old, { certain: true })) {
    if (site.tie !== 'certain' && !(await isPackageMate(change, old, site))) continue;
    if (
      old.declarations.some(
        ({ start, end }) => site.path === old.path && site.node.start >= start && site.node.start < end,
      )
    )
      continue;
    const before = site.node.tree.text;
    const after = await change.head.text(site.path);
    const lineOf = change.once(`lines ${site.path}`, () => ({
      base: lineCounter(before),
      map: lineMap(before, after),
    }));
    const line = lineOf.base(site.node.start);
    const mapped = lineOf.map(line);
    if (mapped.changed || mapped.line === null || after === null) {
      touched += 1;
      continue;
    }
    const column = site.node.start - (before.lastIndexOf('\n', site.node.start - 1) + 1);
    const start = startOfLine(after, mapped.line) + column;
    if (!after.startsWith(old.name, start)) continue;
    left.push({ site, line: mapped.line, text: lineText(after, mapped.line), start });
  }
  return { left, touched };
}

/** In Go, what stands in the same folder is the same package, and a name there is declared once. */
async function isPackageMate({ base }: ChangeView, old: DeclaredSymbol, { path }: SymbolSite): Promise<boolean> {
  const folder = (each: string): string => each.slice(0, each.lastIndexOf('/') + 1);
  return !isMember(old.kind) && base.syntax.languageOf(path)?.id === 'go' && folder(path) === folder(old.path);
}

function startOfLine(text: string, line: number): number {
  let start = 0;
  for (let at = 1; at < line; at++) start = text.indexOf('\n', start) + 1;
  return start;
}

function findingOf(
  { old, now, why, onlyWhenBegun }: Departure,
  { site, line, text, start }: LeftSite,
  touched: number,
): Finding {
  const name = qualified(old);
  const renamed = now !== null && now.name !== old.name;
  const others = touched === 0 ? '' : ` (${touched} ${touched === 1 ? 'other use was' : 'other uses were'} changed)`;
  return {
    check: 'incomplete-sites',
    severity: onlyWhenBegun ? 'warning' : 'error',
    path: site.path,
    line,
    symbol: old.name,
    message: renamed
      ? `${name} is called ${now.name} now, and this use still says ${old.name}${others}; change it too.`
      : `${name} is gone, and this use was left as it was${others}; change or remove it.`,
    evidence: {
      text,
      old: old.name,
      new: renamed ? now.name : null,
      declared: `${old.path}:${lineCounter(old.declarations[0].node.tree.text)(old.declarations[0].nameStart)}`,
      why,
    },
    ...(renamed ? { fix: [{ path: site.path, start, end: start + old.name.length, text: now.name }] } : {}),
  };
}
