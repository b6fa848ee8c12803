import assert from 'node:assert/strict';
import { Openings } from '../../../src/extension/recorder/openings.ts';
import type { Arrival } from '../../../src/extension/recorder/requestLog.ts';
import { listsMatch } from '../../../src/extension/recorder/searchListing.ts';

const place = (doc: number, start: number): Arrival => ({ doc, range: [start, start + 5] });

describe('openings one after another', () => {
  it('with the same text selected are a search for it', () => {
    const openings = new Openings();
    assert.deepEqual(openings.opened(place(1, 10), 'total', 0), []);
    assert.deepEqual(
      openings.opened(place(2, 40), 'total', 5_000).map(({ doc, word }) => [doc, word]),
      [
        [1, 'total'],
        [2, 'total'],
      ],
    );
  });

  it('are none at the same place, with another text, without one, over lines, or much later', () => {
    for (const [second, text, t] of [
      [place(1, 10), 'total', 10],
      [place(2, 10), 'other', 10],
      [place(2, 10), '', 10],
      [place(2, 10), 'to\nal', 10],
      [place(2, 10), 'total', 61_000],
    ] as const) {
      const openings = new Openings();
      openings.opened(place(1, 10), text === 'to\nal' ? text : 'total', 0);
      assert.deepEqual(openings.opened(second, text, t), [], JSON.stringify([second, text, t]));
    }
  });
});

describe('the list of the search view', () => {
  const listed = [
    '/w/project/src/total.ts',
    '  2,15:   return list.reduce((sum, n) => sum + n, 0);',
    '  3:     it goes on',
    '  9,1:    reduce();',
    '',
    '~/project/src/main.ts',
    '  1,10: reduce',
    '',
  ].join('\n');

  it('names a match by its file, line and column', () => {
    assert.ok(listsMatch(listed, 'src/total.ts', 2, 15));
    assert.ok(listsMatch(listed, 'src/total.ts', 9, 1));
    assert.ok(listsMatch(listed, 'src/main.ts', 1, 10));
    assert.ok(listsMatch(listed.replaceAll('/', '\\').replaceAll('\n', '\r\n'), 'src/main.ts', 1, 10));
  });

  it('does not take one file, line or column for another', () => {
    assert.ok(!listsMatch(listed, 'src/main.ts', 2, 15));
    assert.ok(!listsMatch(listed, 'total.tsx', 2, 15));
    assert.ok(!listsMatch(listed, 'otal.ts', 2, 15));
    assert.ok(!listsMatch(listed, 'src/total.ts', 2, 14));
    assert.ok(!listsMatch(listed, 'src/total.ts', 3, 1));
    assert.ok(!listsMatch('', 'src/total.ts', 1, 1));
  });
});
