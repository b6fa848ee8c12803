import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Forgettable, filesWith, forgettable, LATE_SECRET, SECRET } from '../store/forgettableSession.ts';

const program = path.resolve(import.meta.dirname, '../../../src/cli/main.ts');

describe('tracewright sessions forget', function () {
  this.timeout(60_000);

  let made: Forgettable;
  beforeEach(async () => {
    made = await forgettable();
  });
  afterEach(() => made.dispose());

  function run(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'sessions', ...args], {
      encoding: 'utf8',
      cwd: made.root,
    });
    return { status, stdout, stderr, json: () => JSON.parse(stdout) };
  }

  it('answers with two numbers, and what is left verifies and folds to the same other files', () => {
    const forgotten = run('forget', made.one, '--path', 'conf/secret.env', '--json');
    assert.deepEqual([forgotten.status, forgotten.json()], [0, { removedEvents: 9, rewrittenSegments: 1 }]);
    for (const id of ['one', 'two']) assert.equal(run('verify', id, '--json').json().ok, true);
    const out = path.join(made.folder, 'end');
    assert.equal(run('fold', 'one', '--at', 'end', '--out', out, '--json').json().files, 3);
    assert.equal(readFileSync(path.join(out, 'lib.ts'), 'utf8'), readFileSync(path.join(made.root, 'lib.ts'), 'utf8'));
    assert.equal(run('operations', 'one', '--json').stdout.includes('secret.env'), false);
    assert.deepEqual(filesWith(made, SECRET), []);
  });

  it('says what was removed and what cannot be', () => {
    const { stdout } = run('forget', 'one', '--path', 'conf/secret.env');
    assert.match(
      stdout,
      /^Removed 9 events of conf\/secret\.env, conf\/old\.env for good and wrote .+\. Terminal .+ \(datasets, reports/,
    );
    const late = run('forget', 'one', '--last', '3m30s');
    assert.match(
      late.stdout,
      /^Removed 3 events for good and wrote 1 segment of the log again\. Copies made elsewhere/,
    );
    assert.deepEqual(filesWith(made, LATE_SECRET), []);
    assert.match(run('forget', 'one', '--path', 'none.ts').stdout, /Nothing was changed/);
  });

  it('finds nothing and ends well', () => {
    const { status, json } = run('forget', 'one', '--path', 'none.ts', '--json');
    assert.deepEqual([status, json()], [0, { removedEvents: 0, rewrittenSegments: 0 }]);
  });

  it('refuses what it does not understand, with 2', () => {
    const wrong = [
      [],
      ['--last', '5m', '--path', 'lib.ts'],
      ['--last', '5'],
      ['--last', '0s'],
      ['--last', '5 minutes'],
      ['--path', '../lib.ts'],
      ['--path', '/lib.ts'],
      ['--last', '1h'],
    ];
    for (const args of wrong) {
      const { status, stderr } = run('forget', 'one', ...args);
      assert.equal(status, 2, `${args.join(' ')}: ${stderr}`);
      assert.match(stderr, /^tracewright: .+ \(.+\)\n$/);
    }
    assert.match(run('forget', 'one', '--last', '1h').stderr, /delete the folder of the session/);
    assert.equal(run('forget', 'nowhere', '--last', '5m').status, 3);
    assert.match(run('--help').stdout, /tracewright sessions forget .+ --path/);
  });
});
