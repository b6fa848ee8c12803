import { plainOutput } from '../typecheck/diagnostic.ts';
import { cargoTests, goTests } from './compiledTests.ts';
import { jsonTests } from './jsonTests.ts';
import { pytestTests, unittestTests } from './pythonTests.ts';
import { specTests } from './specTests.ts';
import { tapTests } from './tapTests.ts';
import { nothingUnderstood, type TestRun } from './testRun.ts';

const parsers = [jsonTests, cargoTests, tapTests, pytestTests, specTests, goTests, unittestTests];

/** What a test command printed, as tests; an empty `tool` where nobody's form was recognised. */
export function parseTests(stdout: string, stderr: string, roots: readonly string[] = []): TestRun {
  const parts = [plainOutput(stdout), `${plainOutput(stdout)}\n${plainOutput(stderr)}`];
  for (const text of parts) {
    for (const parse of parsers) {
      const run = parse(text);
      if (run !== null && (run.tests.length > 0 || (run.total ?? 0) > 0)) return withoutRoots(run, roots);
    }
  }
  return nothingUnderstood;
}

/** Ids without the folder that the tests ran in, which is another one each time. */
export function withoutRoots(run: TestRun, roots: readonly string[]): TestRun {
  const tests = run.tests.map(({ id, outcome }) => ({
    id: roots.reduce((rest, root) => rest.replaceAll(`${root}/`, ''), id),
    outcome,
  }));
  return { ...run, tests };
}
