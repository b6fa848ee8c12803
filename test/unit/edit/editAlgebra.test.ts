import assert from 'node:assert/strict';
import fc from 'fast-check';
import { apply } from '../../../src/core/edit/apply.ts';
import type { TextChange } from '../../../src/core/edit/change.ts';
import { ChunkedText } from '../../../src/core/edit/chunkedText.ts';
import { splitsCharacter } from '../../../src/core/edit/codePoint.ts';
import { compose, normalise } from '../../../src/core/edit/compose.ts';
import { invert } from '../../../src/core/edit/invert.ts';
import { mapOffset, mapRange } from '../../../src/core/edit/mapOffset.ts';
import { minimalDiff } from '../../../src/core/edit/minimalDiff.ts';

const piece = fc.constantFrom('a', 'b', 'ab', ' ', '\n', '\r\n', '\r', '😀', '\ud83d', '\ude00', 'é', '語', 'total');
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
const lines = fc
  .array(fc.constantFrom('x\n', 'y\r\n', '😀z\n', '\n', '\ud83d\n', 'tail'), { maxLength: 60 })
  .map((l) => l.join(''));

/** A text with changes that fit it, one after another. */
function edited(start: fc.Arbitrary<string>, most = 6): fc.Arbitrary<{ before: string; changes: TextChange[] }> {
  const step = fc.tuple(fc.nat(), fc.nat({ max: 12 }), text);
  return fc.tuple(start, fc.array(step, { maxLength: most })).map(([before, steps]) => {
    let current = before;
    const changes = steps.map(([at, length, inserted]): TextChange => {
      const offset = at % (current.length + 1);
      const change: TextChange = [offset, Math.min(length, current.length - offset), inserted];
      current = apply(current, [change]);
      return change;
    });
    return { before, changes };
  });
}

describe('the algebra of edits', () => {
  it('applies changes in array order, each to what the one before it left', () => {
    assert.equal(
      apply('a\nb\n', [
        [2, 1, 'B'],
        [0, 1, 'AA'],
      ]),
      'AA\nB\n',
    );
    assert.equal(
      apply('abc', [
        [0, 0, 'xy'],
        [2, 1, ''],
      ]),
      'xybc',
    );
  });

  it('refuses a change outside the text', () => {
    for (const change of [
      [4, 0, ''],
      [0, 4, ''],
      [-1, 0, ''],
      [0.5, 0, ''],
      [1, -1, ''],
    ] as TextChange[]) {
      assert.throws(() => apply('abc', [change]), { code: 'edit-out-of-bounds' });
      assert.throws(() => invert('abc', [change]), { code: 'edit-out-of-bounds' });
      assert.throws(() => new ChunkedText('abc').replace(change[0], change[1], change[2]), {
        code: 'edit-out-of-bounds',
      });
    }
  });

  it('takes every edit back by its inverse', () => {
    fc.assert(
      fc.property(edited(text), ({ before, changes }) => {
        const inverse = invert(before, changes);
        assert.equal(apply(apply(before, changes), inverse), before);
        assert.equal(apply(before, invert(apply(before, changes), inverse)), apply(before, changes));
      }),
    );
  });

  it('composes two edits to one with the same result, disjoint and from the end', () => {
    fc.assert(
      fc.property(edited(text, 10), fc.nat(), ({ before, changes }, cut) => {
        const at = cut % (changes.length + 1);
        const composed = compose(changes.slice(0, at), changes.slice(at));
        assert.equal(apply(before, composed), apply(before, changes));
        assert.deepEqual(normalise(composed), composed);
        composed.slice(1).forEach(([offset, deleted], index) => {
          assert.ok(offset + deleted < (composed[index]?.[0] ?? 0));
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('is associative in its composition', () => {
    fc.assert(
      fc.property(edited(text, 9), ({ changes }) => {
        const [a, b, c] = [changes.slice(0, 3), changes.slice(3, 6), changes.slice(6)];
        assert.deepEqual(compose(compose(a, b), c), compose(a, compose(b, c)));
      }),
    );
  });

  it('keeps a long text in chunks that read as the plain text', () => {
    const long = fc.tuple(text, fc.nat({ max: 3000 })).map(([t, n]) => t.repeat(1 + (n % 700)));
    fc.assert(
      fc.property(edited(long, 30), fc.nat({ max: 9000 }), fc.nat({ max: 9000 }), ({ before, changes }, big, from) => {
        const chunked = new ChunkedText(before);
        let plain = before;
        const all: TextChange[] = [
          ...changes,
          [0, 0, 'w'.repeat(big)],
          [Math.min(from, big), Math.max(0, big - from), ''],
        ];
        for (const [offset, deleted, inserted] of all) {
          assert.equal(chunked.replace(offset, deleted, inserted), plain.slice(offset, offset + deleted));
          plain = apply(plain, [[offset, deleted, inserted]]);
          assert.equal(chunked.length, plain.length);
          assert.equal(chunked.slice(from, from + 50), plain.slice(from, from + 50));
        }
        assert.equal(chunked.toString(), plain);
      }),
    );
  });
});

describe('minimal diff', () => {
  const arbitrary = fc.oneof(
    fc.tuple(text, text),
    fc.tuple(lines, lines),
    edited(lines).map(({ before, changes }): [string, string] => [before, apply(before, changes)]),
  );

  it('gives the new text, and parts neither a surrogate pair nor \\r\\n', () => {
    fc.assert(
      fc.property(arbitrary, ([before, after]) => {
        const changes = minimalDiff(before, after);
        assert.equal(apply(before, changes), after);
        let shift = 0;
        for (const [offset, deleted, inserted] of [...changes].reverse()) {
          assert.ok(!splitsCharacter(before, offset) && !splitsCharacter(before, offset + deleted));
          assert.ok(
            !splitsCharacter(after, offset + shift) && !splitsCharacter(after, offset + shift + inserted.length),
          );
          shift += inserted.length - deleted;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('touches nothing when nothing changed', () => assert.deepEqual(minimalDiff('a\nb', 'a\nb'), []));

  it('finds the one letter in a replaced document', () => {
    const before = Array.from({ length: 5000 }, (_, n) => `line ${n} total\n`).join('');
    assert.deepEqual(minimalDiff(before, before.replace('4321 total', '4321 totals')), [
      [before.indexOf('4321 total') + 10, 0, 's'],
    ]);
  });

  it('keeps 5,000 replacements small although one change reported them all', () => {
    const before = Array.from({ length: 5000 }, (_, n) => `const v${n} = x;\n`).join('');
    const after = before.replaceAll('x', 'y');
    const started = performance.now();
    const changes = minimalDiff(before, after);
    assert.equal(changes.length, 5000);
    assert.equal(apply(before, changes.slice(0, 3)).length, after.length);
    assert.ok(performance.now() - started < 2000);
  });

  it('stays quick when two long texts share nothing but a few lines', () => {
    const make = (seed: string) =>
      Array.from({ length: 20_000 }, (_, n) => (n % 5000 === 0 ? `same ${n}\n` : `${seed}${(n * 7919) % 20011}\n`));
    const before = make('a').join('');
    const after = [...make('b'), 'more\n'].join('');
    const started = performance.now();
    const changes = minimalDiff(before, after);
    assert.equal(apply(before, changes), after);
    assert.ok(performance.now() - started < 3000, `took ${performance.now() - started} ms`);
  });
});

describe('positions under edits', () => {
  it('stay at the same character as long as it is there', () => {
    fc.assert(
      fc.property(text, text, text, text, (left, right, inserted, removed) => {
        const change: TextChange = [left.length, removed.length, inserted];
        const after = apply(left + removed + right, [change]);
        for (let offset = 0; offset < left.length; offset++) assert.equal(mapOffset([change], offset, 'right'), offset);
        for (let back = 0; back < right.length; back++) {
          const before = left.length + removed.length + right.length - back;
          assert.equal(mapOffset([change], before, 'left'), after.length - back);
        }
      }),
    );
  });

  it('never leave the text, and keep their order', () => {
    fc.assert(
      fc.property(edited(text), fc.nat(), fc.nat(), ({ before, changes }, a, b) => {
        const end = apply(before, changes).length;
        const [low, high] = [a % (before.length + 1), b % (before.length + 1)].sort((x, y) => x - y) as [
          number,
          number,
        ];
        for (const affinity of ['left', 'right'] as const) {
          const mapped = [mapOffset(changes, low, affinity), mapOffset(changes, high, affinity)] as const;
          assert.ok(mapped[0] >= 0 && mapped[0] <= mapped[1] && mapped[1] <= end);
        }
        const range = mapRange(changes, low, high);
        assert.ok(range.start <= range.end && range.end <= end);
      }),
    );
  });

  it('keep text inserted at a range’s edges out of it, and text inserted inside in it', () => {
    assert.deepEqual(mapRange([[2, 0, 'xx']], 2, 5), { start: 4, end: 7 });
    assert.deepEqual(mapRange([[5, 0, 'xx']], 2, 5), { start: 2, end: 5 });
    assert.deepEqual(mapRange([[3, 0, 'xx']], 2, 5), { start: 2, end: 7 });
    assert.deepEqual(mapRange([[1, 5, '']], 2, 5), { start: 1, end: 1 });
    assert.deepEqual(mapRange([[1, 5, 'new']], 2, 5), { start: 4, end: 4 });
  });

  it('follow a name that is replaced as a whole', () => {
    assert.deepEqual(mapRange([[2, 3, 'sumAll']], 2, 5), { start: 2, end: 8 });
    assert.deepEqual(mapRange([[2, 1, 'xx']], 2, 5), { start: 2, end: 6 });
    assert.deepEqual(mapRange([[4, 1, '']], 2, 5), { start: 2, end: 4 });
    assert.deepEqual(mapRange([[2, 3, 'sumAll']], 3, 3), { start: 2, end: 2 });
    assert.equal(mapOffset([[2, 3, 'sumAll']], 3, 'right'), 8);
  });
});
