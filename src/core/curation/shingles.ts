/** Tokens in one shingle, as BigCode and datatrove have it. */
export const SHINGLE_TOKENS = 5;

/** By character code below 128: 1 where it belongs to a token. Others separate tokens: `[^A-Za-z_0-9]`. */
const inToken = Uint8Array.from({ length: 128 }, (_, code) => (/[A-Za-z_0-9]/.test(String.fromCharCode(code)) ? 1 : 0));

/** The hashes of a text's shingles, in their order, repeats and all. The buffer is used again by the next text. */
export class Shingles {
  #hashes = new Uint32Array(4096);
  #count = 0;
  #tokens = 0;

  /** Only good until the next `read`. */
  get hashes(): Uint32Array {
    return this.#hashes.subarray(0, this.#count);
  }

  /** Tokens of the last text. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Takes runs of letters, digits and underscores as tokens, and every five that follow each other as a shingle. */
  read(text: string): this {
    let [a, b, c, d] = [0, 0, 0, 0];
    let token = 0;
    let tokens = 0;
    this.#count = 0;
    // One step further than the text, so that its last token ends, too.
    for (let at = 0; at <= text.length; at++) {
      const code = at === text.length ? 0 : text.charCodeAt(at);
      if (code < 128 && inToken[code] === 1) {
        token = Math.imul((token === 0 ? 0x811c9dc5 : token) ^ code, 0x01000193);
        continue;
      }
      if (token === 0) continue;
      tokens++;
      if (tokens >= SHINGLE_TOKENS) {
        let hash = Math.imul(a, 0x9e3779b1) ^ b;
        hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) ^ c;
        hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) ^ d;
        hash = Math.imul(hash ^ (hash >>> 15), 0x27d4eb2f) ^ token;
        this.#add(hash >>> 0);
      }
      a = b;
      b = c;
      c = d;
      d = token;
      token = 0;
    }
    this.#tokens = tokens;
    return this;
  }

  #add(hash: number): void {
    if (this.#count === this.#hashes.length) {
      const larger = new Uint32Array(this.#hashes.length * 2);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[this.#count++] = hash;
  }
}

/** |A ∩ B| / |A ∪ B| of two texts' shingles: what a signature estimates. */
export function exactJaccard(one: string, other: string): number {
  const shingles = new Shingles();
  const a = new Set(shingles.read(one).hashes);
  const b = new Set(shingles.read(other).hashes);
  let shared = 0;
  for (const hash of a) if (b.has(hash)) shared++;
  return a.size + b.size === 0 ? 1 : shared / (a.size + b.size - shared);
}
