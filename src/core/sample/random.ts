/** A source of numbers in [0, 1). The same seed gives the same numbers. */
export type Random = () => number;

/** mulberry32 by Tommy Ettinger (public domain): 32 bits of state, period 2^32. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A seed of its own for each thing that is named, so that what one file draws does not depend on the files before it.
 * FNV-1a, 32 bits, over the name's UTF-16 code units.
 */
export function seedFor(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}

/** An integer in [0, bound). */
export function drawInteger(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}
