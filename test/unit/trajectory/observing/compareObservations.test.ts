import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { compareObservations } from '../../../../src/core/trajectory/observing/compareObservations.ts';
import { normalisers } from '../../../../src/core/trajectory/observing/normalisers.ts';
import { normalisersPage } from '../../../../src/core/trajectory/observing/normalisersPage.ts';

const paths = [
  { from: '/testbed', to: '' },
  { from: '/home/me/copies/7', to: '' },
];

/** Pairs that mean the same, and the only rules that it takes. */
const same: readonly [expected: string, actual: string, ...rules: string[]][] = [
  ['a\r\nb\r\n', 'a\nb', 'white-space'],
  ['10%\r\ndone', '10%\ndone', 'line-ends'],
  ['\u001b[1;32mok\u001b[0m', 'ok', 'terminal-escapes'],
  ['\u001b]0;title\u0007$ ls', '$ ls', 'terminal-escapes'],
  ['10%\r50%\r100%\ndone', '100%\ndone', 'carriage-return'],
  ['a  \nb', 'a\nb', 'white-space'],
  ['/testbed/src/a.py:3: bad', '/home/me/copies/7/src/a.py:3: bad', 'root'],
  ['in /testbed', 'in /home/me/copies/7', 'root'],
  ['2024-01-02T03:04:05.678Z start', '2025-11-12T13:14:15.9Z start', 'timestamp'],
  ['2024-01-02 03:04:05,678 INFO x', '2025-11-12 13:14:15,000 INFO x', 'timestamp'],
  ['Date:   Mon Jan 2 15:04:05 2006 +0100', 'Date:   Tue Feb 13 05:14:55 2026 +0000', 'timestamp'],
  ['Mon, 02 Jan 2006 15:04:05 GMT', 'Tue, 13 Feb 2026 05:14:55 GMT', 'timestamp'],
  ['[12:13:14] Starting', '[02:03:04] Starting', 'timestamp'],
  ['9/8/2024, 3:04:05 PM - done', '10/18/2025, 11:14:05 AM - done', 'timestamp'],
  ['-rw-r--r-- 1 me me 12 Jan  2 03:04 a', '-rw-r--r-- 1 me me 12 Feb 12  2024 a', 'file-time'],
  ['===== 3 passed in 0.12s =====', '==== 3 passed in 11.12s ====', 'duration', 'ruler'],
  ['ok  \tpkg/a\t0.003s', 'ok  \tpkg/a\t1.203s', 'duration'],
  ['--- PASS: TestX (0.00s)', '--- PASS: TestX (1.20s)', 'duration'],
  ['✓ adds (3ms)', '✓ adds (14 ms)', 'duration'],
  [' ✓ src/a.test.ts (3 tests) 3ms', ' ✓ src/a.test.ts (3 tests) 1.2s', 'duration'],
  ['real\t0m0.123s', 'real\t1m2.999s', 'duration'],
  ['Ran 5 tests in 0.001s', 'Ran 5 tests in 0.202s', 'duration'],
  ['built in 3ms', 'built in 812ms', 'duration'],
  ['# duration_ms 12.34', '# duration_ms 99', 'duration'],
  ['server pid 4711', 'server pid 12', 'process-id'],
  ['pid=4711', 'pid=999', 'process-id'],
  ['[1] 12345', '[1] 999', 'process-id'],
  ['http://localhost:40123/', 'http://localhost:51234/', 'port'],
  ['/tmp/tmpab12cd/x.py', '/tmp/tmpzz98yx/x.py', 'temporary-name'],
  ['/tmp/build-AbCdEf/x', '/var/folders/ab/cd12/T/build-XyZaBc/x', 'temporary-name'],
  ['/tmp/pytest-of-root/pytest-3/test_a0', '/tmp/pytest-of-root/pytest-14/test_a0', 'temporary-name'],
  ['id 123e4567-e89b-12d3-a456-426614174000', 'id 523e4567-e89b-12d3-a456-426614174fff', 'uuid'],
  ['<Foo object at 0x7f12ab34cd56>', '<Foo object at 0x7f99ab34cd00>', 'address'],
  ['com.acme.Foo@1b6d3586', 'com.acme.Foo@4554617c', 'object-hash'],
  ['[main 1a2b3c4] fix', '[main 9f8e7d6] fix', 'commit-id'],
  ['commit 1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b', 'commit 9a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b', 'commit-id'],
  ['Using --randomly-seed=12', 'Using --randomly-seed=34', 'seed'],
  ['root@3f2a1b:/work# ls', 'me@laptop:/work# ls', 'prompt'],
  ['(env) root@3f2a1b:~/x$ ls', '(env) me@laptop:~/x$ ls', 'prompt'],
  ['Maximum resident set size (kbytes): 20480', 'Maximum resident set size (kbytes): 999', 'memory'],
  ['t.py::test_x PASSED        [ 12%]', 't.py::test_x PASSED   [ 50%]', 'test-progress'],
  ['./a/x.ts\n./b/x.ts\n./c/y.ts', './c/y.ts\n./b/x.ts\n./a/x.ts', 'path-order'],
  ['b.ts:9:two\na.ts:1:one\na.ts:3:one', 'a.ts:1:one\na.ts:3:one\nb.ts:9:two', 'search-order'],
  ['PASS src/b.test.ts\nPASS src/a.test.ts', 'PASS src/a.test.ts\nPASS src/b.test.ts', 'test-order'],
  ['test a::b ... ok\ntest c::d ... FAILED', 'test c::d ... FAILED\ntest a::b ... ok', 'test-order'],
  [
    'line one\nline two\n[... Observation truncated due to length ...]\nline nine',
    'line one\nline two\nline 3\nline nine',
    'truncation',
  ],
  ['head of it all\n<response clipped><NOTE>Use grep.</NOTE>', 'head of it all\nand much more', 'truncation'],
  [
    'the first words of a lo…123 chars truncated…ng line, and its end',
    'the first words of a long, very long line, and its end',
    'truncation',
  ],
  ['<output_head>', '<output_head>\n', 'white-space'],
  ['one line here\n... [12 lines truncated] ...\nend of it', 'one line here\nx\ny\nend of it', 'truncation'],
  ['one line here\n... (output truncated) ...\nend of it', 'one line here\nx\ny\nend of it', 'truncation'],
  ['one line here\n[... omitted 12 of 300 lines ...]\nend of it', 'one line here\nx\ny\nend of it', 'truncation'],
  ['one line here\n... [CONTENT TRUNCATED] ...\nend of it', 'one line here\nx\ny\nend of it', 'truncation'],
];

/** Pairs in which something real changed. */
const different: readonly [expected: string, actual: string][] = [
  ['assert 3 == 4', 'assert 3 == 5'],
  ["E  assert '2024-01-02T03:04:05' == x", "E  assert '2024-01-02T03:04:06' == x"],
  ['AssertionError: expected 12ms to equal (13ms)', 'AssertionError: expected 12ms to equal (14ms)'],
  ['src/a.ts:3: error', 'src/a.ts:4: error'],
  ['src/a.ts:10:12: error', 'src/a.ts:10:13: error'],
  ['exit code 1', 'exit code 2'],
  ['Process exited with code 10', 'Process exited with code 11'],
  ['3 passed, 1 failed in 0.1s', '3 passed, 2 failed in 0.1s'],
  ['Tests: 12 failed', 'Tests: 13 failed'],
  ['/testbed/src/a.py', '/testbed/src/b.py'],
  ['/testbed2/src/a.py', '/home/me/copies/7/src/a.py'],
  ['/usr/lib/a.py', '/opt/lib/a.py'],
  ['/tmp/report.txt', '/tmp/summary.txt'],
  ['/tmp/MyReport.txt', '/tmp/YourReport.txt'],
  ['released 2024-01-02', 'released 2024-01-03'],
  ['Python 3.9.1', 'Python 3.9.2'],
  ['timed out in 30s', 'timed out in 60s'],
  ['index 1a2b3c4..5d6e7f8 100644', 'index 1a2b3c4..5d6e7f9 100644'],
  ['process 12 files', 'process 13 files'],
  ['x = 0x1f', 'x = 0x2f'],
  ['color 0xff00aa', 'color 0xff00ab'],
  ['one\ntwo', 'two\none'],
  ['1. a\n2. b', '2. b\n1. a'],
  ['b: 1\na: 2', 'a: 2\nb: 1'],
  ['Warning: one\nError: two', 'Error: two\nWarning: one'],
  ['step two:x\nstep one:y', 'step one:y\nstep two:x'],
  ['a.ts:3:one\na.ts:1:one', 'a.ts:1:one\na.ts:3:one'],
  ['./a\n./b\n./b', './a\n./a\n./b'],
  ['PASS src/a.test.ts\nFAIL src/b.test.ts', 'FAIL src/a.test.ts\nPASS src/b.test.ts'],
  ['line one\n[... Observation truncated due to length ...]\nline nine', 'line 1\nline nine'],
  ['line one\n[... Observation truncated due to length ...]\nline nine', 'line one\nline ten'],
  ['[output truncated]', 'anything at all'],
  ['one line here\n[output truncated]', 'one line here\n[output truncated]\n1 failed'],
  [
    'same 123e4567-e89b-12d3-a456-426614174000 123e4567-e89b-12d3-a456-426614174000',
    'same 123e4567-e89b-12d3-a456-426614174000 523e4567-e89b-12d3-a456-426614174000',
  ],
  ['http://localhost:80/', 'http://localhost:81/'],
  ['  indented', ' indented'],
  ['-rw-r--r-- 1 me me 12 Jan  2 03:04 a', '-rw-r--r-- 1 me me 13 Jan  2 03:04 a'],
  ['-rw-r--r-- 1 me me 12 Jan  2 03:04 a', '-rwxr--r-- 1 me me 12 Jan  2 03:04 a'],
  ['+  delay: 3ms (3ms)', '+  delay: 3ms (4ms)'],
  ['', 'something'],
];

describe('comparing observations', () => {
  for (const [expected, actual, ...rules] of same) {
    it(`${JSON.stringify(expected)} means ${JSON.stringify(actual)}, by ${rules.join(' and ')}`, () => {
      const seen = compareObservations(expected, actual, { paths });
      assert.deepEqual(seen, { match: 'equivalent', rules, sides: null });
      assert.deepEqual(compareObservations(actual, expected, { paths }), seen);
    });
  }

  for (const [expected, actual] of different) {
    it(`${JSON.stringify(expected)} is not ${JSON.stringify(actual)}`, () => {
      const seen = compareObservations(expected, actual, { paths });
      assert.equal(seen.match, 'different');
      assert.notEqual(seen.sides?.expected, seen.sides?.actual);
      assert.equal(compareObservations(actual, expected, { paths }).match, 'different');
    });
  }

  for (const { id, example } of normalisers) {
    it(`the rule ${id} does what its example says`, () => {
      const rule = normalisers.find((other) => other.id === id);
      assert.equal(rule?.apply(example.before, { paths }), example.after);
      assert.notEqual(example.before, example.after);
    });
  }

  it('names in no order are the same names where the command prints them so, not where it sorts them', () => {
    const seen = (command: string) => compareObservations('b\na\nc', 'a\nb\nc', { command }).match;
    for (const command of ['ls -U', 'ls -1U src', 'find . -maxdepth 1', 'cd src && find .', 'rg -l name']) {
      assert.equal(seen(command), 'equivalent', command);
    }
    for (const command of ['ls', 'ls -l', 'cat list.txt', 'find . | sort', 'find . -exec cat {} ;']) {
      assert.equal(seen(command), 'different', command);
    }
    assert.equal(compareObservations('b\na', 'a\na', { command: 'find .' }).match, 'different');
  });

  it('the ids of the rules are unique', () => {
    assert.equal(new Set(normalisers.map(({ id }) => id)).size, normalisers.length);
  });

  it('docs/normalisers.md lists the rules as they are', async () => {
    const page = path.resolve(import.meta.dirname, '../../../../docs/normalisers.md');
    assert.equal(await readFile(page, 'utf8'), normalisersPage(), 'run npm run schemas');
  });

  it('sides stand around the first difference and never split a character', () => {
    const long = '🙂'.repeat(500);
    const { sides } = compareObservations(`${long}a${long}`, `${long}b${long}`);
    assert.ok(sides !== null);
    assert.ok(sides.expected.includes('a') && sides.actual.includes('b'));
    for (const side of [sides.expected, sides.actual]) {
      assert.ok(side.length < 300);
      assert.ok(side.isWellFormed());
    }
  });

  it('any text is itself, never throws, and comparing is symmetric', () => {
    const noisy = fc.stringMatching(
      /^([ -~\n\r\t]|\d\d:\d\d:\d\d|3ms|\/tmp\/tmpab1|\.\/a\/b\n|…1 chars truncated…){0,40}$/,
    );
    fc.assert(
      fc.property(noisy, noisy, (a, b) => {
        assert.equal(compareObservations(a, a).match, 'exact');
        assert.equal(compareObservations(a, b).match, compareObservations(b, a).match);
      }),
    );
  });

  it('every rule takes time in proportion to the text, whatever stands in it', function () {
    this.timeout(60_000);
    const seeds = [
      '1',
      ' ',
      'a',
      '/',
      '=',
      '-',
      '[',
      '(',
      ':',
      '.',
      '1:',
      'ok ',
      'a/',
      '0x',
      '\u001b[',
      '\r',
      '\b',
      '\n',
      '1s ',
      '/tmp/',
      '@a.',
      'in ',
      'Jan ',
      '…',
      '...',
      '<',
      'a-',
      'A1',
      '%]',
      'time: ',
      'pid ',
      '12:',
      'a.b@',
    ];
    for (const seed of seeds) {
      const text = seed.repeat(Math.ceil(200_000 / seed.length));
      const start = process.cpuUsage().user;
      for (const rule of normalisers) rule.apply(text, { paths });
      compareObservations(`${text}x`, `${text}y`, { paths });
      const spent = (process.cpuUsage().user - start) / 1000;
      assert.ok(spent < 5_000, `${JSON.stringify(seed)} took ${spent} ms`);
    }
  });
});
