import * as z from 'zod/mini';
import { type TestResult, type TestRun, testRun } from './testRun.ts';

const jest = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
      status: z.optional(z.string()),
    }),
  ),
});
const mochaTest = z.array(z.object({ fullTitle: z.string(), file: z.optional(z.nullable(z.string())) }));
const mocha = z.object({ stats: z.looseObject({}), passes: mochaTest, failures: mochaTest, pending: mochaTest });
const goEvent = z.object({ Action: z.string(), Package: z.string(), Test: z.optional(z.string()) });

/** Runs that print JSON: jest and vitest (`--json`, `--reporter=json`), mocha (`--reporter json`), `go test -json`. */
export function jsonTests(output: string): TestRun | null {
  const start = output.search(/^\s*\{/m);
  if (start < 0) return null;
  const document = parsed(output.slice(start, output.lastIndexOf('}') + 1));
  const fromJest = jest.safeParse(document);
  if (fromJest.success) return testRun('jest', fromJest.data.testResults.flatMap(ofJest));
  const fromMocha = mocha.safeParse(document);
  if (fromMocha.success) {
    const { passes, failures, pending } = fromMocha.data;
    return testRun('mocha', [
      ...ofMocha(passes, 'passed'),
      ...ofMocha(failures, 'failed'),
      ...ofMocha(pending, 'skipped'),
    ]);
  }
  const events = output.split('\n').flatMap((line) => goEvent.safeParse(parsed(line)).data ?? []);
  return events.length === 0 ? null : testRun('go', leaves(events).flatMap(ofGo));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ofJest(file: z.infer<typeof jest>['testResults'][number]): TestResult[] {
  const path = file.name.replaceAll('\\', '/');
  if (file.assertionResults.length === 0 && file.status === 'failed') return [{ id: path, outcome: 'failed' }];
  return file.assertionResults.map(({ ancestorTitles, title, status }) => ({
    id: [path, ...ancestorTitles, title].join(' > '),
    outcome: status === 'passed' ? 'passed' : status === 'failed' ? 'failed' : 'skipped',
  }));
}

function ofMocha(tests: z.infer<typeof mochaTest>, outcome: TestResult['outcome']): TestResult[] {
  return tests.map(({ fullTitle, file }) => ({
    id: [...(file ? [file.replaceAll('\\', '/')] : []), fullTitle].join(' > '),
    outcome,
  }));
}

type GoEvent = z.infer<typeof goEvent>;

/** A package counts only where it failed without a test of its own that did: it does not build. */
function leaves(events: readonly GoEvent[]): GoEvent[] {
  const failed = new Set(events.flatMap(({ Action, Package, Test }) => (Action === 'fail' && Test ? [Package] : [])));
  return events.filter(
    ({ Action, Package, Test }) => Test !== undefined || (Action === 'fail' && !failed.has(Package)),
  );
}

function ofGo({ Action, Package, Test }: GoEvent): TestResult[] {
  const outcomes = { pass: 'passed', fail: 'failed', skip: 'skipped' } as const;
  const outcome = outcomes[Action as keyof typeof outcomes];
  return outcome === undefined ? [] : [{ id: [Package, ...(Test ? [Test] : [])].join(' > '), outcome }];
}
