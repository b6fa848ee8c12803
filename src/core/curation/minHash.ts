/** Positions of a signature. A power of two. */
export const PERMUTATIONS = 128;
const ROUNDS = 2 * PERMUTATIONS;

/**
 * The MinHash signature of a set, repeats do not matter: two sets agree at each position with the probability of their
 * Jaccard index. Null for an empty set. Fast Similarity Sketching (Dahlgaard, Knudsen, Thorup, FOCS 2017): in a round
 * every element falls into one of the positions with a value; what is still empty after a round is filled by the next
 * ones, and the last rounds fill one position each. A set of some hundred elements takes one round.
 */
export function minHash(hashes: Uint32Array): Uint32Array | null {
  if (hashes.length === 0) return null;
  const signature = new Uint32Array(PERMUTATIONS).fill(0xffffffff);
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0 && !signature.includes(0xffffffff)) break;
    const seed = Math.imul(round + 1, 0x9e3779b1);
    const prefix = round << 24;
    const only = round - PERMUTATIONS;
    for (let at = 0; at < hashes.length; at++) {
      let mixed = (hashes[at] as number) ^ seed;
      mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      mixed ^= mixed >>> 16;
      const bin = only < 0 ? mixed & (PERMUTATIONS - 1) : only;
      const value = (prefix | (mixed >>> 8)) >>> 0;
      if (value < (signature[bin] as number)) signature[bin] = value;
    }
  }
  return signature;
}

/** The share of positions at which two signatures agree: the estimate of their sets' Jaccard index. */
export function likeness(one: Uint32Array, other: Uint32Array): number {
  let equal = 0;
  for (let at = 0; at < PERMUTATIONS; at++) if (one[at] === other[at]) equal++;
  return equal / PERMUTATIONS;
}

/** Bands of a signature, and positions of each: the banded locality-sensitive hashing that finds candidates. */
export const BANDS = 16;
export const BAND_ROWS = PERMUTATIONS / BANDS;

/** Hash of one band. Equal bands have equal hashes. */
export function bandHash(signature: Uint32Array, band: number): number {
  let hash = 0x811c9dc5 ^ band;
  for (let at = band * BAND_ROWS; at < (band + 1) * BAND_ROWS; at++) {
    hash = Math.imul(hash ^ (signature[at] as number), 0x01000193);
    hash ^= hash >>> 15;
  }
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}

/** With which probability two sets of that Jaccard index share a band: 1-(1-s^r)^b. */
export function bandRecall(jaccard: number): number {
  return 1 - (1 - jaccard ** BAND_ROWS) ** BANDS;
}
