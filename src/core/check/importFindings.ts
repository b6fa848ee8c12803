import type { Import } from '../syntax/imports.ts';
import { lineCounter } from '../syntax/parseErrorList.ts';
import type { Finding } from './change.ts';
import type { ChangeView } from './changeView.ts';
import { type CodeView, exportIsGone } from './codeView.ts';
import { type FileMoves, fileMoves } from './fileMoves.ts';
import { filesWithAnyWord } from './filesWithWord.ts';
import { lineText } from './lineText.ts';
import { lostModulesAndNames } from './lostExports.ts';
import { folderOf } from './resolveModule.ts';
import { symbolChanges } from './symbolChanges.ts';

/** Imports anywhere that the change broke, and those that it brought and that lead nowhere. */
export async function danglingImportsOf(change: ChangeView): Promise<Finding[]> {
  const { base, head, changed } = change;
  const renames = new Map(
    (await change.removed()).flatMap(({ path, name, renamedTo }) =>
      renamedTo === null ? [] : [[`${path}\0${name}`, renamedTo]],
    ),
  );
  const lost = await lostModulesAndNames(base, head, changed);
  const importers = await filesWithAnyWord(head, [...lost]);
  const mends = { renames, moves: await fileMoves(change), homes: await newHomes(change) };
  const findings: Finding[] = [];
  for (const path of new Set([...changed, ...importers]))
    findings.push(...(await danglingImports(base, head, path, mends)));
  return findings;
}

/** What tells where something went. */
interface Mends {
  /** `path\0name` of head to the name that it has now. */
  readonly renames: ReadonlyMap<string, string>;
  readonly moves: FileMoves;
  /** `path\0name` to the file that declares it now. */
  readonly homes: ReadonlyMap<string, string>;
}

async function newHomes(change: ChangeView): Promise<Map<string, string>> {
  const { pairs } = await symbolChanges(change);
  return new Map(
    pairs.flatMap(({ old, now }) =>
      old.owner === '' && old.path !== now.path && old.name === now.name
        ? [[`${old.path}\0${old.name}`, now.path]]
        : [],
    ),
  );
}

/** The specifier that leads to another file, in the style of the old one: relative, with or without an ending; null for others. */
function movedSpecifier(old: string, from: string, to: string): string | null {
  if (!/^\.\.?\//.test(old)) return null;
  const there = to.split('/');
  const here = folderOf(from) === '' ? [] : folderOf(from).split('/');
  while (here.length > 0 && there.length > 1 && here[0] === there[0]) {
    here.shift();
    there.shift();
  }
  const plain = `${here.length === 0 ? './' : '../'.repeat(here.length)}${there.join('/')}`;
  const ending = /\.[mc]?[jt]sx?$/.exec(old)?.[0];
  if (ending !== undefined) return plain.replace(/\.[mc]?[jt]sx?$/, ending);
  return plain.replace(/(\.d)?\.[mc]?[jt]sx?$/, '').replace(/\/index$/, '');
}

/**
 * Imports of one file that lead nowhere in head: a module that is not there, or a name that a module does not export.
 * Only what the change broke or brought counts: resolved at base, or not written at base.
 */
async function danglingImports(
  base: CodeView,
  head: CodeView,
  path: string,
  { renames, moves, homes }: Mends,
): Promise<Finding[]> {
  const text = (await head.text(path)) ?? '';
  const imports = await head.imports(path);
  const before = await base.imports(path);
  const lineOf = lineCounter(text);
  const findings: Finding[] = [];
  for (const found of imports) {
    const inTry = found.kind !== 'export-from' && (await isGuarded(head, path, found));
    const target = await head.resolve(path, found.source);
    const was = await base.resolve(path, found.source);
    const isNew = !before.some(({ source }) => source === found.source);
    if (typeof target !== 'string') {
      if (typeof was !== 'string' && (target === undefined || !isNew || inTry)) continue;
      const line = lineOf(found.sourceStart);
      const movedTo = typeof was === 'string' ? moves.get(was) : undefined;
      const specifier = movedTo === undefined ? null : movedSpecifier(found.source, path, movedTo);
      const fits = specifier !== null && (await head.resolve(path, specifier)) === movedTo;
      const isQuoted = found.sourceEnd - found.sourceStart === found.source.length + 2;
      const quote = isQuoted ? 1 : 0;
      findings.push({
        check: 'dangling-import',
        severity: 'error',
        path,
        line,
        symbol: found.source,
        message:
          movedTo === undefined
            ? `${found.source} leads to no file; import from where it is, or take the import away.`
            : `${found.source} leads to no file, as ${was} is ${movedTo} now; import it from there.`,
        evidence: {
          text: lineText(text, line),
          old: found.source,
          ...(fits ? { new: specifier } : {}),
          why: typeof was === 'string' ? `it led to ${was} before the change` : 'the change brought it',
        },
        ...(fits
          ? { fix: [{ path, start: found.sourceStart + quote, end: found.sourceEnd - quote, text: specifier }] }
          : {}),
      });
      continue;
    }
    for (const { imported, start } of [...found.names, ...defaultOf(found)]) {
      if (!(await isMissing(base, head, { path, target, found, imported, before }))) continue;
      const line = lineOf(start);
      const renamed = renames.get(`${target}\0${imported}`);
      const home = homes.get(`${target}\0${imported}`);
      findings.push({
        check: 'dangling-import',
        severity: 'error',
        path,
        line,
        symbol: imported,
        message:
          renamed !== undefined
            ? `${target} does not export ${imported}, it is called ${renamed} now; import that.`
            : home !== undefined
              ? `${target} does not export ${imported}, it is in ${home} now; import it from there.`
              : `${target} does not export ${imported}; export it again or do without it.`,
        evidence: {
          text: lineText(text, line),
          old: imported,
          new: renamed ?? null,
          declared: target,
          why: `no export of that name was found in ${target} or behind its re-exports`,
        },
        ...(renamed === undefined || !text.startsWith(imported, start)
          ? {}
          : { fix: [{ path, start, end: start + imported.length, text: renamed }] }),
      });
    }
  }
  return findings;
}

function defaultOf(found: Import): { imported: string; start: number }[] {
  return found.default === undefined ? [] : [{ imported: 'default', start: found.start }];
}

interface NameQuestion {
  readonly path: string;
  readonly target: string;
  readonly found: Import;
  readonly imported: string;
  readonly before: readonly Import[];
}

async function isMissing(base: CodeView, head: CodeView, question: NameQuestion): Promise<boolean> {
  const { path, target, found, imported, before } = question;
  const python = head.syntax.languageOf(path)?.id === 'python';
  const submodule = found.source.endsWith('.') ? found.source + imported : `${found.source}.${imported}`;
  if (python && typeof (await head.resolve(path, submodule)) === 'string') return false;
  if (python && typeof (await base.resolve(path, submodule)) === 'string')
    return (await head.origin(target, imported)) == null;
  const oldTarget = await base.resolve(path, found.source);
  if (!(await exportIsGone(base, head, target, oldTarget, imported))) return false;
  const wasThere = typeof oldTarget === 'string' && (await base.origin(oldTarget, imported));
  if (wasThere) return true;
  if (imported === 'default' || found.kind === 'require') return false;
  const exports = await head.exports(target);
  const exportsSomething = exports !== undefined && exports.names.size + exports.from.size + exports.all.length > 0;
  const written = before.some(
    ({ source, names }) => source === found.source && names.some((name) => name.imported === imported),
  );
  return exportsSomething && !written;
}

async function isGuarded(view: CodeView, path: string, found: Import): Promise<boolean> {
  const tree = await view.tree(path);
  return (
    tree !== undefined &&
    [...tree.nodeAt(found.sourceStart, found.sourceEnd).ancestors()].some(({ type }) => type === 'try_statement')
  );
}
