import { Clusters } from '../../core/curation/clusters.ts';
import { BANDS, likeness } from '../../core/curation/minHash.ts';
import type { RowSpool } from './rowSpool.ts';

/** How many rows of one bucket that are unlike each other are compared with those that come after. */
const LEADERS = 8;
/** Numbers are pairs of 32 bits: the upper ones decide the order first. Little-endian, as every machine that runs Node. */
const [LOW, HIGH] = [0, 1];

/**
 * Clusters of rows whose signatures are at least as alike as `threshold`. Candidates share a band; each band is sorted
 * by itself, so that memory is 8 bytes a row.
 */
export function clusterAlike(spool: RowSpool, threshold: number): Clusters {
  const clusters = new Clusters(spool.size);
  for (let band = 0; band < BANDS; band++) {
    for (const bucket of equalRuns(spool.bandHashes(band), spool.signed))
      joinBucket(bucket, clusters, spool, threshold);
  }
  return clusters;
}

function joinBucket(bucket: readonly number[], clusters: Clusters, spool: RowSpool, threshold: number): void {
  const leaders: number[] = [];
  for (const row of bucket) {
    if (leaders.some((leader) => clusters.of(leader) === clusters.of(row))) continue;
    const own = spool.signature(row);
    const like = leaders.find((leader) => likeness(spool.signature(leader), own) >= threshold);
    if (like !== undefined) clusters.join(like, row);
    else if (leaders.length < LEADERS) leaders.push(row);
  }
}

/** Groups of two or more `names` whose value is the same, each in rising order. */
export function* equalRuns(values: Uint32Array, names?: readonly number[]): Generator<number[]> {
  const keys = new BigUint64Array(values.length);
  const halves = new Uint32Array(keys.buffer);
  for (let at = 0; at < values.length; at++) {
    halves[2 * at + LOW] = at;
    halves[2 * at + HIGH] = values[at] as number;
  }
  keys.sort();
  for (let first = 0; first < values.length; ) {
    const value = halves[2 * first + HIGH];
    let next = first + 1;
    while (next < values.length && halves[2 * next + HIGH] === value) next++;
    if (next - first > 1) {
      const group: number[] = [];
      for (let at = first; at < next; at++) {
        const place = halves[2 * at + LOW] as number;
        group.push(names?.[place] ?? place);
      }
      yield group;
    }
    first = next;
  }
}
