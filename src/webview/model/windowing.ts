/** Which rows of a long list stand in the viewport. All lengths are CSS pixels. */
export interface RowWindow {
  /** Rows [first, last) are to be drawn. */
  readonly first: number;
  readonly last: number;
}

/** Top edge of every row, and the height of all at the end: one number more than there are rows. */
export function rowTops(heights: readonly number[]): Float64Array {
  const tops = new Float64Array(heights.length + 1);
  heights.forEach((height, index) => {
    tops[index + 1] = (tops[index] as number) + height;
  });
  return tops;
}

/** The rows that touch the viewport, and `overscan` pixels around it. */
export function rowWindow(tops: Float64Array, scrollTop: number, viewport: number, overscan: number): RowWindow {
  const count = tops.length - 1;
  if (count === 0) return { first: 0, last: 0 };
  const first = rowAt(tops, scrollTop - overscan);
  const last = rowAt(tops, scrollTop + viewport + overscan) + 1;
  return { first, last: Math.min(count, last) };
}

/** The row that covers a height; the nearest one outside of the list. */
export function rowAt(tops: Float64Array, y: number): number {
  let low = 0;
  let high = tops.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] as number) <= y) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

/** The smallest scroll that brings a row into view whole; unchanged when it is. */
export function scrollToRow(tops: Float64Array, index: number, scrollTop: number, viewport: number): number {
  const top = tops[index] ?? 0;
  const bottom = tops[index + 1] ?? top;
  if (top < scrollTop) return top;
  if (bottom > scrollTop + viewport) return Math.max(0, Math.min(top, bottom - viewport));
  return scrollTop;
}
