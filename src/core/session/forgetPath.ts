import { eventSchemas, type SessionEventOf } from './event.ts';
import { forgottenNotebooks } from './forgetActivity.ts';
import { isOn, withoutMentions } from './forgetMentions.ts';
import type { ForgottenNames } from './forgetNames.ts';
import { withNewNumbers } from './forgetNumbers.ts';
import type { ForgetOutcome, LogRecord } from './forgetOutcome.ts';

/**
 * Takes a file or folder out of a session's records: its documents with their edits, its file events, the notes on it,
 * and its name where it is mentioned. Folder events above it stay. Terminal commands and their output stay as they are.
 * `trees` gives for a root's index and the id of one of its trees (`0 4b82…`) the tree without the file. Times stay, numbers are made anew.
 */
export function forgetPath(
  records: readonly LogRecord[],
  names: ForgottenNames,
  trees: ReadonlyMap<string, string>,
): ForgetOutcome {
  const gone = new Set<number>();
  const notebooks = forgottenNotebooks(records, names);
  const isForgotten = (record: LogRecord) => isOfNotebook(record, notebooks) || belongsTo(record, names);
  for (const record of records) if (!isNote(record) && isForgotten(record)) gone.add(record.seq);
  for (const record of records) if (isNote(record) && isAboutForgotten(record, names, gone)) gone.add(record.seq);
  const stays = records.filter(({ seq }) => !gone.has(seq));
  const numbers = new Map(stays.map(({ seq }, index) => [seq, index]));
  let changed = gone.size > 0;
  const kept = stays.map((record, seq) => {
    const cleaned = withoutMentions(record, names, trees);
    changed ||= cleaned !== record;
    const placed = { ...cleaned, seq } as LogRecord;
    return { from: record.seq, record: isNote(placed) ? withAbout(placed, numbers) : withNewNumbers(placed, numbers) };
  });
  return { kept, removed: gone.size, changed };
}

function isOfNotebook(record: LogRecord, notebooks: ReadonlySet<number>): boolean {
  return 'notebook' in record && typeof record.notebook === 'number' && notebooks.has(record.notebook);
}

function belongsTo(record: LogRecord, names: ForgottenNames): boolean {
  const { doc, path, root, to, toRoot } = record as Partial<SessionEventOf<'file'>> & { readonly doc?: unknown };
  if (typeof doc === 'number' && names.documents.has(doc)) return true;
  if (
    typeof path === 'string' &&
    (names.has(path, root) || (typeof to === 'string' && names.has(to, toRoot ?? root)))
  ) {
    return record.kind !== 'document-open' && record.kind !== 'document-path';
  }
  return !isFamiliar(record) && names.redact(JSON.stringify(record)) !== JSON.stringify(record);
}

/** Kinds in which a mention can be told from the rest, so that the record need not go as a whole. */
function isFamiliar({ kind }: LogRecord): boolean {
  return Object.hasOwn(eventSchemas, kind);
}

function isNote(record: LogRecord): record is SessionEventOf<'note'> {
  return record.kind === 'note';
}

/** A note goes when all that it stands on goes, or when its text repeats what was anchored there. */
function isAboutForgotten(note: SessionEventOf<'note'>, names: ForgottenNames, gone: ReadonlySet<number>): boolean {
  const lost = note.anchors.filter((anchor) => isOn(anchor, names));
  if (note.anchors.length > 0 && lost.length === note.anchors.length) return true;
  if (lost.some(({ quote }) => quote.trim().length > 2 && note.text.includes(quote.trim()))) return true;
  if (note.anchors.length > 0 || note.about === undefined) return false;
  const [first, last] = note.about;
  for (let seq = first; seq <= last; seq++) if (!gone.has(seq)) return false;
  return true;
}

/** What is left of the events that a note is about, by their new numbers; nothing when none is left. */
function withAbout(note: SessionEventOf<'note'>, numbers: ReadonlyMap<number, number>): LogRecord {
  if (note.about === undefined) return note;
  const { about, ...rest } = note;
  const [first, last] = about;
  let from = first;
  let to = last;
  while (from <= last && !numbers.has(from)) from++;
  while (to >= from && !numbers.has(to)) to--;
  return from > to ? rest : { ...rest, about: [numbers.get(from) ?? 0, numbers.get(to) ?? 0] };
}
