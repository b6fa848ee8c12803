import { TracewrightError } from '../errors.ts';

/** One part of a dataset. Shares of all splits add up to 1. */
export interface Split {
  readonly name: string;
  readonly share: number;
}

/**
 * Reads `train=0.9,valid=0.05,test=0.05`. Shares may add up to anything above 0.
 * @throws TracewrightError `bad-split`
 */
export function parseSplits(words: string): Split[] {
  const splits = words.split(',').map((word) => {
    const [, name = '', share = ''] = /^\s*([a-z][a-z0-9_]{0,30})\s*=\s*(\d*\.?\d+)\s*$/.exec(word) ?? [];
    if (name === '' || !(Number(share) > 0)) throw bad(`"${word}" is no split`);
    return { name, share: Number(share) };
  });
  if (new Set(splits.map(({ name }) => name)).size < splits.length) throw bad('two splits have the same name');
  const sum = splits.reduce((total, { share }) => total + share, 0);
  return splits.map(({ name, share }) => ({ name, share: share / sum }));
}

/**
 * The split that a key belongs to, by its hash alone: what else is in a dataset does not move it.
 * FNV-1a with a final mix, over UTF-16 code units.
 */
export function splitOf(key: string, splits: readonly Split[]): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  let place = ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
  for (const [at, { share }] of splits.entries()) {
    place -= share;
    if (place < 0) return at;
  }
  return splits.length - 1;
}

function bad(what: string): TracewrightError {
  return new TracewrightError('bad-split', what, { kind: 'usage', remedy: 'write train=0.9,valid=0.05,test=0.05' });
}
