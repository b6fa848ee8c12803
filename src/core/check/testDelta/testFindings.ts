import type { Finding, Severity } from '../change.ts';
import type { ChangeView } from '../changeView.ts';
import { fileMoves } from '../fileMoves.ts';
import { lineText } from '../lineText.ts';
import { RecordedPaths } from '../process/recordedPaths.ts';
import { testDelta } from './testDelta.ts';
import type { TestRun } from './testRun.ts';

/** What a change did to the tests, as findings at the test's own file where its name tells it. */
export async function testFindings(change: ChangeView, base: TestRun, head: TestRun): Promise<Finding[]> {
  const delta = testDelta(base, head, await fileMoves(change));
  const known = head.complete && base.complete;
  const findings: Finding[] = [];
  const tell = async (ids: readonly string[], severity: Severity, say: string, why: string): Promise<void> => {
    for (const id of ids) findings.push(await findingOf(change, id, severity, `${titleOf(id)} ${say}`, why));
  };
  await tell(delta.broken, 'error', 'passed before the change and fails now.', 'it ran on both sides');
  await tell(
    delta.failing,
    'error',
    known ? 'is new and fails.' : 'fails, and did not before the change.',
    known ? 'the run at base has no such test' : 'the run lists failures only, and at base this was none',
  );
  await tell(
    delta.vanished,
    'warning',
    'is gone: it ran before the change.',
    'head has no test of that name, in any file',
  );
  await tell(delta.silenced, 'warning', 'passed before the change and is skipped now.', 'head says that it is skipped');
  if (delta.fewer > 0) {
    const message = `${delta.fewer} of ${base.total} tests are gone.`;
    findings.push(await findingOf(change, '', 'warning', message, 'the runs tell how many tests ran, not which'));
  }
  return findings;
}

async function findingOf(
  change: ChangeView,
  id: string,
  severity: Severity,
  message: string,
  why: string,
): Promise<Finding> {
  const paths = new RecordedPaths([...change.base.files, ...change.head.files]);
  const own = paths.of(id.split(' > ')[0] ?? '');
  const dotted = paths.of(`${(id.split(' > ')[0] ?? '').split('.').slice(0, -1).join('/')}.py`);
  const named = [own, dotted].find((path) => path !== null && paths.has(path));
  const path =
    named ??
    (await declaring(change, id)) ??
    change.changed.find((each) => change.head.files.has(each)) ??
    change.changed[0] ??
    '';
  const text = (await change.head.text(path)) ?? '';
  const line = lineSaying(text, id.split(' > ').at(-1) ?? '');
  return { check: 'tests', severity, path, line, symbol: id, message, evidence: { text: lineText(text, line), why } };
}

/** A test file that holds the test's own name. */
async function declaring(change: ChangeView, id: string): Promise<string | null> {
  const name = (id.split(' > ').at(-1) ?? '').replace(/\[.*/, '');
  if (name === '') return null;
  const tests = [...change.head.files].filter((path) => /test|spec/i.test(path));
  for (const path of tests) if ((await change.head.text(path))?.includes(name)) return path;
  return null;
}

function lineSaying(text: string, name: string): number {
  const short = name.replace(/\[.*/, '').split('/')[0] ?? '';
  const at = short === '' ? -1 : text.indexOf(short);
  return at < 0 ? 1 : text.slice(0, at).split('\n').length;
}

function titleOf(id: string): string {
  const title = id.length > 200 ? `${id.slice(0, 200)}…` : id;
  return `“${title.replace(/\s+/g, ' ')}”`;
}
