import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { TracewrightError } from '../../core/errors.ts';
import { fileTrouble } from '../formats/fileTrouble.ts';

/** A line of a file, without its end. */
export interface FileLine {
  /** From 1. */
  readonly line: number;
  /** Null where it cannot be told, with why. */
  readonly text: string | null;
  readonly why?: string;
}

/** A longer line is no row, and would not fit into a string. Bytes. */
const LONGEST_LINE = 256 * 1024 * 1024;

/**
 * The lines of a file as a stream, unpacked where it is gzip or zstd: a byte order mark, CRLF and empty lines are
 * accepted. Memory holds one line and one block.
 * @throws TracewrightError `not-utf8` for UTF-16, `no-zstd` where this Node cannot unpack it, `damaged-archive`, and
 * what fileTrouble makes of errors
 */
export async function* fileLines(file: string): AsyncGenerator<FileLine> {
  let line = 0;
  let rest: Buffer[] = [];
  let length = 0;
  const lineOf = (bytes: Buffer | null): FileLine => {
    line++;
    if (bytes === null) return { line, text: null, why: 'the line is longer than any row' };
    if (!isUtf8(bytes)) return { line, text: null, why: 'the line is not UTF-8' };
    const text = bytes.toString('utf8');
    return { line, text: line === 1 ? text.replace(/^\ufeff/, '') : text };
  };
  for await (const block of blocks(file)) {
    let from = 0;
    for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, from)) {
      const piece = block.subarray(from, at);
      const whole =
        length + piece.length > LONGEST_LINE ? null : length === 0 ? piece : Buffer.concat([...rest, piece]);
      yield lineOf(whole);
      rest = [];
      length = 0;
      from = at + 1;
    }
    if (from >= block.length) continue;
    length += block.length - from;
    if (length > LONGEST_LINE) rest = [];
    else rest.push(block.subarray(from));
  }
  if (length > 0) yield lineOf(length > LONGEST_LINE ? null : Buffer.concat(rest));
}

/** The bytes of a file, unpacked. Errors as {@link fileLines}. */
export async function* blocks(file: string): AsyncGenerator<Buffer> {
  const head = await headOf(file);
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    throw new TracewrightError('not-utf8', 'the file is not UTF-8 text, but UTF-16', {
      place: { file },
      remedy: 'convert it to UTF-8',
    });
  }
  const unpack = unpackerFor(head, file);
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  try {
    if (unpack === null) for await (const block of source) yield block as Buffer;
    else {
      source.on('error', (cause) => unpack.destroy(cause));
      const unpacked = source.pipe(unpack);
      try {
        for await (const block of Readable.from(unpacked)) yield block as Buffer;
      } catch (cause) {
        throw (
          fileTrouble(cause, file) ??
          new TracewrightError('damaged-archive', 'the file is damaged: it cannot be unpacked to its end', {
            place: { file },
            remedy: 'copy it again',
            cause,
          })
        );
      }
    }
  } catch (cause) {
    throw fileTrouble(cause, file) ?? cause;
  } finally {
    source.destroy();
    unpack?.destroy();
  }
}

async function headOf(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw fileTrouble(cause, file) ?? cause;
  }
}

function unpackerFor(head: Buffer, file: string) {
  if (head[0] === 0x1f && head[1] === 0x8b) return zlib.createGunzip();
  if (head.length < 4 || head.readUInt32LE(0) !== 0xfd2fb528) return null;
  if (typeof zlib.createZstdDecompress === 'function') return zlib.createZstdDecompress();
  throw new TracewrightError('no-zstd', 'this Node cannot unpack zstd', {
    kind: 'environment',
    place: { file },
    remedy: 'use Node 22.15 or later, or unpack the file',
  });
}
