import { createReadStream } from 'node:fs';
import { TracewrightError } from '../../core/errors.ts';
import { JsonItems } from '../../core/formats/jsonItems.ts';
import { fileTrouble } from './fileTrouble.ts';

/** One record of a recording's file; `value` is undefined for a line that is no JSON. */
export interface RawRecord {
  readonly line: number;
  readonly value: unknown;
  readonly text?: string;
}

/** How a file of records ended. */
export interface RecordsEnd {
  /** The last record, or the document, was cut off. */
  torn: boolean;
}

/**
 * The records of a file, read as a stream: JSON Lines, or the elements of the member `list` of one JSON document, whose
 * other members come as `{kind: NAME, data}`. A torn end is told in `end`, and what is before it is given.
 * Throws `not-json`, `not-utf8`, and what fileTrouble makes of errors.
 */
export async function* recordingRecords(file: string, list: string, end: RecordsEnd): AsyncGenerator<RawRecord> {
  const parts = textOf(file);
  const first = await parts.next();
  const head = first.done === true ? '' : first.value;
  const rest = continued(head, parts);
  if (isLines(head)) yield* lines(rest, end);
  else yield* items(file, rest, list, end);
}

/** The first line that is not empty is a whole object, and no document that holds a list. */
function isLines(head: string): boolean {
  const trimmed = head.replace(/^\ufeff?\s*/, '');
  const line = trimmed.split('\n', 1)[0] ?? '';
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && ('kind' in value || 'type' in value);
  } catch {
    return false;
  }
}

async function* lines(parts: AsyncIterable<string>, end: RecordsEnd): AsyncGenerator<RawRecord> {
  let line = 0;
  let rest = '';
  const record = (text: string): RawRecord | null => {
    line++;
    if (text.trim() === '') return null;
    try {
      return { line, value: JSON.parse(text) };
    } catch {
      return { line, value: undefined, text };
    }
  };
  for await (const part of parts) {
    const found = (rest + part).split('\n');
    rest = found.pop() ?? '';
    for (const text of found) {
      const next = record(text.replace(/^\ufeff/, ''));
      if (next !== null) yield next;
    }
  }
  const last = record(rest.replace(/^\ufeff/, ''));
  if (last === null) return;
  if (last.value === undefined) end.torn = true;
  yield last;
}

async function* items(
  file: string,
  parts: AsyncIterable<string>,
  list: string,
  end: RecordsEnd,
): AsyncGenerator<RawRecord> {
  const scanner = new JsonItems(list);
  for await (const part of parts) {
    for (const { key, value, line } of pushed(scanner, part, file)) {
      yield { line, value: key === list ? value : { kind: key, data: value } };
    }
  }
  if (!scanner.finished) end.torn = true;
}

function pushed(scanner: JsonItems, part: string, file: string) {
  try {
    return scanner.push(part);
  } catch (error) {
    if (!(error instanceof TracewrightError)) throw error;
    const place = error.place.line === undefined ? { file } : { file, line: error.place.line };
    throw new TracewrightError(error.code, error.message, { place, remedy: error.remedy, cause: error });
  }
}

async function* continued(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

async function* textOf(file: string): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
      yield decoder.decode(chunk as Buffer, { stream: true });
    }
    // A character that was cut off at the end of a torn file is no reason to refuse the rest.
  } catch (cause) {
    if (cause instanceof TypeError) {
      throw new TracewrightError('not-utf8', 'this file is not UTF-8 text', {
        place: { file },
        remedy: 'convert it to UTF-8, or name another file',
        cause,
      });
    }
    throw fileTrouble(cause, file) ?? cause;
  }
}
