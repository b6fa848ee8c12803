import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RowFacts } from '../../../src/core/sample/viewing/rowFacts.ts';
import {
  countsOf,
  type DatasetFilter,
  isFiltering,
  noFilter,
  type RowMarks,
  shownRows,
} from '../../../src/webview/model/datasetRows.ts';
import { lengthBins } from '../../../src/webview/model/lengthBins.ts';

const facts = fc
  .array(
    fc.record({
      kind: fc.constantFrom('fim' as const, 'tool-use' as const, 'unreadable' as const),
      language: fc.constantFrom('typescript', 'python', ''),
      actor: fc.constantFrom('human' as const, 'agent' as const, 'unknown' as const),
      length: fc.nat(5000),
      middle: fc.option(fc.nat(500)),
    }),
    { maxLength: 40 },
  )
  .map((list) =>
    list.map(
      (one, key): RowFacts => ({ ...one, key, id: `id${key % 30}`, family: 'f', title: '', preview: '', trained: 0 }),
    ),
  );
const noMarks: RowMarks = { found: null, rules: new Map(), curation: {} };
const only = (filter: Partial<DatasetFilter>): DatasetFilter => ({ ...noFilter, ...filter });

describe('the filter of a dataset', () => {
  it('that is empty shows all rows in their order', () => {
    fc.assert(fc.property(facts, (rows) => assert.deepEqual(shownRows(rows, noFilter, noMarks), rows)));
    assert.equal(isFiltering(noFilter), false);
  });

  it('splits the rows by each of its parts: what one value shows and the others show is all', () => {
    fc.assert(
      fc.property(facts, (rows) => {
        const count = (filter: Partial<DatasetFilter>, marks = noMarks) => shownRows(rows, only(filter), marks).length;
        const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
        assert.equal(
          sum((['fim', 'tool-use', 'unreadable'] as const).map((kind) => count({ kinds: [kind] }))),
          rows.length,
        );
        assert.equal(sum((['human', 'agent', 'unknown'] as const).map((actor) => count({ actor }))), rows.length);
        assert.equal(sum(['typescript', 'python', ''].map((one) => count({ languages: [one] }))), rows.length);
        const curation = { id1: { rejected: true, labels: {} }, id2: { rejected: false, labels: {} } };
        const marks = { ...noMarks, curation };
        assert.equal(count({ verdict: 'rejected' }, marks) + count({ verdict: 'kept' }, marks), rows.length);
        assert.equal(count({ verdict: 'rejected' }, marks), rows.filter(({ id }) => id === 'id1').length);
      }),
    );
  });

  it('shows the rows that a rule found something in, or any rule', () => {
    const rows = fc.sample(facts, { seed: 1, numRuns: 50 }).find((list) => list.length > 3) ?? [];
    const marks = {
      ...noMarks,
      rules: new Map([
        [0, ['secrets', 'spans']],
        [2, ['spans']],
      ]),
    };
    assert.deepEqual(
      shownRows(rows, only({ rule: 'secrets' }), marks).map(({ key }) => key),
      [0],
    );
    assert.deepEqual(
      shownRows(rows, only({ rule: '*' }), marks).map(({ key }) => key),
      [0, 2],
    );
    assert.deepEqual(
      shownRows(rows, only({ rule: '*' }), { ...marks, found: new Set([2]) }).map(({ key }) => key),
      [2],
    );
  });

  it('counts values, the most frequent first', () => {
    assert.deepEqual(countsOf(['b', 'a', 'c', 'a', 'c']), [
      ['a', 2],
      ['c', 2],
      ['b', 1],
    ]);
  });
});

describe('the bins of lengths', () => {
  it('hold every length once, without gaps, and choose just its rows', () => {
    fc.assert(
      fc.property(facts, (rows) => {
        for (const which of ['length', 'middle'] as const) {
          const bins = lengthBins(rows.map((row) => row[which]));
          for (const [index, bin] of bins.entries()) {
            assert.equal(shownRows(rows, only({ range: { of: which, ...bin } }), noMarks).length, bin.count);
            if (index > 0) assert.equal(bins[index - 1]?.to, bin.from);
          }
          const counted = bins.reduce((sum, { count }) => sum + count, 0);
          assert.equal(counted, rows.filter((row) => row[which] !== null).length);
          if (bins.length > 0) assert.ok((bins[0]?.count ?? 0) > 0 && (bins.at(-1)?.count ?? 0) > 0);
        }
      }),
    );
  });
});
