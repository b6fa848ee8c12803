import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { openPromise } from 'yauzl';
import { TracewrightError } from '../../core/errors.ts';
import { fileTrouble } from './fileTrouble.ts';

/** One file of a zip archive. Names are only looked at: nothing is ever written under them. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A larger entry is refused, whatever the archive says of its size. */
const LARGEST_ENTRY = 256 * 1024 * 1024;
const STORED = 0;
const DEFLATE = 8;
const ZSTD = 93;

/**
 * The files of a zip archive whose names `wanted` accepts, one after another; deflate and Zstandard.
 * Throws `bad-archive` (damaged, or an entry that is larger than 256 MB unpacked), `no-zstd` where this Node cannot
 * unpack Zstandard, and what fileTrouble makes of errors.
 */
export async function* zipEntries(file: string, wanted: (name: string) => boolean): AsyncGenerator<ZipEntry> {
  try {
    const zip = await openPromise(file, { lazyEntries: true, autoClose: false });
    try {
      for await (const entry of zip.eachEntry()) {
        if (entry.fileName.endsWith('/') || !wanted(entry.fileName)) continue;
        if (entry.uncompressedSize > LARGEST_ENTRY) throw tooLarge(file, entry.fileName);
        const packed: Buffer[] = [];
        for await (const chunk of await zip.openReadStreamPromise(entry, { decodeFileData: false }))
          packed.push(chunk as Buffer);
        yield {
          name: entry.fileName,
          bytes: await unpacked(Buffer.concat(packed), entry.compressionMethod, file, entry.fileName),
        };
      }
    } finally {
      zip.close();
    }
  } catch (cause) {
    if (cause instanceof TracewrightError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    const outside = /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)$/s.exec(why)?.[1];
    if (outside !== undefined) {
      throw new TracewrightError('bad-archive', `this archive has an entry that leads out of it: ${outside}`, {
        place: { file },
        remedy: 'do not trust it; nothing of it was read further or written',
        cause,
      });
    }
    throw (
      fileTrouble(cause, file) ??
      new TracewrightError('bad-archive', `this archive cannot be read: ${why}`, {
        place: { file },
        remedy: 'check that the file was copied whole',
        cause,
      })
    );
  }
}

async function unpacked(bytes: Buffer, method: number, file: string, name: string): Promise<Buffer> {
  const limit = { maxOutputLength: LARGEST_ENTRY };
  try {
    if (method === STORED) return bytes;
    if (method === DEFLATE) return await promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflateRaw)(bytes, limit);
    if (method === ZSTD) return await zstd(bytes, limit);
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(file, name);
    throw cause;
  }
  throw new Error(`${name} is packed by method ${method}`);
}

async function zstd(bytes: Buffer, limit: { readonly maxOutputLength: number }): Promise<Buffer> {
  // Node has it from 22.15 on.
  if (typeof zlib.zstdDecompress !== 'function') {
    throw new TracewrightError('no-zstd', `Node ${process.versions.node} cannot unpack Zstandard`, {
      kind: 'environment',
      remedy: 'use Node 22.15 or newer',
    });
  }
  return promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress)(bytes, limit);
}

function tooLarge(file: string, name: string): TracewrightError {
  return new TracewrightError('bad-archive', `${name} in this archive is larger than 256 MB`, {
    place: { file },
    remedy: 'unpack it by hand if you trust it',
  });
}
