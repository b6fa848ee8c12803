import { badRow, type DatasetRow } from './datasetRow.ts';
import { isSampleRow, sampleOfRow } from './sampleColumns.ts';
import { zstdDecompress } from './zstd.ts';

/** Rows that are decoded at once, so that a row group of any size is read in little memory. */
const ROWS_AT_ONCE = 2_000;

/**
 * The rows of a Parquet file: samples where it has their columns, else the rows as they are.
 * @throws TracewrightError `not-parquet`, `torn-row` or `no-zstd`.
 */
export async function* readParquetRows(file: string): AsyncGenerator<DatasetRow> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await import('hyparquet');
  const buffer = await asyncBufferFromFile(file);
  const metadata = await parquetMetadataAsync(buffer).catch((cause: unknown) => {
    throw badRow('not-parquet', 'this is no Parquet file, or it is cut off', { file }, cause);
  });
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    for (let from = start; from < end; from += ROWS_AT_ONCE) {
      const rows = await parquetReadObjects({
        file: buffer,
        metadata,
        rowStart: from,
        rowEnd: Math.min(end, from + ROWS_AT_ONCE),
        compressors: { ZSTD: zstdDecompress },
        parsers: { stringFromBytes },
        useOffsetIndex: true,
      });
      for (const [at, row] of rows.entries())
        yield { file, line: from + at + 1, value: rowValue(row, file, from + at + 1) };
    }
    start = end;
  }
}

function rowValue(row: Readonly<Record<string, unknown>>, file: string, line: number): unknown {
  if (!isSampleRow(row)) return plain(row);
  try {
    return sampleOfRow(row);
  } catch (cause) {
    throw badRow('torn-row', 'a column of this row that should be JSON is none', { file, line }, cause);
  }
}

/** Big integers as numbers, as JSON has them. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** A byte order mark at the start of a text is part of it. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const stringFromBytes = (bytes: Uint8Array | undefined) => bytes && decoder.decode(bytes);
