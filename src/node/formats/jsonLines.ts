import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { fileTrouble } from './fileTrouble.ts';

/** One line of a file that is not empty: its value, or its text where it is no JSON. */
export interface JsonLine {
  /** From 1. */
  readonly line: number;
  readonly value: unknown;
  /** Only where the line is no JSON. */
  readonly broken?: { readonly text: string; readonly last: boolean };
  /** Bytes of it were no UTF-8 and became U+FFFD. */
  readonly damaged?: true;
}

/** A longer line is not parsed: no record of a log is that large, and it would not fit into a string. */
const LONGEST_LINE = 256 * 1024 * 1024;
/** Of a broken line this much is kept. */
const MOST_BROKEN = 10_000;

/**
 * The lines of a JSON Lines file as a stream: a byte order mark, CRLF and empty lines are accepted, bytes that are no
 * UTF-8 become U+FFFD. Memory holds one line and one block. Throws what fileTrouble makes of errors.
 */
export async function* jsonLines(file: string): AsyncGenerator<JsonLine[]> {
  let line = 0;
  let rest: Buffer[] = [];
  let restLength = 0;
  const parse = (bytes: Buffer, last: boolean): JsonLine[] => {
    line++;
    if (bytes.length > LONGEST_LINE) return [{ line, value: undefined, broken: { text: '', last } }];
    const text = bytes.toString('utf8').replace(/^\ufeff/, '');
    if (!/\S/.test(text)) return [];
    const damaged = text.includes('\ufffd') && !isUtf8(bytes) ? { damaged: true as const } : {};
    try {
      return [{ line, value: JSON.parse(text), ...damaged }];
    } catch {
      return [{ line, value: undefined, broken: { text: text.slice(0, MOST_BROKEN), last }, ...damaged }];
    }
  };
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 128 * 1024 })) {
      const block = chunk as Buffer;
      const found: JsonLine[] = [];
      let from = 0;
      for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, from)) {
        const piece = block.subarray(from, at);
        found.push(...parse(restLength === 0 ? piece : Buffer.concat([...rest, piece]), false));
        rest = [];
        restLength = 0;
        from = at + 1;
      }
      if (from < block.length) {
        restLength += block.length - from;
        // Of a line that is too long only its length is of interest.
        if (restLength <= LONGEST_LINE) rest.push(block.subarray(from));
      }
      yield found;
    }
  } catch (cause) {
    throw fileTrouble(cause, file) ?? cause;
  }
  if (restLength > LONGEST_LINE) yield [{ line: line + 1, value: undefined, broken: { text: '', last: true } }];
  else if (restLength > 0) yield parse(Buffer.concat(rest), true);
}
