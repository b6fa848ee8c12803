import { likeness, PERMUTATIONS } from './minHash.ts';

/**
 * Which `keep` of a cluster are the most diverse, as places in `signatures`. The first one is the least like all of the
 * others together; each further one is the one whose nearest kept member is the farthest (greedy max-min diversity, as
 * Zed's edit prediction data is chosen). Of equals the one with the smallest of `names` comes first, so that the order
 * in which they came does not matter.
 */
export function mostDiverse(signatures: readonly Uint32Array[], names: readonly string[], keep: number): number[] {
  const order = names.map((_, at) => at).sort((a, b) => compare(names[a] ?? '', names[b] ?? ''));
  const alike = likenessToAll(signatures);
  const chosen: number[] = [];
  const nearest = new Float64Array(signatures.length).fill(-1);
  for (let count = 0; count < Math.min(keep, signatures.length); count++) {
    const score = (at: number) => (count === 0 ? (alike[at] as number) : (nearest[at] as number));
    const free = order.filter((at) => !chosen.includes(at));
    const best = free.reduce((found, at) => (score(at) < score(found) ? at : found));
    chosen.push(best);
    for (const at of free) {
      const near = likeness(signatures[at] as Uint32Array, signatures[best] as Uint32Array);
      nearest[at] = Math.max(nearest[at] as number, near);
    }
  }
  return chosen;
}

/** For each one, the sum of its likeness to all, by counting values at each position: no pair is looked at. */
function likenessToAll(signatures: readonly Uint32Array[]): Float64Array {
  const sums = new Float64Array(signatures.length);
  for (let position = 0; position < PERMUTATIONS; position++) {
    const counts = new Map<number, number>();
    for (const signature of signatures) {
      const value = signature[position] as number;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    signatures.forEach((signature, at) => {
      sums[at] = (sums[at] as number) + (counts.get(signature[position] as number) as number);
    });
  }
  return sums;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
