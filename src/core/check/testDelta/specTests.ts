import { type TestOutcome, type TestResult, type TestRun, testRun } from './testRun.ts';

const MARKED = /^(\s*)([✓✔√✗✕✖×○↓﹣]|\d+\)|-)\s+(.+?)(?:\s+\(?\d+(?:\.\d+)?\s?m?s\)?)?(?:\s+# SKIP.*)?$/u;
const PASSED = /[✓✔√]/u;
const SKIPPED = /[○↓﹣]|^-$/u;

/**
 * Runs that print a tree of names with a mark before each test: mocha's spec, jest (verbose or not), vitest, node's own
 * runner. What is printed after the tree repeats the failures; there only the counts are read.
 */
export function specTests(output: string): TestRun | null {
  const results: TestResult[] = [];
  const failures: TestResult[] = [];
  const open: { readonly depth: number; readonly name: string }[] = [];
  let tool = '';
  for (const line of output.split('\n')) {
    if (/^\s+\d+ passing\b/.test(line)) tool = 'mocha';
    if (/^(ℹ tests \d|✖ failing tests:)/u.test(line)) tool = 'node';
    if (/^(Tests:\s+.*total|\s*Tests\s+.*\(\d+\)$)/.test(line)) tool = /^Tests:/.test(line) ? 'jest' : 'vitest';
    const named = /^\s*(?:FAIL\s+(.+ > .+)|● (.+ › .+))$/u.exec(line);
    const name = named?.[1] ?? named?.[2];
    if (name !== undefined)
      failures.push({
        id: name
          .trim()
          .split(/ [>›] /)
          .join(' > '),
        outcome: 'failed',
      });
    if (tool !== '') continue;
    const file = /^(?:PASS|FAIL)\s+(\S+)/.exec(line) ?? /^ ❯ (\S+) \(\d+ tests?/u.exec(line);
    if (file !== null) {
      if (name === undefined) open.splice(0, open.length, { depth: 0, name: (file[1] ?? '').replace(/^\.\//, '') });
      continue;
    }
    const marked = MARKED.exec(line);
    if (marked !== null) {
      const [, indent = '', mark = '', title = ''] = marked;
      if (/ \(\d+ tests?( \|.*)?\)/.test(line)) continue;
      while ((open.at(-1)?.depth ?? -1) > indent.length) open.pop();
      const top = open.at(-1);
      if (top?.depth === indent.length && indent.length + line.length > 0) {
        open.pop();
        if (top.name === title) continue;
      }
      results.push({
        id: [...open.map((each) => each.name), ...title.split(' > ')].join(' > '),
        outcome: outcomeOf(mark),
      });
      continue;
    }
    const heading = /^(\s*)(?:▶ )?(\S.*?)(?: \(\d+(?:\.\d+)?ms\))?$/u.exec(line);
    if (heading === null || !(/^\s*▶ /u.test(line) || /^ {2}/.test(line))) continue;
    const depth = heading[1]?.length ?? 0;
    while ((open.at(-1)?.depth ?? -1) >= Math.max(1, depth)) open.pop();
    if (depth === 0) open.length = 0;
    open.push({ depth, name: heading[2] ?? '' });
  }
  if (tool === '') return null;
  const counts = countsOf(output, tool);
  const known = new Set(results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id.split(' > ').at(-1)));
  const more = failures.filter(({ id }) => !known.has(id.split(' > ').at(-1)));
  return testRun(tool, [...results, ...more], counts);
}

function outcomeOf(mark: string): TestOutcome {
  return PASSED.test(mark) ? 'passed' : SKIPPED.test(mark) ? 'skipped' : 'failed';
}

function countsOf(output: string, tool: string): number {
  const number = (pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? 0);
  if (tool === 'mocha') return number(/^\s+(\d+) passing/m) + number(/^\s+(\d+) failing/m);
  if (tool === 'node') return number(/^ℹ pass (\d+)/mu) + number(/^ℹ fail (\d+)/mu);
  return number(/^\s*Tests:?\s.*?(\d+) passed/m) + number(/^\s*Tests:?\s.*?(\d+) failed/m);
}
