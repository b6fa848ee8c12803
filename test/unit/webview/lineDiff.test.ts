import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lineHunks, linesOf } from '../../../src/webview/model/lineDiff.ts';

const texts = fc.array(fc.constantFrom('a', 'b', 'c', '', '}'), { maxLength: 30 });

describe('line diff', () => {
  it('turns the old lines into the new ones when its hunks are applied', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const made: string[] = [];
        let i = 0;
        for (const [a0, a1, b0, b1] of lineHunks(before, after)) {
          made.push(...before.slice(i, a0), ...after.slice(b0, b1));
          i = a1;
        }
        assert.deepEqual([...made, ...before.slice(i)], after);
      }),
    );
  });

  it('keeps as many lines as a longest common subsequence does', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const removed = lineHunks(before, after).reduce((sum, [a0, a1]) => sum + a1 - a0, 0);
        assert.equal(before.length - removed, longestCommon(before, after));
      }),
    );
  });

  it('names one hunk for one changed line', () => {
    assert.deepEqual(lineHunks(['a', 'b', 'c'], ['a', 'x', 'c']), [[1, 2, 1, 2]]);
  });

  it('compares two unrelated files of 30,000 lines in less than a second', () => {
    const before = Array.from({ length: 30_000 }, (_, k) => `old ${k}`);
    const after = Array.from({ length: 30_000 }, (_, k) => `new ${k}`);
    const start = performance.now();
    assert.deepEqual(lineHunks(before, after), [[0, 30_000, 0, 30_000]]);
    assert.ok(performance.now() - start < 1000);
  });

  it('aligns a file of 50,000 lines of which every second one changed', () => {
    const before = Array.from({ length: 50_000 }, (_, k) => (k % 2 === 0 ? `same ${k}` : `old ${k}`));
    const after = before.map((line) => line.replace('old', 'new'));
    assert.equal(lineHunks(before, after).length, 25_000);
  });

  it('gives up on two shuffled files as one replacement, in less than five seconds', () => {
    const before = Array.from({ length: 40_000 }, (_, k) => `line ${k}`);
    const after = before.map((_, k) => `line ${(k * 7919 + 13) % 40_000}`);
    const start = performance.now();
    assert.deepEqual(lineHunks(before, after), [[0, 40_000, 0, 40_000]]);
    assert.ok(performance.now() - start < 5000);
  });

  it('does not count a final line break as one more line', () => {
    assert.deepEqual(linesOf('a\nb\n'), ['a', 'b']);
    assert.deepEqual(linesOf('a\n\n'), ['a', '']);
    assert.deepEqual(linesOf(''), []);
  });
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    b.forEach((y, j) => {
      next.push(x === y ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    });
    row = next;
  }
  return row[b.length] ?? 0;
}
