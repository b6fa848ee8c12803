import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { segmentNumber } from '../../core/session/readLog.ts';
import { cut, type RememberedText } from './remembered.ts';

/** Only records of these kinds are parsed: the edits, which are most of a log, hold nothing that is searched. */
const WANTED = /"kind":"(?:note|note-removed|question|command-start|task-start|document-open|document-path|file)"/;
/** Bytes of a log that are looked through. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_TEXTS = 5_000;
const MOST_TEXT = 4_000;

type Fields = Readonly<Record<string, unknown>>;

/** A stamp that changes with the log and the summary of a session: names, sizes and times of its files. */
export function sessionStamp(folder: string): string {
  return readdirSync(folder)
    .filter((name) => segmentNumber(name) !== null || name === 'session.json')
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(path.join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    })
    .join('\n');
}

/** Notes in their last wording, questions, commands and touched files of a session, without folding its log. */
export function sessionTexts(folder: string): RememberedText[] {
  const notes = new Map<string, RememberedText>();
  const files = new Map<string, RememberedText>();
  const rest: RememberedText[] = [];
  let bytes = 0;
  const segments = readdirSync(folder).filter((name) => segmentNumber(name) !== null);
  for (const name of segments.sort((one, other) => (segmentNumber(one) ?? 0) - (segmentNumber(other) ?? 0))) {
    const file = path.join(folder, name);
    bytes += statSync(file).size;
    if (bytes > MOST_BYTES) break;
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const record = WANTED.test(line.slice(0, 200)) ? recordOf(line) : undefined;
      if (record !== undefined) take(record, notes, files, rest);
    }
  }
  return [...notes.values(), ...rest, ...files.values()].slice(0, MOST_TEXTS);
}

function take(
  record: Fields,
  notes: Map<string, RememberedText>,
  files: Map<string, RememberedText>,
  rest: RememberedText[],
): void {
  const at = typeof record.seq === 'number' ? record.seq : 0;
  const { kind, path: name, from } = record;
  if (kind === 'note') notes.set(String(record.note), { kind: 'note', at, text: noteText(record) });
  else if (kind === 'note-removed') notes.delete(String(record.note));
  else if (kind === 'question' && record.state === 'asked') {
    rest.push({ kind: 'question', at, text: cut(String(record.text), MOST_TEXT) });
  } else if ((kind === 'command-start' || kind === 'task-start') && typeof record.line === 'string') {
    rest.push({ kind: 'command', at, text: cut(record.line, MOST_TEXT) });
  }
  for (const touched of [name, from]) {
    if (typeof touched === 'string' && !files.has(touched)) files.set(touched, { kind: 'file', at, text: touched });
  }
}

function noteText({ type, text, alternatives, anchors }: Fields): string {
  const others = listOf(alternatives).map(({ option, reason }) => `instead of ${option}${reason ? `: ${reason}` : ''}`);
  const places = [...new Set(listOf(anchors).map(({ path: name }) => String(name)))];
  const where = places.length === 0 ? '' : ` (${places.join(', ')})`;
  return cut([`${type}: ${text}`, ...others].join('; ') + where, MOST_TEXT);
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}

/** A torn line, or one of another shape, is no text: proving a log is not the business of a search. */
function recordOf(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
