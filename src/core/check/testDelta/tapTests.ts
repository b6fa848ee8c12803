import { type TestResult, type TestRun, testRun } from './testRun.ts';

/** The Test Anything Protocol, versions 12 to 14, with subtests; null: it is not TAP. `# TODO` counts as skipped. */
export function tapTests(output: string): TestRun | null {
  const lines = output.split('\n');
  if (!lines.some((line) => /^TAP version \d+|^1\.\.\d+/.test(line))) return null;
  const results: TestResult[] = [];
  const open: { readonly depth: number; readonly name: string; readonly from: number }[] = [];
  for (const line of lines) {
    const subtest = /^(\s*)# Subtest: (.*)$/.exec(line);
    if (subtest !== null) {
      const depth = subtest[1]?.length ?? 0;
      while ((open.at(-1)?.depth ?? -1) >= depth) open.pop();
      open.push({ depth, name: subtest[2] ?? '', from: results.length });
      continue;
    }
    const found =
      /^(\s*)(not ok|ok)\b(?:\s+\d+)?(?:\s*-)?\s*(.*?)(?:\s+#\s*(skip|todo)\b.*)?(?:\s+# time=.*)?(?:\s+\{)?$/i.exec(
        line,
      );
    if (found === null) continue;
    const [, indent = '', verdict = '', name = '', directive] = found;
    while ((open.at(-1)?.depth ?? -1) > indent.length) open.pop();
    const own = open.at(-1)?.depth === indent.length ? open.pop() : undefined;
    const outcome = directive !== undefined ? 'skipped' : verdict.toLowerCase() === 'ok' ? 'passed' : 'failed';
    const inner = own === undefined ? [] : results.slice(own.from);
    if (inner.length > 0 && (outcome !== 'failed' || inner.some((one) => one.outcome === 'failed'))) continue;
    results.push({ id: [...open.map((each) => each.name), name].join(' > '), outcome });
  }
  return results.length === 0 ? null : testRun('tap', results);
}
