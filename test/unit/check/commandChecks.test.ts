import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkRepository } from '../../../src/node/check/checkRepository.ts';
import { junitRun } from '../../../src/node/check/junitReports.ts';
import { findSandbox } from '../../../src/node/sandbox/sandbox.ts';
import { SyntaxService } from '../../../src/node/syntax/engine.ts';
import { TestRepository } from './repository.ts';

const engine = SyntaxService.open();
const repositories: TestRepository[] = [];

function repositoryOf(base: Record<string, string>, head: Record<string, string | null>): TestRepository {
  const repository = new TestRepository(base);
  repositories.push(repository);
  repository.write(head);
  return repository;
}

/** Says of every line with "bad" in it what a compiler would. */
const checker = `
const fs = require('fs');
let bad = 0;
for (const file of fs.readdirSync('.').filter((name) => name.endsWith('.ts')))
  fs.readFileSync(file, 'utf8').split('\\n').forEach((line, at) => {
    if (line.includes('bad')) { bad++; console.log(process.cwd() + '/' + file + '(' + (at + 1) + ',1): error TS1: It is bad'); }
  });
process.exit(bad ? 2 : 0);
`;
const suite = `
const fs = require('fs');
const tests = fs.readFileSync('tests.txt', 'utf8').trim().split('\\n');
console.log('TAP version 13');
tests.forEach((line, at) => console.log(line.replace('ok', 'ok ' + (at + 1) + ' -')));
console.log('1..' + tests.length);
process.exit(tests.some((line) => line.startsWith('not')) ? 1 : 0);
`;

describe('checks that run commands', () => {
  after(() => {
    for (const repository of repositories) repository.dispose();
  });

  const run = (repository: TestRepository, commands: Record<string, unknown>) =>
    checkRepository({
      repository: repository.folder,
      base: 'HEAD',
      engine,
      commands: { sandboxed: false, timeoutMs: 20_000, ...commands },
    });

  it('tell only the diagnostics that are new, though the old one moved', async () => {
    const repository = repositoryOf(
      { 'check.cjs': checker, 'a.ts': 'bad();\n' },
      { 'a.ts': '\n\nbad();\n', 'b.ts': 'bad();\n' },
    );
    const { findings, commands } = await run(repository, { typecheck: ['node check.cjs'], tests: [] });
    const told = findings
      .filter(({ check }) => check === 'typecheck')
      .map(({ path: file, line, symbol }) => `${file}:${line} ${symbol}`);
    assert.deepEqual(told, ['b.ts:1 TS1']);
    assert.equal(commands[0]?.state, 'understood');
    assert.deepEqual([commands[0]?.base?.count, commands[0]?.head?.count], [1, 2]);
  });

  it('tell tests that broke, and run in copies that leave the repository alone', async () => {
    const repository = repositoryOf(
      {
        'run.cjs': `require('fs').writeFileSync('made.txt', 'x');${suite}`,
        'tests.txt': 'ok a\nok b\nok c\nnot ok d\n',
        'a.ts': '',
      },
      { 'tests.txt': 'ok a\nnot ok b\nnot ok d\n', 'a.ts': 'let x;\n' },
    );
    const { findings } = await run(repository, { tests: ['node run.cjs'] });
    const told = findings
      .filter(({ check }) => check === 'tests')
      .map(({ severity, symbol }) => `${severity} ${symbol}`);
    assert.deepEqual(told.sort(), ['error b', 'warning c']);
    assert.ok(!existsSync(path.join(repository.folder, 'made.txt')));
  });

  it('tell a command that is not there, hangs, or says nothing understandable', async () => {
    const repository = repositoryOf({ 'a.ts': '' }, { 'a.ts': 'let x;\n' });
    const { commands, findings } = await run(repository, {
      typecheck: ['no-such-program-here', 'sleep 60', 'echo gibberish; exit 3'],
      timeoutMs: 1500,
    });
    assert.deepEqual(
      commands.map(({ state }) => state),
      ['not-started', 'timed-out', 'not-understood'],
    );
    assert.equal(findings.filter(({ check }) => check === 'typecheck').length, 3);
    for (const { message } of commands) assert.match(message, /^At (base|head)|^It failed/);
  });

  it('go by the exit code where no test is recognised, and say so', async () => {
    const repository = repositoryOf({ 'a.txt': '0', 'a.ts': '' }, { 'a.txt': '1', 'a.ts': 'let x;\n' });
    const { commands, findings } = await run(repository, { tests: ['exit $(cat a.txt)'] });
    assert.equal(commands[0]?.state, 'exit-code');
    assert.deepEqual(
      findings.filter(({ check }) => check === 'tests').map(({ severity }) => severity),
      ['error'],
    );
  });

  it('lend the copies the repository’s packages, and give them no secrets and no home', async () => {
    const repository = repositoryOf(
      {
        '.gitignore': 'node_modules\n',
        'a.ts': '',
        'run.cjs': `require('dep');if(process.env.SECRET_TOKEN||process.env.HOME===${JSON.stringify(process.env.HOME)})process.exit(9);console.log('TAP version 13\\nok 1 - x\\n1..1')`,
      },
      { 'a.ts': 'let x;\n' },
    );
    const dep = path.join(repository.folder, 'node_modules/dep');
    mkdirSync(dep, { recursive: true });
    writeFileSync(path.join(dep, 'index.js'), '');
    process.env.SECRET_TOKEN = 'x';
    try {
      const { commands } = await run(repository, { tests: ['node run.cjs'] });
      assert.deepEqual([commands[0]?.state, commands[0]?.head?.exitCode], ['understood', 0]);
    } finally {
      delete process.env.SECRET_TOKEN;
    }
  });

  it('run in the sandbox with the packages read-only, where there is one', async function () {
    if ((await findSandbox()).kind === 'none') {
      console.log('      skipped: there is no sandbox on this machine');
      this.skip();
    }
    const repository = repositoryOf(
      {
        '.gitignore': 'node_modules\n',
        'a.ts': '',
        'run.cjs': `require('dep');try{require('fs').writeFileSync('node_modules/dep/index.js','x')}catch{console.log('TAP version 13\\nok 1 - read-only\\n1..1')}`,
      },
      { 'a.ts': 'let x;\n' },
    );
    const dep = path.join(repository.folder, 'node_modules/dep');
    mkdirSync(dep, { recursive: true });
    writeFileSync(path.join(dep, 'index.js'), '');
    const { commands } = await run(repository, { tests: ['node run.cjs'], sandboxed: true });
    assert.deepEqual(
      [commands[0]?.state, commands[0]?.head?.count, commands[0]?.message],
      ['understood', 1, '1 tests at base, 1 in head.'],
    );
    assert.equal(readFileSync(path.join(dep, 'index.js'), 'utf8'), '');
  });

  it('read JUnit reports, nested suites and all, and expand no entities of a document type', async () => {
    const run = await junitRun(
      '<?xml version="1.0"?><testsuites><testsuite name="s"><testcase classname="m.T" name="a"/><testsuite><testcase file="x.py" classname="m.T" name="b &lt;1"><failure message="x">y</failure></testcase></testsuite><testcase name="c"><skipped/></testcase></testsuite></testsuites>',
    );
    assert.deepEqual(run?.tests, [
      { id: 'm.T > a', outcome: 'passed' },
      { id: 'c', outcome: 'skipped' },
      { id: 'x.py > m.T > b <1', outcome: 'failed' },
    ]);
    const bomb = '<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa">]><testsuite><testcase name="&a;&a;"/></testsuite>';
    assert.ok(!JSON.stringify((await junitRun(bomb))?.tests ?? []).includes('aaaaaaaaaa'));
    assert.equal(await junitRun('not XML'), null);
  });
});
