import type { Readable } from 'node:stream';

const longest = 64 * 1024;

/**
 * Messages that end with NUL, in order, to be waited for. Of one that is longer than 64 KiB nothing is kept: whoever
 * writes that is not the shell.
 */
export class Answers {
  readonly #waiting: ((answer: string | null) => void)[] = [];
  readonly #come: string[] = [];
  #pieces: Buffer[] = [];
  #bytes = 0;
  #ended = false;

  constructor(stream: Readable) {
    stream.on('data', (chunk: Buffer) => this.#read(chunk));
    const end = () => {
      this.#ended = true;
      for (const resolve of this.#waiting.splice(0)) resolve(null);
    };
    stream.on('end', end);
    stream.on('close', end);
  }

  /** The next message; null when there will be none, or none within `ms`. */
  next(ms: number): Promise<string | null> {
    const first = this.#come.shift();
    if (first !== undefined) return Promise.resolve(first);
    if (this.#ended) return Promise.resolve(null);
    return new Promise((resolve) => {
      const settle = (answer: string | null) => {
        clearTimeout(timer);
        const at = this.#waiting.indexOf(settle);
        if (at >= 0) this.#waiting.splice(at, 1);
        resolve(answer);
      };
      const timer = setTimeout(settle, ms, null);
      this.#waiting.push(settle);
    });
  }

  /** Whether nothing more will come. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Forgets what came and was not asked for. */
  clear(): void {
    this.#come.length = 0;
  }

  #read(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(0); at >= 0; at = chunk.indexOf(0, from)) {
      this.#keep(chunk.subarray(from, at));
      const message = Buffer.concat(this.#pieces).toString('utf8');
      const whole = this.#bytes <= longest;
      this.#pieces = [];
      this.#bytes = 0;
      from = at + 1;
      if (whole) this.#deliver(message);
    }
    this.#keep(chunk.subarray(from));
  }

  #keep(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes <= longest) this.#pieces.push(Buffer.from(piece));
    else this.#pieces = [];
  }

  #deliver(message: string): void {
    const waiting = this.#waiting[0];
    if (waiting !== undefined) waiting(message);
    else if (this.#come.length < 16) this.#come.push(message);
  }
}
