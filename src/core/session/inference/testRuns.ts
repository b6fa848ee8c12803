/** How a run of tests came out. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const RUNNER =
  /(^|[\s;&|/])(mocha|jest|vitest|ava|tap|jasmine|karma|pytest|py\.test|nose2|tox|nextest|ctest|rspec|phpunit|pest|gotestsum|playwright test|node\s+(\S+\s+)*--test|(npm|yarn|pnpm|bun)\s+(run\s+)?(t|tst|test[\w:-]*)|cargo\s+(\S+\s+)?(test|nextest)|go\s+test|deno\s+test|dotnet\s+test|swift\s+test|mvnw?\s+(\S+\s+)*(test|verify)|gradlew?\s+(\S+\s+)*(test|check)|python3?\s+-m\s+(pytest|unittest)|make\s+(test|check)|bazel\s+test)(?=$|[\s;&|])/;

/** Whether a command line runs tests. */
export function runsTests(line: string): boolean {
  return RUNNER.test(line) && !/^\s*(echo|printf|cat|grep|which|man)\b/.test(line);
}

type Reader = (output: string) => TestCounts | null;

/** The runners' own last words. The first one that finds them wins. */
const READERS: readonly Reader[] = [vitestOrJest, nodeTest, mocha, pytest, cargo, goTest, surefire, unittest, rspec];

/**
 * The counts that the output of a run of tests tells, free of terminal escapes; null when no known runner's summary is in
 * it: mocha, jest, vitest, node:test, pytest, unittest, cargo test, go test, JUnit as Maven prints it, rspec.
 */
export function testCounts(output: string): TestCounts | null {
  for (const read of READERS) {
    const counts = read(output);
    if (counts !== null && counts.passed + counts.failed + counts.skipped > 0) return counts;
  }
  return null;
}

/** The counts of a JUnit report; null when it is none. */
export function junitCounts(xml: string): TestCounts | null {
  const suites = [...xml.matchAll(/<testsuite\b[^>]*>/g)].map(([tag]) => tag);
  if (suites.length === 0) return null;
  const sum = (name: string) =>
    suites.reduce((total, tag) => total + Number(new RegExp(`\\b${name}="(\\d+)"`).exec(tag)?.[1] ?? 0), 0);
  const failed = sum('failures') + sum('errors');
  const skipped = sum('skipped');
  return { passed: Math.max(0, sum('tests') - failed - skipped), failed, skipped };
}

function vitestOrJest(output: string): TestCounts | null {
  const line = last(output, /^\s*Tests:?\s+(.*\d+ (?:passed|failed|skipped|todo).*)$/gm)?.[1];
  if (line === undefined) return null;
  return {
    passed: count(line, 'passed'),
    failed: count(line, 'failed'),
    skipped: count(line, 'skipped') + count(line, 'todo'),
  };
}

function nodeTest(output: string): TestCounts | null {
  const of = (name: string) => last(output, new RegExp(`^[ \\t]*[#ℹ] ${name} (\\d+)`, 'gm'))?.[1];
  const passed = of('pass');
  if (passed === undefined) return null;
  const number = (text: string | undefined) => Number(text ?? 0);
  return {
    passed: Number(passed),
    failed: number(of('fail')) + number(of('cancelled')),
    skipped: number(of('skipped')) + number(of('todo')),
  };
}

function mocha(output: string): TestCounts | null {
  const passing = last(output, /^\s*(\d+) passing\b/gm)?.[1];
  if (passing === undefined) return null;
  const of = (name: string) => Number(last(output, new RegExp(`^\\s*(\\d+) ${name}\\b`, 'gm'))?.[1] ?? 0);
  return { passed: Number(passing), failed: of('failing'), skipped: of('pending') };
}

function pytest(output: string): TestCounts | null {
  const line = last(
    output,
    /^(?:=+ )?((?:\d+ (?:passed|failed|skipped|errors?|xfailed|xpassed|deselected|warnings?),? ?)+)in [\d.]+/gm,
  )?.[1];
  if (line === undefined) return null;
  const failed = count(line, 'failed') + count(line, 'errors?') + count(line, 'xpassed');
  return { passed: count(line, 'passed'), failed, skipped: count(line, 'skipped') + count(line, 'xfailed') };
}

function cargo(output: string): TestCounts | null {
  const found = [...output.matchAll(/^\s*test result: \S+ (\d+) passed; (\d+) failed; (\d+) ignored/gm)];
  if (found.length > 0) {
    const sum = (group: number) => found.reduce((total, match) => total + Number(match[group]), 0);
    return { passed: sum(1), failed: sum(2), skipped: sum(3) };
  }
  const nextest = last(output, /^\s*Summary \[.*?\]\s+\d+ tests? run: (.*)$/gm)?.[1];
  if (nextest === undefined) return null;
  return { passed: count(nextest, 'passed'), failed: count(nextest, 'failed'), skipped: count(nextest, 'skipped') };
}

/** `go test -v` tells each test; without `-v` only the packages are counted. */
function goTest(output: string): TestCounts | null {
  const lines = (pattern: RegExp) => [...output.matchAll(pattern)].length;
  const passed = lines(/^\s*--- PASS: /gm);
  const failed = lines(/^\s*--- FAIL: /gm);
  const skipped = lines(/^\s*--- SKIP: /gm);
  if (passed + failed + skipped > 0 && passed > 0) return { passed, failed, skipped };
  const good = lines(/^ok\s+\S+\s+(?:[\d.]+s|\(cached\))/gm);
  const bad = lines(/^FAIL\s+\S+\s+(?:[\d.]+s|\[)/gm);
  return good + bad === 0 ? null : { passed: good, failed: bad, skipped: 0 };
}

function surefire(output: string): TestCounts | null {
  const found = last(output, /Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)/g);
  if (found === undefined) return null;
  const [run = 0, failures = 0, errors = 0, skipped = 0] = found.slice(1).map(Number);
  return { passed: Math.max(0, run - failures - errors - skipped), failed: failures + errors, skipped };
}

function unittest(output: string): TestCounts | null {
  const run = last(output, /^Ran (\d+) tests? in /gm)?.[1];
  if (run === undefined) return null;
  const of = (name: string) =>
    Number(last(output, new RegExp(`^(?:FAILED|OK) \\(.*\\b${name}=(\\d+)`, 'gm'))?.[1] ?? 0);
  const failed = of('failures') + of('errors');
  const skipped = of('skipped');
  return { passed: Math.max(0, Number(run) - failed - skipped), failed, skipped };
}

function rspec(output: string): TestCounts | null {
  const found = last(output, /^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?/gm);
  if (found === undefined) return null;
  const [run = 0, failed = 0, skipped = 0] = found.slice(1).map((text) => Number(text ?? 0));
  return { passed: Math.max(0, run - failed - skipped), failed, skipped };
}

function count(line: string, word: string): number {
  return Number(new RegExp(`(\\d+) ${word}\\b`).exec(line)?.[1] ?? 0);
}

function last(text: string, pattern: RegExp): RegExpExecArray | undefined {
  return [...text.matchAll(pattern)].at(-1);
}
