import { type TestOutcome, type TestResult, type TestRun, testRun } from './testRun.ts';

const words: Readonly<Record<string, TestOutcome>> = {
  PASSED: 'passed',
  XPASS: 'passed',
  FAILED: 'failed',
  ERROR: 'failed',
  SKIPPED: 'skipped',
  XFAIL: 'skipped',
};

/** pytest: a line a test (`-v`), the short summary (`-rA`, or of failures alone), and the counts of its last line. */
export function pytestTests(output: string): TestRun | null {
  const summary =
    /^(?:=+ )?((?:\d+ (?:failed|passed|skipped|errors?|xfailed|xpassed|deselected|warnings?|rerun)(?:, )?)+) in [\d.]+s/m.exec(
      output,
    );
  if (summary === null && !/^(FAILED|PASSED|ERROR) \S+\.py/m.test(output)) return null;
  const results: TestResult[] = [];
  for (const line of output.split('\n')) {
    const verbose = /^(\S+\.py::.+?) (PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS)(?: |$)/.exec(line);
    const short = /^(PASSED|FAILED|ERROR|XFAIL|XPASS) (\S+\.py(?:::[^\s[]+(?:\[.*?\])?)?)(?: - .*)?$/.exec(line);
    const id = verbose?.[1] ?? short?.[2];
    const outcome = words[verbose?.[2] ?? short?.[1] ?? ''];
    if (id !== undefined && outcome !== undefined) results.push({ id: id.split('::').join(' > '), outcome });
  }
  const counted = (word: string): number => Number(new RegExp(`(\\d+) ${word}`).exec(summary?.[1] ?? '')?.[1] ?? 0);
  const total = summary === null ? null : counted('failed') + counted('passed') + counted('xpassed') + counted('error');
  return testRun('pytest', results, total);
}

/** unittest, verbose or not. */
export function unittestTests(output: string): TestRun | null {
  const ran = /^Ran (\d+) tests? in /m.exec(output);
  if (ran === null) return null;
  const results: TestResult[] = [];
  let open: string | null = null;
  for (const line of output.split('\n')) {
    const start = /^(\w+) \(([\w.<>]+)\)/.exec(line);
    if (start !== null) open = idOf(start[1] ?? '', start[2] ?? '');
    const end = /\.\.\. (?:.*)?(ok|FAIL|ERROR|skipped .*|expected failure|unexpected success)$/.exec(line);
    if (end !== null && open !== null) results.push({ id: open, outcome: outcomeOf(end[1] ?? '') });
    const failed = /^(FAIL|ERROR): (\w+) \(([\w.<>]+)\)/.exec(line);
    if (failed !== null) results.push({ id: idOf(failed[2] ?? '', failed[3] ?? ''), outcome: 'failed' });
  }
  const skipped = Number(/skipped=(\d+)/.exec(output)?.[1] ?? 0);
  const known = testRun('unittest', results);
  const total = Number(ran[1]) - skipped;
  return { ...known, complete: known.tests.filter(({ outcome }) => outcome !== 'skipped').length >= total, total };
}

/** Since 3.11 the name in brackets ends in the method's. */
function idOf(method: string, owner: string): string {
  return [owner.endsWith(`.${method}`) ? owner.slice(0, -method.length - 1) : owner, method].join(' > ');
}

function outcomeOf(word: string): TestOutcome {
  if (word === 'ok') return 'passed';
  return word.startsWith('skipped') || word === 'expected failure' ? 'skipped' : 'failed';
}
