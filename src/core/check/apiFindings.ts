import { lineCounter } from '../syntax/parseErrorList.ts';
import { askedNames } from './askedNames.ts';
import type { Finding } from './change.ts';
import type { ChangeView } from './changeView.ts';
import { lineText } from './lineText.ts';
import { type PackageEntry, packageEntries } from './packageEntries.ts';
import { declares, moduleNames, type PublicName, publicNames } from './publicNames.ts';
import { qualified, type SymbolChanges, symbolChanges } from './symbolChanges.ts';

/** Public names that the change took away without being asked to. */
export async function apiFindings(change: ChangeView): Promise<Finding[]> {
  const { base, head, changed } = change;
  const before = new Map(await publicNames(base, changed));
  const after = new Map(await publicNames(head, changed));
  const findings = await lostEntries(change, before, after);
  const changes = await symbolChanges(change);
  const lost: PublicName[] = [];
  for (const [key, name] of before) if (!after.has(key) && !(await standsElsewhere(change, name))) lost.push(name);
  const gone = new Set(lost.map(({ from, name }) => `${from}\0${name}`));
  for (const name of lost) {
    const owner = name.name.slice(0, Math.max(0, name.name.lastIndexOf('.')));
    if (owner !== '' && gone.has(`${name.from}\0${owner}`)) continue;
    const finding = await lostName(change, changes, name);
    if (finding !== null) findings.push(finding);
  }
  return findings;
}

/** Adds what the packages' entry points export on both sides; tells of entry points that are gone. */
async function lostEntries(
  { base, head, changed }: ChangeView,
  before: Map<string, PublicName>,
  after: Map<string, PublicName>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const now = new Map((await packageEntries(head)).map((entry) => [entry.specifier, entry]));
  for (const entry of await packageEntries(base)) {
    const kept = now.get(entry.specifier);
    if (entry.path === null) continue;
    if (kept?.path == null) {
      findings.push(await lostEntry(head, entry, kept));
      continue;
    }
    if (!changed.some((path) => /\.[mc]?[jt]sx?$/.test(path)) && kept.path === entry.path) continue;
    for (const name of await moduleNames(base, entry.path, entry.specifier))
      before.set(`${name.from}\0${name.name}`, name);
    for (const name of await moduleNames(head, kept.path, entry.specifier))
      after.set(`${name.from}\0${name.name}`, name);
  }
  return findings;
}

async function lostEntry(
  head: ChangeView['head'],
  entry: PackageEntry,
  kept: PackageEntry | undefined,
): Promise<Finding> {
  const text = (await head.text(entry.manifest)) ?? '';
  const target = kept?.target ?? entry.target;
  const at = Math.max(0, text.indexOf(target));
  const line = text === '' ? 1 : lineCounter(text)(at);
  return {
    check: 'api',
    severity: 'error',
    path: entry.manifest,
    line,
    symbol: entry.specifier,
    message:
      kept === undefined
        ? `The entry point ${entry.specifier} is gone from ${entry.manifest}; put it back or say that it was meant.`
        : `The entry point ${entry.specifier} leads to no file any more; make it lead to where ${entry.path} went.`,
    evidence: {
      text: lineText(text, line),
      old: entry.target,
      new: kept?.target ?? null,
      declared: `${entry.manifest}:${line}`,
      why: `at base it led to ${entry.path}`,
    },
  };
}

/** Java types and Go names may move between the files of a package; Python names may come from another module. */
async function standsElsewhere({ head, changed }: ChangeView, name: PublicName): Promise<boolean> {
  if (head.syntax.languageOf(name.path)?.id !== 'python') return false;
  const exports = await head.exports(name.path);
  const top = name.name.split('.')[0] ?? '';
  return (
    changed.includes(name.path) &&
    exports !== undefined &&
    (exports.open || (exports.names.has(top) && !name.name.includes('.')))
  );
}

async function lostName(change: ChangeView, changes: SymbolChanges, lost: PublicName): Promise<Finding | null> {
  const asked = askedNames(change);
  const last = lost.name.slice(lost.name.lastIndexOf('.') + 1);
  if (asked?.has(last) || asked?.has(lost.name)) return null;
  const pair = changes.pairs.find(({ old }) => old.path === lost.path && qualified(old) === lost.local);
  const hidden =
    pair !== undefined &&
    pair.now.name === last &&
    pair.now.path === lost.path &&
    (await declares(change.head, lost.path, lost.local));
  const followed = pair !== undefined && !hidden && (pair.now.name !== last || pair.now.path !== lost.path);
  // A rename or a move that nobody described is taken for the task; where it is not followed, other checks tell.
  if (followed && asked === null) return null;
  const { path, line, text } = await placeOf(change, lost, pair?.now ?? null);
  const now = pair === undefined || hidden ? null : qualified(pair.now);
  const severity = lost.by === 'declared' && !(followed && asked !== null) ? 'error' : 'warning';
  return {
    check: 'api',
    severity,
    path,
    line,
    symbol: lost.name,
    message: hidden
      ? `${lost.name} was public in ${lost.from} and is not any more; make it public again or say that it was meant.`
      : followed
        ? `${lost.name} of ${lost.from} is ${now ?? 'elsewhere'} now; keep the old name as a deprecated alias or say that it was meant.`
        : `${lost.name} was public in ${lost.from} and is gone; put it back or say that it was meant.`,
    evidence: {
      text,
      old: lost.name,
      new: now,
      declared: `${lost.path}:${await baseLine(change, lost)}`,
      why:
        lost.by === 'declared' ? 'an entry point or a list of public names gives it' : 'its visibility makes it public',
    },
  };
}

/** Where to show it in head: the new declaration, or the first line of the file, or of the one that took its place. */
async function placeOf(
  change: ChangeView,
  lost: PublicName,
  now: SymbolChanges['pairs'][number]['now'] | null,
): Promise<{ path: string; line: number; text: string }> {
  const path = now?.path ?? (change.head.files.has(lost.path) ? lost.path : lost.from);
  const text = (await change.head.text(path)) ?? '';
  if (now === null) return { path: lost.path, line: 1, text: lineText(text, 1) };
  const line = lineCounter(text)(now.declarations[0].nameStart);
  return { path, line, text: lineText(text, line) };
}

async function baseLine({ base }: ChangeView, lost: PublicName): Promise<number> {
  const text = (await base.text(lost.path)) ?? '';
  const last = lost.local.slice(lost.local.lastIndexOf('.') + 1);
  const at = text.search(new RegExp(`(?<![\\w$])${last.replace(/[$]/g, '\\$')}(?![\\w$])`));
  return at < 0 ? 1 : lineCounter(text)(at);
}
