/** First and last line, counted from 0. */
export type Lines = readonly [number, number];

interface View {
  readonly doc: number;
  readonly lines: readonly Lines[];
}

/** Lines that stay in view this long were looked at. Milliseconds. */
const DWELL_MS = 1_000;
/** Lines that were in view this much longer than the record says get a second one, with the whole time. Milliseconds. */
const WORTH_TELLING_MS = 3_000;
/** A view whose borders moved by no more lines than this is the same one, as when a line is typed. */
const SLACK_LINES = 2;

/**
 * Tells what stayed in view: once after a second, and again with the whole time when that was much longer. Scrolling
 * by leaves nothing.
 */
export class ViewDwell {
  readonly #write: (view: View, dwell: number) => void;
  #view: View | undefined;
  #since = 0;
  #told = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (view: View, dwell: number) => void) {
    this.#write = write;
  }

  /** This is in view now. */
  shows(view: View): void {
    if (this.#view !== undefined && isSame(this.#view, view)) return;
    this.leaves();
    this.#view = view;
    this.#since = performance.now();
    this.#timer = setTimeout(() => this.#tell(), DWELL_MS);
  }

  /** What was in view is not any more. */
  leaves(): void {
    clearTimeout(this.#timer);
    if (this.#told > 0 && performance.now() - this.#since - this.#told >= WORTH_TELLING_MS) this.#tell();
    this.#view = undefined;
    this.#told = 0;
  }

  /** Nobody looks any more, and nothing is told of it. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#view = undefined;
    this.#told = 0;
  }

  #tell(): void {
    if (this.#view === undefined) return;
    this.#told = Math.round(performance.now() - this.#since);
    this.#write(this.#view, this.#told);
  }
}

function isSame(a: View, b: View): boolean {
  return (
    a.doc === b.doc &&
    a.lines.length === b.lines.length &&
    a.lines.every(([first, last], index) => {
      const [otherFirst, otherLast] = b.lines[index] ?? [Number.NaN, Number.NaN];
      return Math.abs(first - otherFirst) <= SLACK_LINES && Math.abs(last - otherLast) <= SLACK_LINES;
    })
  );
}
