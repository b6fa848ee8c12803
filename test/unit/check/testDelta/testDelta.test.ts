import assert from 'node:assert/strict';
import { testDelta } from '../../../../src/core/check/testDelta/testDelta.ts';
import { type TestOutcome, testRun } from '../../../../src/core/check/testDelta/testRun.ts';

const run = (tests: Record<string, TestOutcome>, total?: number) =>
  testRun(
    'x',
    Object.entries(tests).map(([id, outcome]) => ({ id, outcome })),
    total,
  );

describe('what a change did to the tests', () => {
  it('tells broken, newly failing, vanished and silenced tests apart, and leaves old failures alone', () => {
    assert.deepEqual(
      testDelta(
        run({ a: 'passed', b: 'passed', c: 'passed', d: 'failed', e: 'passed' }),
        run({ a: 'passed', b: 'failed', d: 'failed', e: 'skipped', f: 'failed', g: 'passed' }),
      ),
      { broken: ['b'], failing: ['f'], vanished: ['c'], silenced: ['e'], fewer: 0 },
    );
  });

  it('finds a test again in the file that its file became', () => {
    const moved = new Map([['a.test.ts', 'b/a.test.ts']]);
    const none = { broken: [], failing: [], vanished: [], silenced: [], fewer: 0 };
    assert.deepEqual(
      testDelta(run({ 'a.test.ts > s > x': 'passed' }), run({ 'b/a.test.ts > s > x': 'passed' }), moved),
      none,
    );
    assert.deepEqual(testDelta(run({ 'a.test.ts > s > x': 'passed' }), run({ 'c.test.ts > s > x': 'passed' })), none);
    assert.deepEqual(testDelta(run({ 'a.test.ts > s > x': 'passed' }), run({ 'c.test.ts > s > x': 'failed' })).broken, [
      'c.test.ts > s > x',
    ]);
  });

  it('where only failures are listed it tells those, and how many tests ran less', () => {
    assert.deepEqual(testDelta(run({ a: 'failed' }, 10), run({ a: 'failed', b: 'failed' }, 8)), {
      broken: [],
      failing: ['b'],
      vanished: [],
      silenced: [],
      fewer: 2,
    });
  });
});
