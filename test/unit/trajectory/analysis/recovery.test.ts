import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyzeTrajectory, withLabels } from '../../../../src/core/trajectory/analysis/analyzeTrajectory.ts';
import { turningPoints } from '../../../../src/core/trajectory/analysis/turningPoints.ts';
import { groundedTrajectorySchema } from '../../../../src/core/trajectory/groundedTrajectory.ts';
import { validateTrajectory } from '../../../../src/core/trajectory/validate.ts';
import { arbitraryTrajectory } from '../arbitraryTrajectory.ts';
import { bash, madeRun, read, replace, type Turn } from './madeRun.ts';

const analyse = (turns: readonly Turn[]) => analyzeTrajectory(madeRun(turns));
const failing = (turn: Turn, seen = 'Error: it failed'): Turn => ({ ...turn, seen, failed: true }) as Turn;

describe('errors and recovery', () => {
  it('an episode ends with the same test passing, with what it took', () => {
    const { errors, recoveryRate } = analyse([
      bash('npm test -- --grep adds', '1 failed', { failed: true, tokens: 10 }),
      { ...read('src/add.ts', 'x'), tokens: 5 } as Turn,
      { ...replace('src/add.ts', '-', '+'), tokens: 7 } as Turn,
      bash('npm test -- --grep adds', '1 passed', { failed: false, tokens: 3 }),
    ]);
    assert.equal(errors.length, 1);
    const { from, to, recovered, steps, how, strategyChanged, tokens, seconds, failures } = errors[0] ?? assert.fail();
    assert.deepEqual(
      { from, to, recovered, steps, how, strategyChanged, tokens, seconds, failures },
      {
        from: 1,
        to: 4,
        recovered: true,
        steps: 3,
        how: 'retry',
        strategyChanged: false,
        tokens: 15,
        seconds: 3,
        failures: 1,
      },
    );
    assert.equal(recoveryRate, 1);
  });

  it('another test that passes ends nothing', () => {
    const { errors } = analyse([
      failing(bash('pytest a.py::test_one', '')),
      bash('pytest a.py::test_two', '1 passed', { failed: false }),
    ]);
    assert.deepEqual(
      errors.map(({ to }) => to),
      [null],
    );
  });

  it('an edit that fails and then succeeds with other arguments is adjusted', () => {
    const { errors } = analyse([
      failing(replace('a.ts', 'x', 'y')),
      failing(replace('a.ts', 'xx', 'y')),
      replace('a.ts', 'xxx', 'y'),
    ]);
    assert.deepEqual(
      errors.map(({ to, how, failures, strategyChanged }) => [to, how, failures, strategyChanged]),
      [[3, 'adjusted', 2, true]],
    );
  });

  it('another tool that edits the same file is another strategy', () => {
    const { errors } = analyse([
      failing(replace('/w/src/a.ts', 'x', 'y')),
      bash("sed -i 's/x/y/' src/a.ts", '', { failed: false }),
    ]);
    assert.deepEqual(
      errors.map(({ to, how }) => [to, how]),
      [[2, 'other-tool']],
    );
  });

  it('files that came back on the way were reverted, and a failure that comes again was re-introduced', () => {
    const { errors } = analyse([
      replace('a.ts', 'one', 'two'),
      failing(bash('npm test', '')),
      replace('a.ts', 'two', 'one'),
      bash('npm test', 'ok', { failed: false }),
      replace('a.ts', 'one', 'two'),
      failing(bash('npm test', '')),
    ]);
    assert.deepEqual(
      errors.map(({ from, to, reverted, reintroducedAt }) => [from, to, reverted, reintroducedAt]),
      [
        [2, 4, true, 6],
        [6, null, false, null],
      ],
    );
  });

  it('a file that speaks of errors is no error, and nothing found is none either', () => {
    const { errors } = analyse([
      read('src/errors.ts', 'export class A {}\n// Error: 3 failed\nTraceback (most recent call last)'),
      { call: 'bash', given: { command: 'grep -rn nothing .' }, seen: '' },
      bash('cat log.txt', 'all fine\nFAILED tests'),
    ]);
    assert.deepEqual(errors, []);
  });

  it('without marks and exit codes, what tools print tells', () => {
    const shown = [
      'Traceback (most recent call last):\n  x',
      'bash: foo: command not found',
      'Tests: 2 failed, 3 passed',
      'error: no such thing',
    ];
    for (const seen of shown) assert.equal(analyse([bash('run it', seen)]).metrics.failedSteps, 1, seen);
    for (const seen of ['0 failed, 3 passed', 'no errors', 'ok'])
      assert.equal(analyse([bash('run it', seen)]).metrics.failedSteps, 0, seen);
  });
});

describe('habits', () => {
  it('tests after the last edit are a verification; handing in without them is premature', () => {
    const edit = replace('a.ts', '1', '2');
    const submit: Turn = { call: 'submit', seen: 'submitted' };
    const good = analyse([edit, bash('npm test', 'ok', { failed: false }), submit]);
    assert.equal(good.verifiedAfterLastEdit, true);
    assert.deepEqual(good.submission, { step: 3, premature: false, because: [] });
    assert.deepEqual(analyse([bash('npm test', 'ok'), edit, submit]).submission, {
      step: 3,
      premature: true,
      because: ['not-verified'],
    });
    const failed = analyse([edit, bash('npm test', '1 failed', { failed: true }), submit]);
    assert.deepEqual(failed.submission, {
      step: 3,
      premature: true,
      because: ['verification-failed', 'unrecovered-errors'],
    });
    assert.deepEqual(analyse([replace('README.md', '1', '2'), submit]).submission.premature, false);
    assert.equal(analyse([read('a.ts', ''), submit]).verifiedAfterLastEdit, null);
  });

  it('running what was edited is a verification', () => {
    assert.equal(
      analyse([replace('tools/gen.py', '1', '2'), bash('python tools/gen.py', 'fine')]).verifiedAfterLastEdit,
      true,
    );
    assert.equal(
      analyse([replace('tools/gen.py', '1', '2'), bash('python tools/other.py', 'fine')]).verifiedAfterLastEdit,
      false,
    );
  });

  it('words about making and testing are no verification', () => {
    for (const command of [
      "git tag 'People make the best'",
      'echo "now npm test"',
      'cat tests/test_a.py',
      'npm install jest',
    ]) {
      assert.equal(analyse([bash(command, 'x')]).metrics.verifications, 0, command);
    }
    for (const command of ['make', 'cd build && make all', 'python tests/test_a.py', 'npx tsc -p .', 'cargo clippy']) {
      assert.equal(analyse([bash(command, 'x')]).metrics.verifications, 1, command);
    }
  });

  it('reading the same again is redundant, unless the files have changed since', () => {
    const { metrics } = analyse([read('a.ts', 'x'), read('a.ts', 'x'), replace('a.ts', 'x', 'y'), read('a.ts', 'y')]);
    assert.deepEqual([metrics.reads, metrics.redundantReads], [3, 1]);
    assert.deepEqual([metrics.stepsToFirstEdit, metrics.secondsToFirstEdit], [3, 2]);
  });

  it('edits that are gone at the end are reverted', () => {
    const { metrics, labels } = analyse([
      replace('a.ts', 'x', 'y'),
      bash('npm test', '1 failed', { failed: true }),
      replace('a.ts', 'y', 'x'),
      replace('b.ts', '1', '2'),
    ]);
    assert.equal(metrics.revertedEdits, 1 / 3);
    assert.deepEqual(
      [...labels],
      [
        [1, ['reverted', 'dead-end']],
        [2, ['error', 'verification', 'dead-end']],
        [3, ['no-progress', 'revert']],
      ],
    );
  });
});

describe('turning points', () => {
  const at = (...oks: readonly (boolean | null)[]) => turningPoints(oks.map((ok, index) => ({ step: index + 1, ok })));

  it('the first mistake is the first bad step, the point of no return the one after the last good one', () => {
    assert.deepEqual(at(true, false, true, null, false, false), {
      firstMistake: { step: 2, failures: [] },
      noReturn: { step: 5, failures: [] },
    });
    assert.deepEqual(at(true, false, true), { firstMistake: { step: 2, failures: [] }, noReturn: null });
    assert.deepEqual(at(true, null), { firstMistake: null, noReturn: null });
  });

  it('what failed before the start is nobody’s mistake', () => {
    const checks = [
      { step: 1, ok: false, failures: ['old'] },
      { step: 2, ok: false, failures: ['old', 'new'] },
    ];
    assert.deepEqual(turningPoints(checks, ['old']).firstMistake, { step: 2, failures: ['new'] });
  });
});

describe('labels', () => {
  it('are stored in the trajectory, and replace those from before', () => {
    const run = madeRun([bash('npm test', 'ok'), ...Array.from({ length: 3 }, () => bash('ls', 'a'))]);
    const once = withLabels(run, analyzeTrajectory(run).labels);
    assert.deepEqual(
      once.steps.map(({ extra }) => (extra?.tracewright as { labels?: unknown } | undefined)?.labels),
      [['verification'], ['loop:echo'], ['no-progress', 'loop:echo'], ['no-progress', 'loop:echo']],
    );
    assert.deepEqual(withLabels(once, analyzeTrajectory(once).labels), once);
    assert.ok(groundedTrajectorySchema.safeParse(once).success);
    const none = withLabels(once, new Map());
    assert.deepEqual(
      none.steps.map(({ extra }) => Object.keys((extra?.tracewright ?? {}) as object)),
      run.steps.map(() => []),
    );
  });

  it('any trajectory can be analysed, stays valid with its labels, and gives the same twice', () => {
    fc.assert(
      fc.property(arbitraryTrajectory({ wild: true }), (run) => {
        const analysis = analyzeTrajectory(run);
        const labelled = withLabels(run, analysis.labels);
        assert.deepEqual(analyzeTrajectory(labelled), analysis);
        assert.deepEqual(
          validateTrajectory(labelled, { strict: false }).valid,
          validateTrajectory(run, { strict: false }).valid,
        );
        for (const { first, last, steps } of analysis.loops) assert.ok(first <= last && steps.length > 0);
        for (const { from, to } of analysis.errors) assert.ok(to === null || from <= to);
      }),
    );
  });
});
