import { TracewrightError } from '../../core/errors.ts';
import { isFields } from '../../core/trajectory/importing/fields.ts';
import { readParquetRows } from '../sink/readParquetRows.ts';
import { ArrayItems } from './arrayItems.ts';
import { blocks, type FileLine, fileLines } from './fileLines.ts';

/** One row of a file, or why a line is none. */
type FileRow =
  | { readonly line: number; readonly value: unknown; readonly text: string }
  | { readonly line: number; readonly broken: string };

/** Documents that are no lists are read whole. Bytes. */
const LARGEST_DOCUMENT = 256 * 1024 * 1024;

/**
 * The rows of a file: those of a Parquet table by its name, else lines of JSON, the elements of one JSON list, or one document; told by how the file begins. Lines
 * that are no JSON are told, and the rest is read. Throws what fileLines throws.
 */
export async function* fileRows(file: string): AsyncGenerator<FileRow> {
  if (file.endsWith('.parquet')) {
    for await (const { line, value } of readParquetRows(file)) yield { line, value, text: JSON.stringify(value) };
    return;
  }
  const form = await formOf(file);
  if (form === 'list') yield* listRows(file);
  else if (form === 'lines') yield* lineRows(file);
  else {
    const text = await wholeText(file);
    const value = text === null ? undefined : parsed(text);
    if (text !== null && value !== undefined) yield { line: 1, value, text };
    else yield* lineRows(file);
  }
}

async function formOf(file: string): Promise<'lines' | 'list' | 'document'> {
  const first: FileLine[] = [];
  for await (const line of fileLines(file)) {
    if (line.text === null || line.text.trim() !== '') first.push(line);
    if (first.length === 2) break;
  }
  const [one, two] = first.map(({ text }) => text?.trim() ?? '');
  if (one === undefined) return 'lines';
  const value = parsed(one);
  if (one.startsWith('[')) {
    if (value === undefined) return 'list';
    return two === undefined && !isMessages(value) ? 'list' : 'lines';
  }
  if (value !== undefined || !one.startsWith('{') || two === undefined) return 'lines';
  return two.startsWith('{') ? 'lines' : 'document';
}

async function* lineRows(file: string): AsyncGenerator<FileRow> {
  for await (const { line, text, why } of fileLines(file)) {
    if (text === null) yield { line, broken: why ?? 'the line cannot be read' };
    else if (text.trim() !== '') {
      const value = parsed(text);
      yield value === undefined ? { line, broken: 'this line is not a whole JSON value' } : { line, value, text };
    }
  }
}

/** The elements of a list, but for a list of messages: that is one row. */
async function* listRows(file: string): AsyncGenerator<FileRow> {
  const items = new ArrayItems();
  const decoder = new TextDecoder('utf-8');
  const messages: unknown[] = [];
  let begun = false;
  let conversation = false;
  const rowOf = ({ text, line }: { text: string; line: number }): FileRow[] => {
    const value = parsed(text);
    if (value === undefined) return [{ line, broken: 'this element of the list is not a whole JSON value' }];
    if (!begun) conversation = isMessages([value]);
    begun = true;
    if (!conversation) return [{ line, value, text }];
    messages.push(value);
    return [];
  };
  for await (const block of blocks(file)) {
    for (const item of items.push(decoder.decode(block, { stream: true }))) yield* rowOf(item);
  }
  if (items.end() !== null) yield { line: items.line, broken: 'the list is cut off here' };
  if (messages.length > 0) yield { line: 1, value: messages, text: JSON.stringify(messages) };
}

const isMessages = (value: unknown) => Array.isArray(value) && isFields(value[0]) && typeof value[0].role === 'string';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Null: the file is no UTF-8. */
async function wholeText(file: string): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const block of blocks(file)) {
    size += block.length;
    if (size > LARGEST_DOCUMENT) {
      throw new TracewrightError('document-too-large', 'this is one JSON document, too large to be read whole', {
        place: { file },
        remedy: 'write it as JSON Lines',
      });
    }
    parts.push(block);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch {
    return null;
  }
}
