import assert from 'node:assert/strict';
import { parseTests } from '../../../../src/core/check/testDelta/parseTests.ts';

function told(stdout: string, stderr = '', roots: string[] = []): unknown {
  const { tool, tests, complete, total } = parseTests(stdout, stderr, roots);
  return [tool, complete, total, ...tests.map(({ id, outcome }) => `${outcome} ${id}`)];
}

describe('what test runners print', () => {
  it('TAP with subtests, skips and todos', () => {
    const text = `TAP version 13
# Subtest: suite
    # Subtest: adds
    ok 1 - adds
      ---
      duration_ms: 1
      ...
    # Subtest: subtracts
    not ok 2 - subtracts
    ok 3 - later # SKIP no time
    1..3
not ok 1 - suite
ok 2 - alone # time=3ms
1..2
`;
    assert.deepEqual(told(text), [
      'tap',
      true,
      3,
      'passed suite > adds',
      'failed suite > subtracts',
      'skipped suite > later',
      'passed alone',
    ]);
  });

  it('mocha’s spec, whose list of failures repeats what was told', () => {
    const text =
      '\n\n  Cart\n    total\n      ✔ adds (12ms)\n      1) rounds\n    - later\n\n\n  1 passing (5ms)\n  1 pending\n  1 failing\n\n  1) Cart\n       total\n         rounds:\n     Error: x\n';
    assert.deepEqual(told(text), [
      'mocha',
      true,
      2,
      'passed Cart > total > adds',
      'failed Cart > total > rounds',
      'skipped Cart > later',
    ]);
  });

  it('node’s own runner, whose suites close with a line of their own', () => {
    const text =
      '▶ suite\n  ✔ adds (0.5ms)\n  ✖ subtracts (0.6ms)\n✖ suite (2ms)\n✔ alone (0.1ms)\nℹ tests 3\nℹ pass 2\nℹ fail 1\n\n✖ failing tests:\n\n✖ subtracts (0.6ms)\n';
    assert.deepEqual(told(text), ['node', true, 3, 'passed suite > adds', 'failed suite > subtracts', 'passed alone']);
  });

  it('jest, verbose, and a run that names its failures only', () => {
    const verbose = '',
      more =
        'FAIL test/a.test.js\n  suite\n    ✓ adds (3 ms)\n    ✕ subtracts\n    ○ skipped later\n\n  ● suite › subtracts\n\n    expect\n\nTests:       1 failed, 1 skipped, 1 passed, 3 total\n';
    assert.deepEqual(told(verbose, more), [
      'jest',
      true,
      2,
      'passed test/a.test.js > suite > adds',
      'failed test/a.test.js > suite > subtracts',
      'skipped test/a.test.js > suite > skipped later',
    ]);
    assert.deepEqual(told('PASS a.test.js\n  ● suite › subtracts\n\nTests:       1 failed, 5 passed, 6 total\n'), [
      'jest',
      false,
      6,
      'failed suite > subtracts',
    ]);
  });

  it('vitest, verbose and not', () => {
    const verbose =
      ' ✓ test/a.test.ts > suite > adds 3ms\n × test/a.test.ts > suite > subtracts 4ms\n\n FAIL  test/a.test.ts > suite > subtracts\n\n Test Files  1 failed (1)\n      Tests  1 failed | 1 passed (2)\n';
    assert.deepEqual(told(verbose), [
      'vitest',
      true,
      2,
      'passed test/a.test.ts > suite > adds',
      'failed test/a.test.ts > suite > subtracts',
    ]);
    const short =
      ' ✓ test/b.test.ts (3 tests) 3ms\n\n FAIL  test/a.test.ts > suite > subtracts\n\n Test Files  1 failed | 1 passed (2)\n      Tests  1 failed | 4 passed (5)\n';
    assert.deepEqual(told(short), ['vitest', false, 5, 'failed test/a.test.ts > suite > subtracts']);
  });

  it('JSON of jest, vitest and mocha', () => {
    const jest = {
      testResults: [
        {
          name: '/copy/a.test.js',
          status: 'failed',
          assertionResults: [{ ancestorTitles: ['s'], title: 'adds', status: 'passed' }],
        },
      ],
    };
    assert.deepEqual(told(`${JSON.stringify(jest)}\n`, '', ['/copy']), [
      'jest',
      true,
      1,
      'passed a.test.js > s > adds',
    ]);
    const mocha = {
      stats: {},
      tests: [],
      passes: [{ fullTitle: 's adds', file: '/copy/a.js' }],
      failures: [{ fullTitle: 's x' }],
      pending: [],
    };
    assert.deepEqual(told(JSON.stringify(mocha, null, 2), '', ['/copy']), [
      'mocha',
      true,
      2,
      'passed a.js > s adds',
      'failed s x',
    ]);
  });

  it('pytest: all of them with -rA or -v, the failures with -q', () => {
    const all =
      '..F\n= short test summary info =\nPASSED tests/test_a.py::test_x\nPASSED tests/test_a.py::T::test_y[a - b]\nFAILED tests/test_a.py::test_z - assert 1 == 2\n1 failed, 2 passed in 0.02s\n';
    assert.deepEqual(told(all), [
      'pytest',
      true,
      3,
      'passed tests/test_a.py > test_x',
      'passed tests/test_a.py > T > test_y[a - b]',
      'failed tests/test_a.py > test_z',
    ]);
    const short = '..F [100%]\nFAILED tests/test_a.py::test_z - assert\n1 failed, 2 passed, 1 warning in 0.02s\n';
    assert.deepEqual(told(short), ['pytest', false, 3, 'failed tests/test_a.py > test_z']);
    const verbose =
      'tests/test_a.py::test_x PASSED   [ 50%]\ntests/test_a.py::test_y SKIPPED (why) [100%]\n==== 1 passed, 1 skipped in 0.01s ====\n';
    assert.deepEqual(told(verbose), [
      'pytest',
      true,
      1,
      'passed tests/test_a.py > test_x',
      'skipped tests/test_a.py > test_y',
    ]);
    assert.deepEqual(told('ERROR tests/test_a.py - ImportError\n1 error in 0.1s\n'), [
      'pytest',
      true,
      1,
      'failed tests/test_a.py',
    ]);
  });

  it('unittest, verbose and not', () => {
    const verbose =
      "test_x (tests.test_a.T.test_x) ... ok\ntest_y (tests.test_a.T.test_y)\nSays y ... FAIL\ntest_z (tests.test_a.T) ... skipped 'why'\n\nFAIL: test_y (tests.test_a.T.test_y)\nRan 3 tests in 0.001s\n\nFAILED (failures=1, skipped=1)\n";
    assert.deepEqual(told('', verbose), [
      'unittest',
      true,
      2,
      'passed tests.test_a.T > test_x',
      'failed tests.test_a.T > test_y',
      'skipped tests.test_a.T > test_z',
    ]);
    assert.deepEqual(told('', '..F\nFAIL: test_y (test_a.T.test_y)\nRan 3 tests in 0.001s\n'), [
      'unittest',
      false,
      3,
      'failed test_a.T > test_y',
    ]);
  });

  it('go test as JSON lines, as text, and a package that does not build', () => {
    const line = (Action: string, Test?: string) =>
      JSON.stringify({ Time: 't', Action, Package: 'm/p', ...(Test ? { Test } : {}) });
    assert.deepEqual(
      told(
        [
          line('run', 'TestA'),
          line('output', 'TestA'),
          line('pass', 'TestA'),
          line('fail', 'TestB'),
          line('fail'),
        ].join('\n'),
      ),
      ['go', true, 2, 'passed m/p > TestA', 'failed m/p > TestB'],
    );
    assert.deepEqual(told(line('fail')), ['go', true, 1, 'failed m/p']);
    assert.deepEqual(told('--- PASS: TestA (0.00s)\n--- FAIL: TestB (0.00s)\nFAIL\nFAIL\tm/p\t0.01s\n'), [
      'go',
      true,
      3,
      'passed TestA',
      'failed TestB',
      'failed package m/p',
    ]);
    assert.deepEqual(told('ok  \tm/p\t(cached)\nFAIL\tm/q [build failed]\n'), [
      'go',
      false,
      2,
      'passed package m/p',
      'failed package m/q',
    ]);
  });

  it('cargo test, with the target that each test belongs to', () => {
    const text =
      '\nrunning 2 tests\ntest tests::adds ... ok\ntest tests::rounds ... FAILED\n\ntest result: FAILED. 1 passed; 1 failed;\n\nrunning 1 test\ntest src/lib.rs - f (line 3) ... ignored\n';
    assert.deepEqual(told(text), [
      'cargo',
      true,
      2,
      'passed tests::adds',
      'failed tests::rounds',
      'skipped src/lib.rs - f',
    ]);
  });

  it('and says when it understood nothing', () => {
    assert.deepEqual(told('all fine\n'), ['', false, null]);
  });
});
