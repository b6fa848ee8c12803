/** What the command line's exit code and the reader's next step depend on. */
export type ErrorKind = 'usage' | 'input' | 'environment';

/** Where something is wrong: a file with a line (from 1), or a path inside a document. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
}

/**
 * An error that a person can act on: what is wrong, where, and what to do.
 * `code` is stable and tested against; the text is put together at the edge.
 */
export class TracewrightError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly place: Place;
  readonly remedy: string;

  constructor(
    code: string,
    what: string,
    options: { kind?: ErrorKind; place?: Place; remedy: string; cause?: unknown },
  ) {
    super(what, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TracewrightError';
    this.code = code;
    this.kind = options.kind ?? 'input';
    this.place = options.place ?? {};
    this.remedy = options.remedy;
  }

  /** `FILE:LINE: what is wrong (what to do)`, the one line that is shown on a terminal. */
  get sentence(): string {
    const { file, line } = this.place;
    const where = file === undefined ? '' : line === undefined ? `${file}: ` : `${file}:${line}: `;
    return `${where}${this.message} (${this.remedy})`.replaceAll(/\s*[\r\n]+\s*/g, ' ');
  }
}
