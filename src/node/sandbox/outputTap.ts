import type { Readable } from 'node:stream';
import { BoundedOutput } from './boundedOutput.ts';

/** Reads a stream all the time and keeps what came since the last cut, up to a limit. */
export class OutputTap {
  readonly #limit: number;
  #kept: BoundedOutput;
  #mark: Buffer | null = null;
  /** The last bytes, which may be the beginning of the mark. Not kept yet. */
  #carried: Buffer = Buffer.alloc(0);
  #found: ((found: boolean) => void) | null = null;
  #ended = false;

  constructor(stream: Readable, limit: number) {
    this.#limit = limit;
    this.#kept = new BoundedOutput(limit);
    stream.on('data', (chunk: Buffer) => this.#read(chunk));
    stream.on('close', () => {
      this.#ended = true;
      this.#found?.(false);
    });
  }

  /** Waits until `mark` comes by; false when it does not within `ms`. Call it before the mark is asked for. */
  until(mark: string, ms: number): Promise<boolean> {
    if (this.#ended) return Promise.resolve(false);
    this.#mark = Buffer.from(mark, 'utf8');
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#found?.(false), ms);
      this.#found = (found) => {
        clearTimeout(timer);
        this.#found = null;
        this.#mark = null;
        if (!found) this.#release();
        resolve(found);
      };
    });
  }

  /** What came before the mark (or until now), and starts anew. */
  cut(): { readonly text: string; readonly omitted: number } {
    const text = this.#kept.text();
    const { omitted } = this.#kept;
    this.#kept = new BoundedOutput(this.#limit);
    if (this.#mark === null) this.#release();
    return { text, omitted };
  }

  #read(chunk: Buffer): void {
    if (this.#mark === null) {
      this.#release();
      this.#kept.add(chunk);
      return;
    }
    const bytes = Buffer.concat([this.#carried, chunk]);
    const at = bytes.indexOf(this.#mark);
    if (at >= 0) {
      this.#kept.add(bytes.subarray(0, at));
      this.#carried = Buffer.from(bytes.subarray(at + this.#mark.length));
      this.#found?.(true);
      return;
    }
    const safe = Math.max(0, bytes.length - this.#mark.length + 1);
    this.#kept.add(bytes.subarray(0, safe));
    this.#carried = Buffer.from(bytes.subarray(safe));
  }

  #release(): void {
    if (this.#carried.length === 0) return;
    this.#kept.add(this.#carried);
    this.#carried = Buffer.alloc(0);
  }
}
