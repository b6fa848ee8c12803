/** How many of some lengths are from `from` to below `to`. */
export interface LengthBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/**
 * Lengths in bins that double: 0, 1, 2 to 3, 4 to 7 and so on, from the first that has some to the last. Lengths that
 * are null are left out.
 */
export function lengthBins(lengths: Iterable<number | null>): LengthBin[] {
  const counts: number[] = [];
  for (const length of lengths) {
    if (length === null) continue;
    const bin = length < 1 ? 0 : Math.floor(Math.log2(length)) + 1;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const first = counts.findIndex((count) => count !== undefined && count > 0);
  if (first < 0) return [];
  return Array.from({ length: counts.length - first }, (_, index) => {
    const bin = first + index;
    return { from: bin === 0 ? 0 : 2 ** (bin - 1), to: 2 ** bin, count: counts[bin] ?? 0 };
  });
}
