import { TracewrightError } from '../../core/errors.ts';

export interface DatasetRow {
  readonly file: string;
  /** From 1; in a Parquet file the row. */
  readonly line: number;
  readonly value: unknown;
}

/** A row that cannot be read. */
export function badRow(
  code: string,
  what: string,
  place: { file: string; line?: number },
  cause?: unknown,
): TracewrightError {
  return new TracewrightError(code, what, { place, remedy: 'make the dataset again, or name another one', cause });
}
