import type { TestResult, TestRun } from './testRun.ts';

/** What a change did to the tests. */
export interface TestDelta {
  /** Passed at base, and fail now. */
  readonly broken: readonly string[];
  /** Fail in head, and base did not tell of them as failing: new ones, or (in a run that lists failures only) broken ones. */
  readonly failing: readonly string[];
  /** Ran at base, and are in head neither under their name nor in another file. */
  readonly vanished: readonly string[];
  /** Passed at base, and are skipped now. */
  readonly silenced: readonly string[];
  /** Tests that ran less than at base, where only their number is known. */
  readonly fewer: number;
}

/**
 * Compares two runs. A test that moved to another file, or whose file was moved, is found again by its names without
 * the file's.
 * @param moved where files of base lie in head
 */
export function testDelta(base: TestRun, head: TestRun, moved: ReadonlyMap<string, string> = new Map()): TestDelta {
  const now = new Map(head.tests.map((test) => [test.id, test]));
  const before = new Set(base.tests.map(({ id }) => inNewPlace(id, moved)));
  const byName = new Map(head.tests.filter(({ id }) => !before.has(id)).map((test) => [nameOf(test.id), test]));
  const paired = new Set<string>();
  const broken: string[] = [];
  const vanished: string[] = [];
  const silenced: string[] = [];
  for (const old of base.tests) {
    const found: TestResult | undefined = now.get(inNewPlace(old.id, moved)) ?? byName.get(nameOf(old.id));
    if (found !== undefined) paired.add(found.id);
    if (old.outcome !== 'passed') {
      if (found === undefined && old.outcome === 'failed' && head.complete) vanished.push(old.id);
    } else if (found === undefined) {
      if (head.complete) vanished.push(old.id);
    } else if (found.outcome === 'failed') broken.push(found.id);
    else if (found.outcome === 'skipped') silenced.push(found.id);
  }
  const failing = head.tests.filter(({ id, outcome }) => outcome === 'failed' && !paired.has(id)).map(({ id }) => id);
  const listed = base.complete && head.complete;
  const fewer = listed || base.total === null || head.total === null ? 0 : Math.max(0, base.total - head.total);
  return { broken, failing, vanished, silenced, fewer };
}

function inNewPlace(id: string, moved: ReadonlyMap<string, string>): string {
  const [first = '', ...rest] = id.split(' > ');
  return [moved.get(first) ?? first, ...rest].join(' > ');
}

/** The names without a file's. */
function nameOf(id: string): string {
  const [first = '', ...rest] = id.split(' > ');
  return rest.length > 0 && /[./]/.test(first) ? rest.join(' > ') : id;
}
