import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rowAt, rowTops, rowWindow, scrollToRow } from '../../../src/webview/model/windowing.ts';

const heights = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 200 });

describe('windowing of a long list', () => {
  it('draws every row that touches the viewport', () => {
    fc.assert(
      fc.property(heights, fc.nat(20_000), fc.integer({ min: 1, max: 900 }), (list, scroll, viewport) => {
        const tops = rowTops(list);
        const { first, last } = rowWindow(tops, scroll, viewport, 0);
        list.forEach((height, index) => {
          const top = tops[index] as number;
          const seen = top < scroll + viewport && top + height > scroll;
          if (seen) assert.ok(index >= first && index < last, `row ${index}`);
        });
      }),
    );
  });

  it('draws few rows of ten thousand', () => {
    const tops = rowTops(new Array(10_000).fill(46));
    const { first, last } = rowWindow(tops, 200_000, 800, 300);
    assert.ok(last - first < 40);
  });

  it('draws nothing of an empty list', () => {
    assert.deepEqual(rowWindow(rowTops([]), 0, 500, 100), { first: 0, last: 0 });
  });

  it('finds the row at a height, and the nearest one outside', () => {
    const tops = rowTops([10, 20, 30]);
    assert.deepEqual(
      [-5, 0, 9, 10, 29, 30, 500].map((y) => rowAt(tops, y)),
      [0, 0, 0, 1, 1, 2, 2],
    );
  });

  it('scrolls no further than a row needs', () => {
    const tops = rowTops([50, 50, 50, 50]);
    assert.equal(scrollToRow(tops, 1, 0, 100), 0);
    assert.equal(scrollToRow(tops, 3, 0, 100), 100);
    assert.equal(scrollToRow(tops, 0, 120, 100), 0);
  });

  it('shows the top of a row that is higher than the viewport', () => {
    assert.equal(scrollToRow(rowTops([50, 500]), 1, 0, 100), 50);
  });
});
