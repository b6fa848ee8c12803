import { grouped } from '../../grouped.ts';
import { lineCounter } from '../../syntax/parseErrorList.ts';
import type { Finding, Severity } from '../change.ts';
import type { ChangeView } from '../changeView.ts';
import { fileMoves } from '../fileMoves.ts';
import { originOf } from '../foreignFiles.ts';
import { lineText } from '../lineText.ts';
import { isFormatOnly } from './formatOnly.ts';
import { type Hunk, hunksOf, sizeOf } from './hunk.ts';
import { impactWords, outsideOf } from './impact.ts';
import { leftoverFiles, leftoverLines } from './leftovers.ts';

/** How much larger than a reference a change may be, as a factor and in lines, before it is told. */
const LARGER = 2;
const MORE_LINES = 20;
/** Lines between a formatted place and a real one within which the formatting belongs to it. */
const NEAR = 3;

/**
 * What the change touches beyond what it is for: formatting away from the changed lines, files and lines that nothing ties
 * to the changed symbols, left-over files and prints, and more lines than a reference. A change that only formats is
 * meant to; one that changes no symbol's name, place or parameters has no impact set, and its lines are not judged.
 */
export async function minimalityFindings(change: ChangeView): Promise<Finding[]> {
  const files = await changedTexts(change);
  const hunks = files.flatMap(({ hunks: own }) => own);
  const came = change.changed.filter((path) => !change.base.files.has(path));
  const findings: Finding[] = [
    ...leftoverFiles(came),
    ...files.flatMap(({ hunks: own, before }) => leftoverLines(own, before)),
  ].map(({ severity, path, line, symbol, message, why }) => ({
    check: 'minimality',
    severity,
    path,
    line,
    symbol,
    message,
    evidence: { text: '', why },
  }));
  const formats = hunks.filter(isFormatOnly);
  const formatted = new Set(formats);
  const real = hunks.filter((hunk) => !formatted.has(hunk));
  const byPath = grouped(real, ({ path }) => path);
  const alone = formats.filter((hunk) => !byPath.get(hunk.path)?.some((other) => isNear(hunk, other)));
  if (real.length > 0)
    for (const hunk of alone)
      findings.push(ofHunk(hunk, 'warning', formatMessage(hunk), 'the tokens before and after are the same'));
  findings.push(...(await outside(change, real)));
  findings.push(...(await size(change, hunks)));
  const told = findings.map(async (finding) => {
    const text = (await change.head.text(finding.path)) ?? '';
    return { ...finding, evidence: { ...finding.evidence, text: lineText(text, finding.line) } };
  });
  return Promise.all(told);
}

interface ChangedText {
  readonly before: string | null;
  readonly hunks: readonly Hunk[];
}

async function changedTexts(change: ChangeView): Promise<ChangedText[]> {
  const moved = new Map([...(await fileMoves(change))].map(([from, to]) => [to, from]));
  const files = change.changed.map(async (path): Promise<ChangedText | null> => {
    const after = await change.head.text(path);
    if (after === null || originOf(path, after) !== 'own') return null;
    const from = change.base.files.has(path) ? path : moved.get(path);
    const before = from === undefined ? null : await change.base.text(from);
    return { before, hunks: hunksOf(path, from ?? path, before ?? '', after) };
  });
  return (await Promise.all(files)).filter((each) => each !== null);
}

async function outside(change: ChangeView, real: readonly Hunk[]): Promise<Finding[]> {
  const words = await impactWords(change);
  if (words.size === 0) return [];
  const judged: Hunk[] = [];
  for (const hunk of real) {
    const { path, from } = hunk;
    const moreTests = hunk.removed.length === 0 && /test|spec/i.test(path);
    if (!moreTests && isJudged(change, path) && change.base.files.has(from) && !(await isImporting(change, hunk)))
      judged.push(hunk);
  }
  const away = await outsideOf(change, words, judged);
  // Where much is not tied to the names, they are not what the change is about.
  if (away.length * 3 > judged.length) return [];
  const shown = [...words].slice(0, 3).join(', ');
  const findings: Finding[] = [];
  for (const [path, list] of grouped(away, (hunk) => hunk.path)) {
    const unrelated = judged.every((hunk) => hunk.path !== path || list.includes(hunk));
    const [first] = list;
    if (unrelated && first !== undefined) {
      findings.push(
        ofHunk(
          first,
          'warning',
          'Nothing in this file has to do with the rest of the change.',
          `none of its changed lines, nor the declarations around them, says ${shown} or what came with it`,
        ),
      );
    } else {
      for (const hunk of list)
        findings.push(
          ofHunk(
            hunk,
            'info',
            'These lines have nothing to do with the rest of the change.',
            `neither they nor the declaration around them says ${shown} or what came with it`,
          ),
        );
    }
  }
  return findings;
}

/** Whether all that a hunk puts in or takes away is imports: they follow from what the other lines use. */
async function isImporting(
  change: ChangeView,
  { path, from, oldLine, newLine, removed, added }: Hunk,
): Promise<boolean> {
  const inside = async (view: ChangeView['head'], file: string, first: number, count: number): Promise<boolean> => {
    if (count === 0) return true;
    const tree = await view.tree(file);
    if (tree === undefined) return false;
    const lineOf = lineCounter(tree.text);
    const lines = new Set<number>();
    for (const node of tree.nodes()) {
      if (
        !/^(import|export_statement|use_declaration|package_clause)/.test(node.type) ||
        (node.type === 'export_statement' && node.child('source') === undefined)
      )
        continue;
      for (let line = lineOf(node.start); line <= lineOf(node.end); line++) lines.add(line);
    }
    const texts = tree.text.split('\n');
    return Array.from({ length: count }, (_, at) => first + at).every(
      (line) => lines.has(line) || texts[line - 1]?.trim() === '',
    );
  };
  return (
    (await inside(change.base, from, oldLine, removed.length)) &&
    (await inside(change.head, path, newLine, added.length))
  );
}

/** Code: what documents, settings and tests need beside a change is not told by names. */
function isJudged(change: ChangeView, path: string): boolean {
  const grammar = change.head.syntax.languageOf(path)?.grammar;
  return grammar !== undefined && !/\.(md|markdown|json|jsonc|ya?ml|toml|html|css|scss|sh)$/i.test(path);
}

async function size(change: ChangeView, hunks: readonly Hunk[]): Promise<Finding[]> {
  const { reference, base, head } = change;
  const [path] = change.changed.filter((each) => head.files.has(each));
  if (reference === null || path === undefined) return [];
  let wanted = 0;
  for (const file of new Set([...base.files, ...reference.files])) {
    const [was, is] = [base.snapshot.id?.(file), reference.snapshot.id?.(file)];
    if (was !== undefined && was === is) continue;
    const [before, after] = [(await base.text(file)) ?? '', (await reference.text(file)) ?? ''];
    if (before !== after && originOf(file, after) === 'own') wanted += sizeOf(hunksOf(file, file, before, after));
  }
  const gone = await Promise.all(
    change.changed
      .filter((each) => !head.files.has(each))
      .map(async (each) => ((await base.text(each)) ?? '').split('\n').length),
  );
  const lines = sizeOf(hunks) + gone.reduce((sum, count) => sum + count, 0);
  if (lines <= wanted * LARGER || lines - wanted <= MORE_LINES) return [];
  return [
    {
      check: 'minimality',
      severity: 'warning',
      path,
      line: 1,
      symbol: 'size',
      message: `The change takes ${lines} lines; the reference does with ${wanted}.`,
      evidence: { text: '', why: `lines taken away and put in, more than ${LARGER} times as many` },
    },
  ];
}

function isNear(a: Hunk, b: Hunk): boolean {
  return a.newLine <= b.newLine + b.added.length + NEAR && b.newLine <= a.newLine + a.added.length + NEAR;
}

function formatMessage({ removed, added }: Hunk): string {
  const lines = Math.max(removed.length, added.length);
  return `${lines === 1 ? 'This line is' : `These ${lines} lines are`} only formatted, away from what the change is about.`;
}

function ofHunk({ path, newLine }: Hunk, severity: Severity, message: string, why: string): Finding {
  return { check: 'minimality', severity, path, line: newLine, symbol: '', message, evidence: { text: '', why } };
}
