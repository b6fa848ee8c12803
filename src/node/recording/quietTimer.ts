/**
 * Runs something once it has been quiet for a while, but not later than `longest` after the first poke.
 * Milliseconds.
 */
export class QuietTimer {
  readonly #run: () => void;
  #timer: NodeJS.Timeout | undefined;
  #first = 0;

  constructor(run: () => void) {
    this.#run = run;
  }

  poke(quiet: number, longest: number): void {
    const now = performance.now();
    if (this.#timer === undefined) this.#first = now;
    else clearTimeout(this.#timer);
    const wait = Math.max(0, Math.min(quiet, this.#first + longest - now));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#run();
    }, wait);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
