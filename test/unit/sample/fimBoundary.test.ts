import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Tokenizer } from '../../../src/core/ports.ts';
import { atBoundary, wholeWords } from '../../../src/core/sample/fimBoundary.ts';
import type { FimBoundary } from '../../../src/core/sample/fimSetting.ts';

const text = '\nconst total = sum(first, second);\r\nconst next = total;';
const at = (boundary: FimBoundary | null, part: string, facts = {}) => {
  const start = text.indexOf(part);
  const range = atBoundary(boundary, text, [start, start + part.length], facts);
  return range === null ? null : text.slice(...range);
};

/** Tokens of three characters each, counted from the start of what it is given. */
const threes: Tokenizer = {
  id: 'threes',
  count: (given) => Math.ceil(given.length / 3),
  encode: (given) => ({
    ids: [],
    starts: Array.from({ length: Math.ceil(given.length / 3) }, (_, token) => token * 3),
  }),
};

describe("where a middle's edges may lie", () => {
  it('any character, or just where the edit was: nothing moves', () => {
    for (const boundary of [null, 'char', 'edit'] as const) assert.equal(at(boundary, 'otal = su'), 'otal = su');
  });

  it('line: whole lines with their ends, the first and the last one too', () => {
    assert.equal(at('line', 'sum'), 'const total = sum(first, second);\r\n');
    assert.equal(at('line', ';\r\nc'), 'const total = sum(first, second);\r\nconst next = total;');
    assert.equal(at('line', 'const total = sum(first, second);\r\n'), 'const total = sum(first, second);\r\n');
    assert.deepEqual(atBoundary('line', text, [0, 1]), [0, 1]);
  });

  it('token-safe without a vocabulary keeps words whole', () => {
    assert.equal(at('token-safe', 'otal = su'), 'total = sum');
    assert.equal(at('token-safe', '(first, s'), '(first, second');
    assert.deepEqual(wholeWords('ab cd', [0, 4]), [0, 5]);
  });

  it("token-safe with a vocabulary widens to its tokens' edges", () => {
    const range = atBoundary('token-safe', 'abcdefghi', [4, 5], { tokenizer: threes });
    assert.deepEqual(range, [3, 6]);
    assert.deepEqual(atBoundary('token-safe', 'abcdefghi', [3, 6], { tokenizer: threes }), [3, 6]);
    assert.deepEqual(atBoundary('token-safe', 'abcdefgh', [7, 8], { tokenizer: threes }), [6, 8]);
  });

  it('ast needs a tree', () => {
    assert.equal(at('ast', 'sum'), null);
    const syntax = { start: [0, 1, 36], end: [55, 34, 55], after: [3, 2, 3], sound: [1, 1, 1], eligible: [] };
    assert.equal(at('ast', 'sum(first, second);\r\nco', { syntax }), 'const total = sum(first, second);');
  });

  it('lines and tokens only widen, and no edge parts a character, whatever the text', () => {
    const texts = fc.array(fc.constantFrom('a', 'B1', '\n', '\r\n', ' ', '😀', '_x')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, fc.nat(60), fc.nat(60), fc.boolean(), (some, x, y, real) => {
        const cut = (offset: number) => {
          const within = Math.min(offset, some.length);
          return some.slice(0, within).isWellFormed() ? within : within - 1;
        };
        const [start, end] = [cut(Math.min(x, y)), cut(Math.max(x, y))];
        for (const boundary of ['line', 'token-safe'] as const) {
          const range = atBoundary(boundary, some, [start, end], real ? { tokenizer: threes } : {});
          assert.ok(range !== null && range[0] <= start && range[1] >= end && range[1] <= some.length);
          assert.ok(some.slice(0, range[0]).isWellFormed() && some.slice(0, range[1]).isWellFormed());
        }
      }),
      { numRuns: 500 },
    );
  });
});
