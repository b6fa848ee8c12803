import type { ByteWriter, ColumnSource, ParquetWriter, SchemaElement } from 'hyparquet-writer';
import type { Sample } from '../../core/sample/sample.ts';
import { PartialFile } from './partialFile.ts';
import { loneSurrogate, type RowSink } from './rowSink.ts';
import { sampleColumns } from './sampleColumns.ts';
import { refuseWithoutZstd, zstdCompress } from './zstd.ts';

type Engine = typeof import('hyparquet-writer');

/** A row group is written when it has so many characters, or so many rows: what is held in memory. */
const GROUP_CHARS = 16_000_000;
const GROUP_ROWS = 20_000;

/**
 * Loads the engine and gives what makes Parquet files of samples, zstd-compressed.
 * @throws TracewrightError `no-zstd`
 */
export async function parquetSinks(): Promise<(file: string) => RowSink<Sample>> {
  refuseWithoutZstd();
  const engine = await import('hyparquet-writer');
  return (file) => new ParquetSink(file, engine);
}

/** A Parquet file of samples that is there whole or not at all, with the columns of sampleColumns. */
class ParquetSink implements RowSink<Sample> {
  readonly #path: string;
  readonly #file: PartialFile;
  readonly #writer: ParquetWriter;
  #columns: (string | number | null)[][] = emptyColumns();
  #groupChars = 0;
  #size = 0;
  #rows = 0;

  constructor(file: string, { ByteWriter, ParquetWriter }: Engine) {
    this.#path = file;
    this.#file = new PartialFile(file);
    this.#writer = new ParquetWriter({
      writer: writerInto(this.#file, new ByteWriter(1 << 20)),
      schema,
      codec: 'ZSTD',
      compressors: { ZSTD: zstdCompress },
      createdBy: 'tracewright',
    });
  }

  get size(): number {
    return this.#size;
  }

  write(row: Sample): void {
    let chars = 0;
    const cells = sampleColumns.map((column) => {
      const cell = column.of(row) ?? null;
      if (typeof cell !== 'string') return cell;
      if (!cell.isWellFormed()) throw loneSurrogate({ file: this.#path, line: this.#rows + 1 });
      chars += cell.length;
      return cell;
    });
    for (const [at, cell] of cells.entries()) this.#columns[at]?.push(cell);
    this.#rows++;
    this.#groupChars += chars;
    this.#size += chars;
    if (this.#groupChars >= GROUP_CHARS || (this.#columns[0]?.length ?? 0) >= GROUP_ROWS) this.#writeGroup();
  }

  async close(): Promise<{ readonly rows: number; readonly sha256: string }> {
    this.#writeGroup();
    await this.#writer.finish();
    return { rows: this.#rows, sha256: this.#file.close() };
  }

  place(target: string): void {
    this.#file.place(target);
  }

  abort(): void {
    this.#file.abort();
  }

  #writeGroup(): void {
    const rows = this.#columns[0]?.length ?? 0;
    if (rows === 0) return;
    const columnData = sampleColumns.map(
      ({ name, distinct }, at): ColumnSource => ({
        name,
        data: this.#columns[at] ?? [],
        ...(distinct ? { encoding: 'PLAIN', statistics: false } : {}),
      }),
    );
    this.#writer.write({ columnData, rowGroupSize: rows });
    this.#columns = emptyColumns();
    this.#groupChars = 0;
  }
}

const emptyColumns = (): (string | number | null)[][] => sampleColumns.map(() => []);

const schema: SchemaElement[] = [
  { name: 'root', num_children: sampleColumns.length },
  ...sampleColumns.map(
    ({ name, type, optional }): SchemaElement => ({
      name,
      repetition_type: optional ? 'OPTIONAL' : 'REQUIRED',
      ...(type === 'int32' ? { type: 'INT32' } : { type: 'BYTE_ARRAY', converted_type: 'UTF8' }),
    }),
  ),
];

/** The engine's buffer, emptied into the file after each row group. */
function writerInto(file: PartialFile, buffer: ByteWriter): ByteWriter & { flush(): void } {
  const flush = () => {
    file.write(buffer.getBytes());
    buffer.index = 0;
  };
  return Object.assign(buffer, { flush, finish: flush });
}
