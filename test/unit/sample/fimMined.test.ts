import assert from 'node:assert/strict';
import fc from 'fast-check';
import { minimalDiff } from '../../../src/core/edit/minimalDiff.ts';
import { insertionsOf, slid, touchedLines } from '../../../src/core/sample/fimMined.ts';

const changesOf = (before: string, after: string) => minimalDiff(before, after).reverse();
const middles = (before: string, after: string) =>
  insertionsOf(changesOf(before, after), after).map(({ range }) => after.slice(...range));

describe('what a commit put in', () => {
  it('each run of lines is one insertion, and deletions are none', () => {
    assert.deepEqual(middles('a();\nb();\nc();\nd();\n', 'a();\nx();\ny();\nb();\nc();\nd();\nz();\n'), [
      'x();\ny();\n',
      'z();\n',
    ]);
    assert.deepEqual(middles('a();\nb();\n', 'a();\n'), []);
  });

  it('pieces of one line that changed count together, with what stayed between them', () => {
    const before = 'const total = sum(a, b);\n';
    const after = 'const average = mean(a, b);\n';
    const [only, ...others] = insertionsOf(changesOf(before, after), after);
    assert.deepEqual(others, []);
    assert.equal(only?.replaced, true);
    const middle = after.slice(...(only?.range ?? [0, 0]));
    assert.ok(middle.includes(' = ') && !middle.includes('const'), middle);
  });

  it('an insertion that fits at several places starts at a line start', () => {
    const before = 'it("a", () => {\n  one();\n});\n';
    const after = 'it("a", () => {\n  one();\n});\nit("b", () => {\n  two();\n});\n';
    const late = after.indexOf('});\nit("b"');
    const length = after.length - before.length;
    assert.equal(after.slice(0, late) + after.slice(late + length), before);
    assert.equal(after.slice(...slid(after, [late, late + length])), 'it("b", () => {\n  two();\n});\n');
  });

  it('taking what was slid away leaves the same text, whatever the text', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\n', '\r\n', ' ', '😀', 'ab')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, text, (front, put, back) => {
        const after = front + put + back;
        const [start, end] = slid(after, [front.length, front.length + put.length]);
        assert.equal(after.slice(0, start) + after.slice(end), front + back);
        assert.equal(end - start, put.length);
      }),
    );
  });

  it('insertions are disjoint, ascending and whole characters, whatever was changed', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '\n', '\r\n', '  ', '😀', 'x = 1;', '}\n'), { maxLength: 40 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        for (const { range } of insertionsOf(changesOf(before, after), after)) {
          assert.ok(range[0] < range[1] && range[1] <= after.length);
          assert.ok(after.slice(...range).isWellFormed() && after.slice(0, range[0]).isWellFormed());
        }
        let at = 0;
        for (const [start, end] of touchedLines(changesOf(before, after), after)) {
          assert.ok(start >= at && end >= start);
          assert.ok(start === 0 || after[start - 1] === '\n');
          assert.ok(end === after.length || after[end - 1] === '\n');
          at = end;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('the lines that were touched are whole lines of the text after', () => {
    const before = 'a\nb\nc\nd\n';
    const after = 'a\nB\nc\nd\ne\n';
    assert.deepEqual(
      touchedLines(changesOf(before, after), after).map((range) => after.slice(...range)),
      ['B\n', 'e\n'],
    );
    assert.deepEqual(touchedLines([[0, 0, 'x']], 'x\n'), [[0, 2]]);
    assert.deepEqual(touchedLines([[0, 0, '\n']], '\nx'), [[0, 1]]);
  });
});
