import { open } from 'node:fs/promises';
import path from 'node:path';
import type { FileHead } from '../../core/trajectory/importing/format.ts';
import { fileTrouble } from './fileTrouble.ts';

/** Formats are recognised by this much of a file. Bytes. */
const HEAD = 64 * 1024;

/** The beginning of a file. Throws what fileTrouble makes of errors. */
export async function fileHead(file: string): Promise<FileHead> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const buffer = Buffer.alloc(Math.min(HEAD, size));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      const bytes = buffer.subarray(0, bytesRead);
      return {
        name: path.basename(file),
        path: file.split(path.sep).join('/'),
        bytes,
        text: bytes.toString('utf8').replace(/^\ufeff/, ''),
        whole: size <= HEAD,
      };
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw fileTrouble(cause, file) ?? cause;
  }
}
