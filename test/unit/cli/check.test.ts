import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TestRepository } from '../check/repository.ts';

const lib = 'export function oldName(a: number) {\n  return a;\n}\n';
const use = "import { oldName } from './lib';\n\nexport const x = oldName(1);\n";
const main = path.resolve(import.meta.dirname, '../../../src/cli/main.ts');

function check(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'check', ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

describe('tracewright check', () => {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'tracewright-check-cli-'));
  const repository = new TestRepository({ 'lib.ts': lib, 'use.ts': use, 'two.ts': use });
  const trajectory = path.join(scratch, 'agent.json');

  before(() => {
    const call = (id: number, file: string, before: string, after: string) => ({
      step_id: id,
      source: 'agent',
      message: '',
      tool_calls: [{ tool_call_id: `c${id}`, function_name: 'create', arguments: { path: file, content: after } }],
      observation: { results: [{ source_call_id: `c${id}`, content: `The file ${before} was written.` }] },
    });
    writeFileSync(
      trajectory,
      JSON.stringify({
        schema_version: 'ATIF-v1.7',
        session_id: 's',
        agent: { name: 'a', version: '1' },
        steps: [
          { step_id: 1, source: 'user', message: 'Rename it.' },
          call(2, 'lib.ts', 'lib.ts', lib.replace('oldName', 'newName')),
          call(3, 'use.ts', 'use.ts', use.replaceAll('oldName', 'newName')),
        ],
      }),
    );
    repository.write({ 'lib.ts': lib.replace('oldName', 'newName'), 'use.ts': use.replaceAll('oldName', 'newName') });
  });
  after(() => {
    repository.dispose();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('tells the call site that was missed, ends with 1, and says how uses were found', () => {
    const { code, out } = check('--repo', repository.folder, '--base', 'HEAD', '--json');
    const report = JSON.parse(out);
    assert.equal(code, 1);
    assert.deepEqual(
      report.findings.map(({ path: file }: { path: string }) => file),
      ['two.ts', 'two.ts'],
    );
    assert.equal(report.references, 'symbol index');
    assert.deepEqual(report.coverage, { discovered: null, edited: 0.5, verified: null });
    assert.deepEqual(report.commands, []);
  });

  it('runs only the checks that are wanted', () => {
    const only = check('--repo', repository.folder, '--base', 'HEAD', '--only', 'api,parse-error');
    assert.deepEqual([only.code, /0 findings/.test(only.out)], [0, true]);
    const skip = check('--repo', repository.folder, '--base', 'HEAD', '--skip', 'dangling-import', '--json');
    assert.ok(JSON.parse(skip.out).findings.every((each: { check: string }) => each.check === 'stale-reference'));
    assert.equal(check('--repo', repository.folder, '--base', 'HEAD', '--only', 'nonsense').code, 2);
  });

  it('goes over every step, and names the one that made the mistake that was left', () => {
    const { code, out } = check(
      '--repo',
      repository.folder,
      '--base',
      'HEAD',
      '--trajectory',
      trajectory,
      '--every-step',
      '--json',
    );
    const { everyStep } = JSON.parse(out);
    assert.equal(code, 1);
    assert.deepEqual(
      everyStep.steps.map(({ step, findings, lasting }: Record<string, number>) => [step, findings, lasting]),
      [
        [1, 0, 0],
        [2, 4, 2],
        [3, 2, 2],
      ],
    );
    assert.deepEqual([everyStep.lasting.firstMistake.step, everyStep.lasting.noReturn.step], [2, 2]);
  });

  it('writes SARIF and annotations', () => {
    const document = JSON.parse(check('--repo', repository.folder, '--base', 'HEAD', '--format', 'sarif').out);
    assert.deepEqual([document.version, document.runs[0].results.length], ['2.1.0', 2]);
    assert.match(
      check('--repo', repository.folder, '--base', 'HEAD', '--format', 'github').out,
      /^::error file=two\.ts,line=1,/,
    );
  });

  it('compares folders where there is no git, and a work tree of another', () => {
    const [old, now] = [path.join(scratch, 'old'), path.join(scratch, 'now')];
    for (const [folder, text] of [
      [old, lib],
      [now, lib.replace('oldName', 'newName')],
    ] as const) {
      cpSync(repository.folder, folder, { recursive: true, filter: (source) => path.basename(source) !== '.git' });
      writeFileSync(path.join(folder, 'lib.ts'), text);
      writeFileSync(path.join(folder, 'use.ts'), use);
      writeFileSync(path.join(folder, 'two.ts'), use);
    }
    const { code, out } = check('--repo', now, '--base', old, '--json');
    assert.equal(code, 1, out);
    assert.equal(JSON.parse(out).counts.changedFiles, 1);
    const tree = path.join(scratch, 'worktree');
    repository.git('worktree', 'add', '-q', '--detach', tree, 'HEAD');
    assert.equal(check('--repo', tree, '--base', 'HEAD').code, 0);
  });

  it('says in one sentence what is wrong: no such revision, a shallow clone, an option that does not go with another', () => {
    assert.match(check('--repo', repository.folder, '--base', 'nowhere').err, /no revision "nowhere"/);
    repository.commit();
    const shallow = path.join(scratch, 'shallow');
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${repository.folder}`, shallow]);
    const cut = check('--repo', shallow, '--base', 'HEAD~1');
    assert.deepEqual([cut.code, /shallow clone/.test(cut.err)], [3, true]);
    assert.equal(check('--repo', repository.folder, '--base', 'HEAD', '--unsandboxed').code, 2);
    assert.equal(check('--repo', repository.folder, '--trajectory', trajectory, '--every-step', '--test', 'x').code, 2);
  });

  it('runs no command that was not asked for, whatever the repository or the trajectory names', () => {
    const mark = path.join(scratch, 'ran');
    const evil = new TestRepository({
      'package.json': JSON.stringify({ scripts: { test: `touch ${mark}`, typecheck: `touch ${mark}` } }),
    });
    try {
      evil.write({ 'a.ts': 'export const a = 1;\n' });
      assert.equal(check('--repo', evil.folder, '--base', 'HEAD').code, 0);
      assert.equal(spawnSync('ls', [mark]).status === 0, false);
    } finally {
      evil.dispose();
    }
  });
});
