import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { badRow, type DatasetRow } from './datasetRow.ts';
import { zstdDecompression } from './zstd.ts';

/** The rows of a JSON Lines file, compressed or not by its ending. Throws what readRows throws. */
export async function* readJsonlRows(file: string): AsyncGenerator<DatasetRow> {
  let line = 0;
  for await (const text of linesOf(file)) {
    line++;
    if (text.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw badRow('torn-row', 'this line is not a whole JSON value', { file, line });
    }
    yield { file, line, value };
  }
}

/** Longer lines are refused: they are no rows, and a string has a limit. UTF-16 code units. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** Lines end at `\n` alone: JSON may hold U+2028 as it is, which Node's readline takes for a line end. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let parts: string[] = [];
  let length = 0;
  let line = 1;
  for await (const chunk of bytesOf(file)) {
    const [first = '', ...rest] = decoded(decoder, chunk, { file, line }).split('\n');
    parts.push(first);
    length += first.length;
    for (const next of rest) {
      yield parts.join('');
      line++;
      parts = [next];
      length = next.length;
    }
    if (length > LONGEST_LINE) throw badRow('row-too-long', 'this line is longer than any row', { file, line });
  }
  const last = parts.join('');
  if (last !== '') yield last;
}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  const stored = createReadStream(file);
  if (!/\.(zst|gz)$/.test(file)) {
    yield* stored;
    return;
  }
  const plain = file.endsWith('.zst') ? zstdDecompression() : createGunzip();
  stored.on('error', (error) => plain.destroy(error));
  try {
    yield* stored.pipe(plain);
  } catch (cause) {
    throw badRow('torn-file', 'this file is not compressed as its name says, or is cut off', { file }, cause);
  }
}

function decoded(decoder: TextDecoder, chunk: Uint8Array, place: { file: string; line: number }): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch {
    throw badRow('not-utf8', 'from about this line on, the file is not UTF-8 text', place);
  }
}
