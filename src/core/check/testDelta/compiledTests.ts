import { type TestResult, type TestRun, testRun } from './testRun.ts';

/** `cargo test`. */
export function cargoTests(output: string): TestRun | null {
  if (!/^running \d+ tests?$/m.test(output)) return null;
  const results: TestResult[] = [];
  let target = '';
  for (const line of output.split('\n')) {
    target = /^\s+(?:Running|Doc-tests) (?:unittests )?(\S+)/.exec(line)?.[1] ?? target;
    const found = /^test (.+?)(?: - should panic)? \.\.\. (ok|FAILED|ignored)/.exec(line);
    if (found === null) continue;
    const [, name = '', word] = found;
    const outcome = word === 'ok' ? 'passed' : word === 'FAILED' ? 'failed' : 'skipped';
    results.push({ id: [...(target === '' ? [] : [target]), name.replace(/ \(line \d+\)$/, '')].join(' > '), outcome });
  }
  return testRun('cargo', results);
}

/** `go test`, with `-v` or without: then packages are all there is beside the tests that failed. */
export function goTests(output: string): TestRun | null {
  const packages = [
    ...output.matchAll(/^(ok|FAIL|---)\s+(\S+)\s+(?:\(cached\)|[\d.]+s|\[build failed\]|\[setup failed\])/gm),
  ];
  const tests = [...output.matchAll(/^\s*--- (PASS|FAIL|SKIP): (\S+) \(/gm)];
  if (packages.length === 0 && tests.length === 0) return null;
  if (packages.length === 0 && !/^(PASS|FAIL)$/m.test(output)) return null;
  const outcomes = { PASS: 'passed', FAIL: 'failed', SKIP: 'skipped' } as const;
  const results: TestResult[] = tests.map(([, word, name = '']) => ({
    id: name,
    outcome: outcomes[word as keyof typeof outcomes],
  }));
  for (const [, word, name = ''] of packages) {
    if (word !== '---') results.push({ id: `package ${name}`, outcome: word === 'ok' ? 'passed' : 'failed' });
  }
  return { ...testRun('go', results), complete: tests.some(([, word]) => word === 'PASS') };
}
