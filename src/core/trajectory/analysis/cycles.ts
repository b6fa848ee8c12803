export interface Cycle {
  /** Indices of the first and the last element. */
  readonly first: number;
  readonly last: number;
  /** Length of what is repeated. */
  readonly period: number;
}

export interface CycleLimits {
  readonly longest: number;
  /** So many equal elements in a row. */
  readonly leastAlone: number;
  /** So many rounds of a longer period. */
  readonly leastTurns: number;
}

/** Where a list repeats itself with a short period. Null is equal to nothing. Cycles do not overlap; the shortest period wins. Linear. */
export function cycles(list: readonly (string | null)[], { longest, leastAlone, leastTurns }: CycleLimits): Cycle[] {
  const reach = Array.from({ length: longest }, (_, index) => runLengths(list, index + 1));
  const found: Cycle[] = [];
  for (let first = 0; first < list.length; ) {
    const period = reach.findIndex((lengths, index) => {
      const length = lengths[first] ?? 0;
      return index === 0 ? length >= leastAlone : length >= (index + 1) * leastTurns;
    });
    if (period < 0) first++;
    else {
      const length = reach[period]?.[first] ?? 1;
      found.push({ first, last: first + length - 1, period: period + 1 });
      first += length;
    }
  }
  return found;
}

/** For each place, how many elements from it on repeat with the period, the first round included; 0 where none. */
function runLengths(list: readonly (string | null)[], period: number): number[] {
  const equal = new Array<number>(list.length).fill(0);
  for (let at = list.length - 1 - period; at >= 0; at--) {
    const one = list[at] ?? null;
    equal[at] = one !== null && one === list[at + period] ? (equal[at + 1] ?? 0) + 1 : 0;
  }
  return equal.map((count) => (count === 0 ? 0 : count + period));
}
