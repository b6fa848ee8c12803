import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { recordedSession } from './recordedSession.ts';

const program = path.resolve(import.meta.dirname, '../../../src/cli/main.ts');

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr, json: () => JSON.parse(stdout) };
}

describe('the command line', () => {
  let recorded: Awaited<ReturnType<typeof recordedSession>>;
  before(async () => {
    recorded = await recordedSession();
  });
  after(() => recorded.dispose());
  const out = (name: string) => path.join(recorded.folder, name);

  it('without a command, with an unknown one and with one to come, it says so and ends with 2', () => {
    assert.equal(run().status, 2);
    const unknown = run('frobnicate');
    assert.deepEqual([unknown.status, unknown.stdout], [2, '']);
    assert.match(unknown.stderr, /^tracewright: there is no command frobnicate \(.*\)\n$/);
    const later = run('horizon', 'fit', '--json');
    assert.equal(later.status, 2);
    assert.match(later.stderr, /not there yet/);
    assert.equal(later.json().error.code, 'usage');
  });

  it('every command explains itself with an example', () => {
    for (const name of [
      'sessions',
      'record',
      'import',
      'export',
      'validate',
      'replay',
      'check',
      'build',
      'lint',
      'render',
      'report',
      'doctor',
    ]) {
      const { status, stdout } = run(name, '--help');
      assert.equal(status, 0, name);
      assert.match(stdout, new RegExp(`Example:\n  tracewright ${name}`));
    }
  });

  it('an option that is not there is named, and the exit code is 2', () => {
    const { status, stderr } = run('lint', 'x', '--frob');
    assert.equal(status, 2);
    assert.match(stderr, /--frob/);
  });

  it('lists, verifies, folds and tells a session', () => {
    const [listed] = run('sessions', 'list', '--dir', recorded.repo, '--json').json();
    assert.deepEqual([listed.id, listed.goal, listed.events, listed.state], ['s1', 'Add an average', 6, 'stopped']);
    assert.deepEqual(listed.actors, ['unknown']);
    const verified = run('sessions', 'verify', recorded.session, '--json');
    assert.equal(verified.status, 0);
    assert.deepEqual(verified.json().checkpoints, { checked: 1, matched: 1 });
    const operations = run('sessions', 'operations', recorded.session, '--json').json();
    assert.deepEqual(
      operations.map(({ kind, actor, files }: { kind: string; actor: string; files: string[] }) => [
        kind,
        actor,
        files,
      ]),
      [['typed-edit', 'unknown', ['lib.ts']]],
    );
    const folded = run('sessions', 'fold', recorded.session, '--at', 'end', '--out', out('end'), '--json').json();
    assert.equal(folded.files, 2);
    for (const name of ['lib.ts', 'logo.bin']) {
      assert.deepEqual(readFileSync(path.join(out('end'), name)), readFileSync(path.join(recorded.repo, name)));
    }
    const before = run('sessions', 'fold', recorded.session, '--at', '0', '--out', out('start'), '--json').json();
    assert.notEqual(before.tree, folded.tree);
    assert.equal(readFileSync(path.join(out('start'), 'lib.ts'), 'utf8').includes('average'), false);
  });

  it('never writes into a folder that holds something', () => {
    const { status, stderr } = run('sessions', 'fold', recorded.session, '--at', 'end', '--out', recorded.repo);
    assert.equal(status, 3);
    assert.match(stderr, /the folder is not empty \(name a new or empty folder\)/);
  });

  it('a flipped byte makes verify end with 1 and name the file and line', () => {
    const log = path.join(recorded.session, 'events-0001.jsonl');
    const whole = readFileSync(log);
    try {
      writeFileSync(log, whole.toString('utf8').replace('average(items', 'averege(items'));
      const { status, json } = run('sessions', 'verify', recorded.session, '--json');
      assert.equal(status, 1);
      assert.equal(json().ok, false);
      assert.match(json().problems[0].message, /events-0001\.jsonl:4: /);
      assert.equal(json().firstDivergence.seq, 2);
    } finally {
      writeFileSync(log, whole);
    }
  });

  it('builds samples that lint finds nothing in, and replays to the same tree', () => {
    const built = run(
      'build',
      recorded.session,
      '--kind',
      'fim,tool-use',
      '--out',
      out('dataset'),
      '--seed',
      '7',
      '--json',
    ).json();
    assert.ok(built.byKind.fim > 0 && built.byKind['tool-use'] > 0);
    assert.equal(run('lint', out('dataset')).status, 0);
    assert.equal(run('validate', out('dataset'), '--json').json().valid, true);
    for (const mode of ['state', 'edits']) {
      const replayed = run('replay', recorded.session, '--repo', recorded.repo, '--mode', mode, '--json');
      assert.equal(replayed.status, 0, replayed.stderr);
      assert.equal(replayed.json().finalTree.match, true);
    }
  });

  it('a truncated trajectory gets one sentence with file and line', () => {
    const file = out('torn.json');
    writeFileSync(file, '{\n  "schema_version": "ATIF-v1.7",\n  "steps": [');
    const { status, stderr } = run('validate', file);
    assert.equal(status, 3);
    assert.match(stderr, /torn\.json:3: this is not whole JSON \(check that the file was copied whole\)\n$/);
  });

  it('renders a prompt in the family’s own strings', () => {
    const { stdout } = run('render', '--family', 'deepseek-coder', '--prefix', 'a', '--suffix', 'b');
    assert.equal(stdout, '<｜fim▁begin｜>a<｜fim▁hole｜>b<｜fim▁end｜>\n');
  });

  it('writes a report that needs nothing but itself', () => {
    const file = out('report.html');
    const { status, stderr } = run('report', recorded.session, '--out', file);
    assert.equal(status, 0, stderr);
    const html = readFileSync(file, 'utf8');
    assert.match(html, /default-src 'none'/);
    assert.doesNotMatch(html, /<(script|link|img)[^>]+(src|href)="?https?:/);
  });
});
