import assert from 'node:assert/strict';
import type { CheckReport, Snapshot } from '../../../../src/core/check/change.ts';
import { checkChange } from '../../../../src/core/check/checkChange.ts';
import type { Step, Trajectory } from '../../../../src/core/trajectory/atif.ts';
import { SyntaxService } from '../../../../src/node/syntax/engine.ts';

const engine = SyntaxService.open();
const base = {
  'src/lib.ts': 'export function oldName(a: number) {\n  return a;\n}\n',
  'src/a.ts': "import { oldName } from './lib.ts';\n\nexport const a = oldName(1);\n",
  'src/b.ts': "import { oldName } from './lib.ts';\n\nexport const b = oldName(2);\n",
};
const head = Object.fromEntries(
  Object.entries(base).map(([path, text]) => [path, text.replaceAll('oldName', 'newName')]),
);
const snapshot = (files: Record<string, string>): Snapshot => ({
  paths: Object.keys(files),
  read: async (path) => files[path] ?? null,
});

type Call = [name: string, given: Record<string, unknown>, shown: string];

function trajectoryOf(calls: readonly Call[], last = ''): Trajectory {
  const steps: Step[] = [{ step_id: 1, source: 'user', message: 'Rename it.' }];
  for (const [name, given, shown] of calls) {
    const id = `c${steps.length}`;
    steps.push({
      step_id: steps.length + 1,
      source: 'agent',
      message: '',
      tool_calls: [{ tool_call_id: id, function_name: name, arguments: given }],
      observation: { results: [{ source_call_id: id, content: shown }] },
    });
  }
  if (last !== '') steps.push({ step_id: steps.length + 1, source: 'agent', message: last });
  return { schema_version: 'ATIF-v1.7', agent: { name: 'a', version: '1' }, steps };
}

const report = (trajectory: Trajectory, to = head): Promise<CheckReport> =>
  checkChange(
    { base: snapshot(base), head: snapshot(to), engine, trajectory },
    { only: ['stale-reference', 'process'] },
  );
const sitesOf = async (calls: readonly Call[]): Promise<string[]> =>
  (await report(trajectoryOf(calls))).sites.map(
    ({ path, line, steps }) => `${path}:${line} ${steps?.discovered} ${steps?.edited} ${steps?.verified}`,
  );
const told = async (calls: readonly Call[], last = '', to = head): Promise<string[]> =>
  (await report(trajectoryOf(calls, last), to)).findings
    .filter(({ check }) => check === 'process')
    .map(({ path, severity, symbol }) => `${severity} ${path} ${symbol}`.trim());

const grep: Call = [
  'bash',
  { command: 'grep -rn oldName src' },
  "src/lib.ts:1:export function oldName(a: number) {\nsrc/a.ts:1:import { oldName } from './lib.ts';\nsrc/a.ts:3:export const a = oldName(1);\nsrc/b.ts:1:import { oldName } from './lib.ts';\nsrc/b.ts:3:export const b = oldName(2);",
];
const edit = (path: string): Call => ['bash', { command: `sed -i s/oldName/newName/ ${path}` }, ''];
const test: Call = ['bash', { command: 'npm test' }, '  3 passing (2s)'];
const all = [edit('src/lib.ts'), edit('src/a.ts'), edit('src/b.ts')];

describe('the coverage triple', () => {
  it('tells for every site the step that discovered, edited and verified it', async () => {
    assert.deepEqual(await sitesOf([grep, ...all, test]), [
      'src/a.ts:1 2 4 6',
      'src/a.ts:3 2 4 6',
      'src/b.ts:1 2 5 6',
      'src/b.ts:3 2 5 6',
    ]);
    const { coverage } = await report(trajectoryOf([grep, ...all, test]));
    assert.deepEqual(coverage, { discovered: 1, edited: 1, verified: 1 });
  });

  it('is exact to the line: a view of other lines discovers nothing, grep of one line only that', async () => {
    const view: Call = ['bash', { command: "sed -n '1,2p' src/a.ts" }, "import { oldName } from './lib.ts';\n"];
    const numbered: Call = [
      'view',
      { path: '/repo/src/b.ts', view_range: [3, 3] },
      '     3\texport const b = oldName(2);',
    ];
    assert.deepEqual(await sitesOf([view, numbered, ...all]), [
      'src/a.ts:1 2 5 null',
      'src/a.ts:3 null 5 null',
      'src/b.ts:1 null 6 null',
      'src/b.ts:3 3 6 null',
    ]);
  });

  it('is not verified by what ran before the file’s last edit, nor by what failed', async () => {
    assert.deepEqual(
      (await sitesOf([grep, test, ...all])).map((site) => site.split(' ')[3]),
      ['null', 'null', 'null', 'null'],
    );
    const red: Call = ['bash', { command: 'npm test' }, '  1 failing'];
    assert.deepEqual(
      (await sitesOf([grep, ...all, red])).map((site) => site.split(' ')[3]),
      ['null', 'null', 'null', 'null'],
    );
    assert.deepEqual(
      (await sitesOf([grep, edit('src/lib.ts'), edit('src/a.ts'), test, edit('src/b.ts')])).map(
        (site) => site.split(' ')[3],
      ),
      ['5', '5', 'null', 'null'],
    );
  });
});

describe('how a change was made', () => {
  it('gives no finding where all was read, searched, verified and said as it was', async () => {
    assert.deepEqual(
      await told(
        [grep, ...all, test],
        'Renamed it in three files: `src/lib.ts`, `src/a.ts` and `src/b.ts`. All tests pass, and no references are left.',
      ),
      [],
    );
  });

  it('tells edits of files that nothing showed, and a rename that nobody searched for', async () => {
    const blind = [edit('src/lib.ts'), edit('src/a.ts'), edit('src/b.ts'), test];
    assert.deepEqual(
      await told(blind),
      ['warning src/a.ts', 'warning src/b.ts', 'warning src/lib.ts', 'warning src/lib.ts oldName'].sort(),
    );
    const late: Call = ['bash', { command: 'cat src/a.ts' }, base['src/a.ts']];
    assert.ok((await told([...blind, late])).includes('warning src/a.ts'));
    assert.ok(!(await told([late, ...blind])).includes('warning src/a.ts'));
    const listed: Call = ['bash', { command: 'ls src' }, 'src/lib.ts\nsrc/a.ts\nsrc/b.ts'];
    assert.equal((await told([listed, ...blind])).length, 4);
  });

  it('tells an end without verification, and a red one', async () => {
    assert.deepEqual(await told([grep, ...all]), ['warning src/b.ts']);
    assert.deepEqual(await told([grep, ...all, ['bash', { command: 'npm test' }, '  1 failing']]), ['error src/b.ts']);
  });

  it('tells claims that the ledger and the calls do not bear out', async () => {
    const kinds = await told(
      [grep, edit('src/lib.ts'), edit('src/a.ts')],
      'All tests pass. Updated 3 files, among them `src/b.ts`. All call sites are updated.',
      { ...head, 'src/b.ts': base['src/b.ts'] },
    );
    assert.ok(kinds.includes('error src/a.ts tests-pass'), kinds.join());
    assert.ok(kinds.includes('warning src/a.ts file-count'), kinds.join());
    assert.ok(kinds.includes('warning src/b.ts src/b.ts'), kinds.join());
    assert.ok(kinds.includes('error src/a.ts none-left'), kinds.join());
  });

  it('takes what a person looked at, asked for and ran for what it is', async () => {
    const trajectory = trajectoryOf([
      ['str_replace', { path: 'src/lib.ts', old_str: 'function oldName', new_str: 'function newName' }, 'edited'],
    ]);
    const looked = [
      { reads: [{ path: 'src/lib.ts', from: 1, to: 3 }], shown: 'src/lib.ts:1:export function oldName(a: number) {' },
      { searches: ['oldName'] },
      { after: true, command: 'npm test', ok: true },
    ];
    const steps = trajectory.steps.map((step) =>
      step.step_id === 2 ? { ...step, extra: { tracewright: { looked } } } : step,
    );
    const { findings } = await report({ ...trajectory, steps }, { ...base, 'src/lib.ts': head['src/lib.ts'] ?? '' });
    assert.deepEqual(
      findings.filter(({ check }) => check === 'process'),
      [],
    );
  });
});
