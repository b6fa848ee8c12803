import { TracewrightError } from '../../core/errors.ts';
import type { Sample } from '../../core/sample/sample.ts';
import { JsonlSink } from './jsonlSink.ts';
import { parquetSinks } from './parquetSink.ts';
import type { RowSink } from './rowSink.ts';
import { refuseWithoutZstd } from './zstd.ts';

/** How a dataset's rows are written. */
export const datasetFormats = ['jsonl', 'jsonl.zst', 'parquet'] as const;
export type DatasetFormat = (typeof datasetFormats)[number];

/**
 * What makes the files of a format.
 * @throws TracewrightError `no-zstd` where the format needs what this Node has not
 */
export async function sinksOf(format: DatasetFormat): Promise<(file: string) => RowSink<Sample>> {
  if (format === 'parquet') return parquetSinks();
  const zstd = format === 'jsonl.zst';
  if (zstd) refuseWithoutZstd();
  return (file) => new JsonlSink(file, { zstd });
}

/** One file of a dataset, by what is in it. */
export interface Shard {
  readonly kind: Sample['kind'];
  /** Absent: the dataset is not split. */
  readonly split: string | undefined;
  /** From 0, of `count` of the same kind and split. */
  readonly index: number;
  readonly count: number;
}

/**
 * Where a shard lies in the dataset's folder. Plain JSON Lines in one piece without splits is `KIND.jsonl`; else it is
 * as Hugging Face has it, `data/SPLIT-00000-of-00001.EXT`, in a folder of its kind where there are several kinds.
 */
export function shardPath({ kind, split, index, count }: Shard, format: DatasetFormat, kinds: number): string {
  if (format === 'jsonl' && split === undefined && count === 1) return `${kind}.jsonl`;
  const folder = kinds === 1 ? 'data' : `data/${kind}`;
  return `${folder}/${split ?? 'train'}-${padded(index)}-of-${padded(count)}.${format}`;
}

/** Whether a manifest's path is one that shardPath gives: only those are ever removed. */
export function isShardPath(name: string): boolean {
  return /^(?:[a-z-]+\.jsonl|data\/(?:[a-z-]+\/)?[a-z][a-z0-9_]*-\d{5}-of-\d{5}\.(?:jsonl|jsonl\.zst|parquet))$/.test(
    name,
  );
}

/** @throws TracewrightError `split-name`: other names have a meaning in file names, or none in Hugging Face's. */
export function checkedSplit(split: string): string {
  if (/^[a-z][a-z0-9_]*$/.test(split)) return split;
  throw new TracewrightError('split-name', `${split} is no name of a split`, {
    kind: 'usage',
    remedy: 'use small letters, digits and _, such as train, validation or test',
  });
}

const padded = (number: number) => String(number).padStart(5, '0');
