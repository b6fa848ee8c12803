import { createReadStream } from 'node:fs';
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { TracewrightError } from '../../core/errors.ts';

/**
 * A file's bytes, compressed as one zstd frame.
 * @throws TracewrightError `no-zstd`
 */
export function zstdCompressed(file: string): AsyncIterable<Uint8Array> {
  refuseWithoutZstd();
  return createReadStream(file).pipe(zlib.createZstdCompress());
}

/**
 * At level 1: the pages of a Parquet file are some percent larger than at level 3, and written in half the time.
 * @throws TracewrightError `no-zstd`
 */
export function zstdCompress(bytes: Uint8Array): Uint8Array {
  refuseWithoutZstd();
  return zlib.zstdCompressSync(bytes, { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } });
}

/** @throws TracewrightError `no-zstd` */
export function zstdDecompress(bytes: Uint8Array): Uint8Array {
  refuseWithoutZstd();
  return zlib.zstdDecompressSync(bytes);
}

/**
 * A stream that takes zstd and gives what it held.
 * @throws TracewrightError `no-zstd`
 */
export function zstdDecompression(): Transform {
  refuseWithoutZstd();
  return zlib.createZstdDecompress();
}

/** Zstandard came to Node in 22.15. @throws TracewrightError `no-zstd` */
export function refuseWithoutZstd(): void {
  if (typeof zlib.zstdCompressSync === 'function') return;
  throw new TracewrightError('no-zstd', `this Node (${process.versions.node}) has no zstd`, {
    kind: 'environment',
    remedy: 'use Node 22.15 or later, or write plain jsonl',
  });
}
