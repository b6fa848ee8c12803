import type { Import } from '../syntax/imports.ts';
import { lineCounter } from '../syntax/parseErrorList.ts';
import type { Finding } from './change.ts';
import type { ChangeView } from './changeView.ts';
import { type CodeView, exportIsGone } from './codeView.ts';
import { lineText } from './lineText.ts';
import { lostModulesAndNames } from './lostExports.ts';

/** Imports anywhere that the change broke, and those that it brought and that lead nowhere. */
export async function danglingImportsOf(change: ChangeView): Promise<Finding[]> {
  const { base, head, changed } = change;
  const renames = new Map(
    (await change.removed()).flatMap(({ path, name, renamedTo }) =>
      renamedTo === null ? [] : [[`${path}\0${name}`, renamedTo]],
    ),
  );
  const lost = await lostModulesAndNames(base, head, changed);
  const importers = await head.filesSaying([...lost]);
  const findings: Finding[] = [];
  for (const path of new Set([...changed, ...importers]))
    findings.push(...(await danglingImports(base, head, path, renames)));
  return findings;
}

/**
 * Imports of one file that lead nowhere in head: a module that is not there, or a name that a module does not export.
 * Only what the change broke or brought counts: resolved at base, or not written at base.
 */
async function danglingImports(
  base: CodeView,
  head: CodeView,
  path: string,
  renames: ReadonlyMap<string, string>,
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
      findings.push({
        check: 'dangling-import',
        severity: 'error',
        path,
        line,
        symbol: found.source,
        message: `${found.source} leads to no file.`,
        evidence: {
          text: lineText(text, line),
          old: found.source,
          why: typeof was === 'string' ? `it led to ${was} before the change` : 'the change brought it',
        },
      });
      continue;
    }
    for (const { imported, start } of [...found.names, ...defaultOf(found)]) {
      if (!(await isMissing(base, head, { path, target, found, imported, before }))) continue;
      const line = lineOf(start);
      const renamed = renames.get(`${target}\0${imported}`);
      findings.push({
        check: 'dangling-import',
        severity: 'error',
        path,
        line,
        symbol: imported,
        message: `${target} does not export ${imported}${renamed === undefined ? '' : `, it is ${renamed} now`}.`,
        evidence: {
          text: lineText(text, line),
          old: imported,
          new: renamed ?? null,
          declared: target,
          why: `no export of that name was found in ${target} or behind its re-exports`,
        },
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
