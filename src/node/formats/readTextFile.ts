import { readFile, stat } from 'node:fs/promises';
import { TracewrightError } from '../../core/errors.ts';
import { fileTrouble } from './fileTrouble.ts';

/** Larger files are refused: V8 holds strings of up to about 2^29 code units, and JSON takes several times its size. */
const LARGEST = 256 * 1024 * 1024;

/**
 * Reads a whole file as UTF-8 text; a byte order mark is left out.
 * @throws TracewrightError `not-utf8` for bytes that are no text, `file-too-large`, and what fileTrouble makes of errors.
 */
export async function readTextFile(file: string): Promise<string> {
  const bytes = await readBytes(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TracewrightError('not-utf8', 'this file is not UTF-8 text', {
      place: { file },
      remedy: 'convert it to UTF-8, or name another file',
      cause,
    });
  }
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size <= LARGEST) return await readFile(file);
  } catch (cause) {
    throw fileTrouble(cause, file) ?? cause;
  }
  throw new TracewrightError('file-too-large', 'this file is larger than 256 MB', {
    place: { file },
    remedy: 'split it first',
  });
}
