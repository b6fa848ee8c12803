import { linkStatus } from './linkStatus.ts';

/** A file that was touched less than this long ago may be half written. Milliseconds. */
const TOUCHED_MS = 100;
/** A file that is written to all the time is looked at all the same. Milliseconds. */
const LONGEST_MS = 3_000;

interface Parts {
  /** The editor is about to save this file, or saves it now. */
  readonly isSaving: (file: string) => boolean;
  readonly now?: () => number;
  /** When the file was touched last; 0 when it is not there. Milliseconds since 1970. */
  readonly touchedAt?: (file: string) => number;
}

/** Which files must not be looked at yet, because what stands in them now is not going to stay. */
export class Settling {
  readonly #isSaving: (file: string) => boolean;
  readonly #now: () => number;
  readonly #touchedAt: (file: string) => number;
  readonly #since = new Map<string, number>();

  constructor({ isSaving, now = Date.now, touchedAt = changeTime }: Parts) {
    this.#isSaving = isSaving;
    this.#now = now;
    this.#touchedAt = touchedAt;
  }

  /** True when what is at this path now counts. Asked again after a moment, it is true in the end. */
  isSettled(file: string): boolean {
    const now = this.#now();
    const since = this.#since.get(file) ?? now;
    const busy = this.#isSaving(file) || (now - since < LONGEST_MS && this.#isFresh(file, now));
    if (busy) this.#since.set(file, since);
    else this.#since.delete(file);
    return !busy;
  }

  /** A change time well in the future is another machine's clock, and tells nothing. */
  #isFresh(file: string, now: number): boolean {
    return Math.abs(now - this.#touchedAt(file)) < TOUCHED_MS;
  }
}

function changeTime(file: string): number {
  return linkStatus(file)?.ctimeMs ?? 0;
}
