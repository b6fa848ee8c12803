export type TestOutcome = 'passed' | 'failed' | 'skipped';

/** One test as a run told of it. */
export interface TestResult {
  /** The file or package and the names of what is around it, parted by ` > `: the same test has the same id in both runs. */
  readonly id: string;
  readonly outcome: TestOutcome;
}

/** What one run of a test command told. */
export interface TestRun {
  /** Whose form it was; empty: nothing was understood, and the exit code is all there is. */
  readonly tool: string;
  readonly tests: readonly TestResult[];
  /** Whether passed tests are listed too, not only those that failed. */
  readonly complete: boolean;
  /** How many ran (skipped ones left out), where the run says or lists it. */
  readonly total: number | null;
}

export const nothingUnderstood: TestRun = { tool: '', tests: [], complete: false, total: null };

/** Puts results together: of a test that is listed more than once the worst counts. */
export function testRun(tool: string, results: readonly TestResult[], total: number | null = null): TestRun {
  const worst = new Map<string, TestOutcome>();
  for (const { id, outcome } of results) {
    const known = worst.get(id);
    if (known === undefined || outcome === 'failed' || known === 'skipped') worst.set(id, outcome);
  }
  const tests = [...worst].map(([id, outcome]) => ({ id, outcome }));
  const listed = results.filter(({ outcome }) => outcome !== 'skipped').length;
  return { tool, tests, complete: total === null || listed >= total, total: total ?? listed };
}
