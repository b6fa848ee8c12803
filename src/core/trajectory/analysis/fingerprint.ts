/**
 * Two 32-bit hashes of a text as one string of 14 characters or fewer: to tell texts apart, not to guard secrets.
 * Source: the multiply and shift mixing of MurmurHash3's finaliser (Appleby, public domain), over UTF-16 code units.
 */
export function fingerprint(text: string): string {
  const [a, b] = hashes(text);
  return a.toString(36) + b.toString(36);
}

/** A sum that does not depend on the order of what goes in and comes out again. */
export class UnorderedSum {
  #first = 0;
  #second = 0;

  add(text: string): void {
    const [a, b] = hashes(text);
    this.#first = (this.#first + a) >>> 0;
    this.#second = (this.#second + b) >>> 0;
  }

  remove(text: string): void {
    const [a, b] = hashes(text);
    this.#first = (this.#first - a) >>> 0;
    this.#second = (this.#second - b) >>> 0;
  }

  get value(): string {
    return `${this.#first.toString(36)}.${this.#second.toString(36)}`;
  }
}

function hashes(text: string): readonly [number, number] {
  let a = 0x9747b28c ^ text.length;
  let b = 0x3c6ef372 ^ text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    a = Math.imul(a ^ unit, 0x85ebca6b);
    b = Math.imul(b ^ unit, 0xc2b2ae35);
    a ^= a >>> 13;
    b ^= b >>> 16;
  }
  return [mixed(a), mixed(b)];
}

function mixed(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
