import { TracewrightError } from '../../core/errors.ts';

/** Where rows of one file go. After `close` the file is complete, but only `place` gives it its name. */
export interface RowSink<Row = unknown> {
  /** Characters written so far, before any compression. */
  readonly size: number;
  /** @throws TracewrightError `lone-surrogate`: such a row cannot be written as UTF-8 and read again the same. */
  write(row: Row): void;
  close(): Promise<{ readonly rows: number; readonly sha256: string }>;
  place(target: string): void;
  /** Gives up: nothing is left behind. */
  abort(): void;
}

/**
 * JSON of a row.
 * @throws TracewrightError `lone-surrogate`
 */
export function jsonOf(row: unknown, place: { readonly file: string; readonly line: number }): string {
  const json = JSON.stringify(row);
  if (json.includes('\\ud') && hasLoneSurrogate(row)) throw loneSurrogate(place);
  return json;
}

export function loneSurrogate(place: { readonly file: string; readonly line: number }): TracewrightError {
  return new TracewrightError('lone-surrogate', 'a row has half of a surrogate pair', {
    place,
    remedy: 'cut texts at whole characters',
  });
}

function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed();
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, item]) => !key.isWellFormed() || hasLoneSurrogate(item));
}
