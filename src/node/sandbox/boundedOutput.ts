/**
 * Bytes of a stream of any length of which the beginning and the end are kept. Holds no more than `limit` bytes and
 * one chunk, however many come.
 */
export class BoundedOutput {
  readonly #half: number;
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #omitted = 0;

  /** @param limit bytes to keep, half of them from the beginning */
  constructor(limit: number) {
    this.#half = Math.max(1, Math.floor(limit / 2));
  }

  /** Bytes that were left out of the middle. */
  get omitted(): number {
    return this.#omitted;
  }

  add(chunk: Buffer): void {
    const free = this.#half - this.#headBytes;
    if (free > 0) {
      const first = chunk.subarray(0, free);
      this.#head.push(Buffer.from(first));
      this.#headBytes += first.length;
    }
    const rest = chunk.subarray(Math.max(0, free));
    if (rest.length === 0) return;
    this.#tail.push(Buffer.from(rest.subarray(-this.#half)));
    this.#omitted += Math.max(0, rest.length - this.#half);
    this.#tailBytes += Math.min(rest.length, this.#half);
    if (this.#tailBytes > 2 * this.#half) this.#shrink();
  }

  /** The text (UTF-8, what is not becomes U+FFFD), with a line in the middle that says how much is missing. */
  text(): string {
    this.#shrink();
    const [head, tail] = [Buffer.concat(this.#head), Buffer.concat(this.#tail)];
    if (this.#omitted === 0) return Buffer.concat([head, tail]).toString('utf8');
    const [start, end] = [dropTornEnd(head), dropTornStart(tail)];
    return `${start.toString('utf8')}\n[… ${this.#omitted} bytes left out …]\n${end.toString('utf8')}`;
  }

  #shrink(): void {
    if (this.#tailBytes <= this.#half) return;
    const all = Buffer.concat(this.#tail);
    this.#omitted += all.length - this.#half;
    this.#tail = [Buffer.from(all.subarray(-this.#half))];
    this.#tailBytes = this.#half;
  }
}

function dropTornEnd(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}

function dropTornStart(bytes: Buffer): Buffer {
  let at = 0;
  while (at < Math.min(3, bytes.length) && ((bytes[at] ?? 0) & 0xc0) === 0x80) at++;
  return bytes.subarray(at);
}
