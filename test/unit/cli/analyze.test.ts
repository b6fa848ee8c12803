import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bash, madeRun, replace } from '../trajectory/analysis/madeRun.ts';

const program = path.resolve(import.meta.dirname, '../../../src/cli/main.ts');

describe('analyze on the command line', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-analyze-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'analyze', ...args], {
      encoding: 'utf8',
      cwd: folder,
    });
    return { status, stdout, stderr, json: () => JSON.parse(stdout) };
  };
  const put = (name: string, value: unknown) => {
    writeFileSync(path.join(folder, name), JSON.stringify(value));
    return name;
  };
  const good = madeRun([
    replace('a.ts', '1', '2'),
    bash('npm test', 'ok', { failed: false }),
    { call: 'submit', seen: 'done' },
  ]);
  const looping = madeRun([replace('a.ts', '1', '2'), ...Array.from({ length: 3 }, () => bash('ls', 'a.ts'))]);

  it('a run that checks its work is good: exit code 0', () => {
    const { status, json, stderr } = run(put('good.json', good), '--json');
    assert.equal(status, 0, stderr);
    const { loops, errors, recoveryRate, verifiedAfterLastEdit, metrics, submission, turningPoints } = json();
    assert.deepEqual([loops, errors, recoveryRate, verifiedAfterLastEdit, turningPoints], [[], [], null, true, null]);
    assert.equal(metrics.edits, 1);
    assert.equal(submission.premature, false);
  });

  it('a loop is found: exit code 1, and told in words', () => {
    const { status, stdout } = run(put('loop.json', looping));
    assert.equal(status, 1);
    assert.match(stdout, /^steps 2 to 4 +echo +bash: the same call with the same result 3 times in a row$/m);
    assert.match(stdout, /^step 4 +opencode, doom loop/m);
  });

  it('labels are written with --out, never over a file that is there', () => {
    const source = put('loop.json', looping);
    assert.equal(run(source, '--out', 'labelled.json').status, 1);
    const { steps } = JSON.parse(readFileSync(path.join(folder, 'labelled.json'), 'utf8'));
    assert.deepEqual(steps[1].extra.tracewright.labels, ['loop:echo']);
    const again = run(source, '--out', 'labelled.json', '--json');
    assert.equal(again.status, 3);
    assert.equal(again.json().error.code, 'file-exists');
  });

  it('a replay’s trees go before what the calls tell', () => {
    const step = (index: number, before: string, after: string) => ({
      index,
      verdict: 'exact',
      reason: '',
      treeBefore: before,
      treeAfter: after,
    });
    const trees = ['A', 'B', 'A', 'B', 'A'];
    const replay = put('replay.json', {
      steps: trees.slice(1).map((tree, index) => step(index + 1, trees[index] ?? '', tree)),
    });
    const { loops } = run(put('loop.json', looping), '--replay', replay, '--json').json();
    assert.deepEqual(
      loops.map(({ kind }: { kind: string }) => kind),
      ['thrash'],
    );
  });

  it('checks of the steps give the first mistake and the point of no return', () => {
    const checks = put('checks.json', {
      steps: [
        { step: 1, ok: true },
        { step: 2, ok: false, failures: ['t'] },
        { step: 3, ok: false },
      ],
    });
    const { turningPoints } = run(put('good.json', good), '--checks', checks, '--json').json();
    assert.deepEqual(turningPoints, {
      firstMistake: { step: 2, failures: ['t'] },
      noReturn: { step: 2, failures: ['t'] },
    });
  });

  it('says which file is not what it should be', () => {
    const source = put('good.json', good);
    const code = (...args: string[]) => {
      const { status, json } = run(source, ...args, '--json');
      return [status, json().error.code];
    };
    assert.deepEqual(code('--replay', put('bad.json', { steps: 1 })), [3, 'bad-replay']);
    assert.deepEqual(code('--checks', put('bad.json', [])), [3, 'bad-checks']);
    assert.deepEqual(code('--checks', 'absent.json'), [3, 'no-such-file']);
    assert.equal(run().status, 2);
  });
});
