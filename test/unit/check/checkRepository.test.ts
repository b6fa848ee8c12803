import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { CheckReport } from '../../../src/core/check/change.ts';
import type { Trajectory } from '../../../src/core/trajectory/atif.ts';
import { checkRepository } from '../../../src/node/check/checkRepository.ts';
import { SyntaxService } from '../../../src/node/syntax/engine.ts';
import { TestRepository } from './repository.ts';

const FIXTURE = path.resolve(import.meta.dirname, '../../../test-fixtures/rename-missed');

describe('checking a change', () => {
  const engine = SyntaxService.open();
  const repositories: TestRepository[] = [];
  afterEach(() => {
    for (const repository of repositories.splice(0)) repository.dispose();
  });

  /** Findings of a change in the working tree, as `check severity path:line symbol`. */
  async function findingsOf(before: Record<string, string>, change: Record<string, string | null>): Promise<string[]> {
    return spelled(await reportOf(before, change));
  }
  async function reportOf(
    before: Record<string, string>,
    change: Record<string, string | null>,
    trajectory?: Trajectory,
  ): Promise<CheckReport> {
    const repository = new TestRepository(before);
    repositories.push(repository);
    repository.write(change);
    return checkRepository({ repository: repository.folder, base: 'HEAD', engine, ...(trajectory && { trajectory }) });
  }
  const spelled = ({ findings }: CheckReport) =>
    findings.map(({ check, severity, path, line, symbol }) => `${check} ${severity} ${path}:${line} ${symbol}`);

  it('finds the missed call site, the dangling import and nothing else in a rename over six files', async () => {
    const repository = new TestRepository({});
    repositories.push(repository);
    const expected = JSON.parse(readFileSync(path.join(FIXTURE, 'expected.json'), 'utf8')) as Record<string, unknown>[];
    cpSync(path.join(FIXTURE, 'before'), repository.folder, { recursive: true });
    repository.commit();
    for (const folder of ['src', 'tools']) rmSync(path.join(repository.folder, folder), { recursive: true });
    cpSync(path.join(FIXTURE, 'after'), repository.folder, { recursive: true });
    const working = await checkRepository({ repository: repository.folder, base: 'HEAD', engine });
    const brief = (report: CheckReport) =>
      report.findings.map(({ check, severity, path, line, symbol }) => ({ check, severity, path, line, symbol }));
    const byPlace = (a: Record<string, unknown>, b: Record<string, unknown>) =>
      `${a.path}:${a.line}` < `${b.path}:${b.line}` ? -1 : 1;
    assert.deepEqual(brief(working).sort(byPlace), expected.sort(byPlace));
    const missed = working.findings.find(({ symbol, severity }) => symbol === 'totalPrice' && severity === 'error');
    assert.deepEqual(missed?.evidence.new, 'orderTotal');
    assert.deepEqual(missed?.evidence.declared, 'src/price.ts:3');
    assert.ok(working.score > 0.5 && working.score < 1);
    assert.equal(working.counts.sites - working.counts.handledSites, 2);
    repository.commit();
    const committed = await checkRepository({ repository: repository.folder, base: 'HEAD~1', head: 'HEAD', engine });
    assert.deepEqual(committed, working);
  });

  const lib = 'export function oldName(x: number) {\n  return x + 1;\n}\n';
  const use = "import { oldName } from './lib.ts';\n\nexport const y = oldName(2);\n";

  it('says nothing about a complete rename, and leaves look-alikes alone', async () => {
    const lookAlike = `export const other = { oldName: 1 };
export function f(oldName: number) { return [oldName].map((x) => x + oldName); }
export const g = other.oldName;
export const { oldName: h } = other;
`;
    const foreign = "import { oldName } from 'some-package';\noldName();\n";
    assert.deepEqual(
      await findingsOf(
        { 'lib.ts': lib, 'use.ts': use, 'other.ts': lookAlike, 'foreign.ts': foreign },
        { 'lib.ts': lib.replaceAll('oldName', 'newName'), 'use.ts': use.replaceAll('oldName', 'newName') },
      ),
      [],
    );
  });

  it('accepts an alias that keeps the old name, and a re-export under it', async () => {
    const renamed = lib.replaceAll('oldName', 'newName');
    assert.deepEqual(
      await findingsOf(
        { 'lib.ts': lib, 'use.ts': use },
        { 'lib.ts': renamed, 'use.ts': use.replace('{ oldName }', '{ newName as oldName }') },
      ),
      [],
    );
    assert.deepEqual(
      await findingsOf({ 'lib.ts': lib, 'use.ts': use }, { 'lib.ts': `${renamed}export { newName as oldName };\n` }),
      [],
    );
  });

  it('names the import and the call of a file that the rename forgot', async () => {
    assert.deepEqual(
      await findingsOf({ 'lib.ts': lib, 'use.ts': use }, { 'lib.ts': lib.replaceAll('oldName', 'newName') }),
      ['dangling-import error use.ts:1 oldName', 'stale-reference error use.ts:3 oldName'],
    );
  });

  it('follows barrels and namespaces to the declaration', async () => {
    assert.deepEqual(
      await findingsOf(
        {
          'lib.ts': lib,
          'index.ts': "export * from './lib.ts';\n",
          'use.ts': "import * as all from './index.ts';\nall.oldName(1);\n",
        },
        { 'lib.ts': lib.replaceAll('oldName', 'newName') },
      ),
      ['stale-reference error use.ts:2 oldName'],
    );
  });

  it('finds a module that went away, through .js endings, folders and tsconfig paths', async () => {
    const files = {
      'tsconfig.json': '{ "compilerOptions": { // comment\n "paths": { "@lib/*": ["./src/lib/*"] }, } }',
      'src/lib/a.ts': 'export const a = 1;\n',
      'src/lib/b/index.ts': 'export const b = 1;\n',
      'one.ts': "import { a } from './src/lib/a.js';\n",
      'two.ts': "import { b } from '@lib/b';\nimport { a } from '@lib/a';\nimport x from '@other/a';\n",
    };
    assert.deepEqual(await findingsOf(files, { 'two.ts': `${files['two.ts']}\n` }), []);
    assert.deepEqual(await findingsOf(files, { 'src/lib/a.ts': null }), [
      'dangling-import error one.ts:1 ./src/lib/a.js',
      'dangling-import error two.ts:2 @lib/a',
    ]);
  });

  it('reports a new import that leads nowhere, and leaves an old one alone', async () => {
    const broken = "import './never.ts';\n";
    assert.deepEqual(await findingsOf({ 'a.ts': broken }, { 'a.ts': `${broken}import './neither.ts';\n` }), [
      'dangling-import error a.ts:2 ./neither.ts',
    ]);
  });

  it('reports parse errors that the change brought, not those that were there', async () => {
    const broken = 'const a = (;\n';
    assert.deepEqual(
      await findingsOf(
        { 'a.ts': broken, 'b.py': 'x = 1\n' },
        { 'a.ts': `${broken}const b = 1;\n`, 'b.py': 'x = 1\ny = (\n' },
      ),
      ['parse-error error b.py:2 '],
    );
  });

  it('checks Python modules: names, submodules and attributes', async () => {
    const files = {
      'pkg/__init__.py': '',
      'pkg/a.py': 'def old_name():\n    return 1\n',
      'use.py':
        'import pkg.a\nfrom pkg import a\nfrom pkg.a import old_name\n\nold_name(old_name=1)\na.old_name()\npkg.a.old_name()\n',
    };
    assert.deepEqual(await findingsOf(files, { 'pkg/a.py': 'def new_name():\n    return 1\n' }), [
      'dangling-import error use.py:3 old_name',
      'stale-reference error use.py:5 old_name',
      'stale-reference error use.py:6 old_name',
      'stale-reference error use.py:7 old_name',
    ]);
  });

  it('only warns in languages that are not resolved, and not at all when the name is still declared', async () => {
    const files = { 'a.rb': 'def old_name\n  1\nend\n', 'b.rb': 'x = old_name()\n' };
    const renamed = { 'a.rb': files['a.rb'].replace('old_name', 'new_name') };
    assert.deepEqual(await findingsOf(files, renamed), ['stale-reference warning b.rb:1 old_name']);
    assert.deepEqual(await findingsOf({ ...files, 'c.rb': 'def old_name\nend\n' }, renamed), []);
  });

  it('ties the names of a Go package over its files; a name that another package declares does not count', async () => {
    const files = {
      'a.go': 'package p\n\nfunc OldName() int { return 1 }\n',
      'b.go': 'package p\n\nvar x = OldName()\n',
    };
    const renamed = { 'a.go': files['a.go'].replace('OldName', 'NewName') };
    assert.deepEqual(await findingsOf(files, renamed), ['stale-reference error b.go:3 OldName']);
    const twice = { ...files, 'q/c.go': 'package q\n\nfunc OldName() {}\n' };
    assert.deepEqual(await findingsOf(twice, renamed), ['stale-reference error b.go:3 OldName']);
    const apart = { 'a.go': files['a.go'], 'q/c.go': 'package q\n\nfunc OldName() int { return OldName() }\n' };
    assert.deepEqual(await findingsOf(apart, renamed), []);
  });

  it('mentions documents, strings and comments for information, but not the change log', async () => {
    const words = {
      'README.md': '# oldName\n',
      'CHANGELOG.md': 'Added oldName\n',
      'c.ts': "// oldName\nconst s = 'call oldName';\n",
    };
    const findings = await findingsOf({ 'lib.ts': lib, ...words }, { 'lib.ts': lib.replaceAll('oldName', 'newName') });
    assert.deepEqual(findings, [
      'stale-reference info README.md:1 oldName',
      'stale-reference info c.ts:1 oldName',
      'stale-reference info c.ts:2 oldName',
    ]);
  });

  it('leaves out what git ignores', async () => {
    const files = { '.gitignore': 'out/\n', 'lib.ts': lib };
    assert.deepEqual(
      await findingsOf(files, { 'out/use.ts': 'oldName(;', 'lib.ts': lib.replaceAll('oldName', 'newName') }),
      [],
    );
  });

  it('tells of each site whether the trajectory saw it, changed it and checked afterwards', async () => {
    const trajectory: Trajectory = {
      schema_version: 'ATIF-v1.7',
      agent: { name: 'a', version: '1' },
      steps: [
        { step_id: 1, source: 'user', message: 'rename it in use.ts and two.ts' },
        {
          step_id: 2,
          source: 'agent',
          message: '',
          tool_calls: [
            { tool_call_id: '1', function_name: 'grep', arguments: { pattern: 'oldName' } },
            { tool_call_id: '2', function_name: 'edit', arguments: { path: '/repo/lib.ts' } },
            { tool_call_id: '3', function_name: 'bash', arguments: { command: 'npm test' } },
          ],
          observation: {
            results: [
              { source_call_id: '1', content: '/repo/use.ts:3:export const y = oldName(2);' },
              { source_call_id: '3', content: '  12 passing (1s)' },
            ],
          },
        },
      ],
    };
    const { sites, score } = await reportOf(
      { 'lib.ts': lib, 'use.ts': use, 'two.ts': use },
      { 'lib.ts': lib.replaceAll('oldName', 'newName'), 'use.ts': use.replaceAll('oldName', 'newName') },
      trajectory,
    );
    const told = sites.map((site) => [site.path, site.line, site.discovered, site.edited, site.verified].join(' '));
    assert.deepEqual(told.sort(), [
      'two.ts 1 false false true',
      'two.ts 3 false false true',
      'use.ts 1 false true true',
      'use.ts 3 true true true',
    ]);
    assert.equal(score, 0.5);
    const late = {
      ...trajectory,
      steps: trajectory.steps.map((step) => ({ ...step, tool_calls: step.tool_calls?.slice().reverse() })),
    };
    const again = await reportOf({ 'lib.ts': lib, 'use.ts': use }, { 'lib.ts': '' }, late as Trajectory);
    assert.ok(again.sites.length > 0 && again.sites.every(({ verified }) => verified === false));
  });

  it('refuses a revision that is not there in one sentence', async () => {
    const repository = new TestRepository({ 'a.ts': '' });
    repositories.push(repository);
    await assert.rejects(checkRepository({ repository: repository.folder, base: 'nowhere', engine }), {
      name: 'TracewrightError',
    });
  });
});
