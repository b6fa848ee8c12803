import { eventSchemas, type SessionEvent, type SessionEventOf } from './event.ts';
import { forgottenNotebooks, withoutBreakpoints } from './forgetActivity.ts';
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

function isOn(
  { doc, path, root }: { doc?: number | undefined; path: string; root?: number | undefined },
  names: ForgottenNames,
): boolean {
  return names.has(path, root) || (doc !== undefined && names.documents.has(doc));
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

/** The record itself when there is nothing to take out of it. */
function withoutMentions(record: LogRecord, names: ForgottenNames, trees: ReadonlyMap<string, string>): LogRecord {
  const known = withoutEvidence(record, names) as SessionEvent;
  switch (known.kind) {
    case 'session-start': {
      const roots = known.roots.map((root, index) => ({
        ...root,
        tree: trees.get(`${index} ${root.tree}`) ?? root.tree,
      }));
      const goal = names.redact(known.goal);
      const same = goal === known.goal && roots.every(({ tree }, index) => tree === known.roots[index]?.tree);
      return same ? known : { ...known, goal, roots };
    }
    case 'checkpoint': {
      const found = known.trees.map((tree, root) => trees.get(`${root} ${tree}`) ?? tree);
      return found.every((tree, index) => tree === known.trees[index]) ? known : { ...known, trees: found };
    }
    case 'bulk': {
      const files = known.files.filter(([path]) => !names.has(path, known.root));
      const [from, to] = [known.from, known.to].map((tree) => trees.get(`${known.root ?? 0} ${tree}`) ?? tree);
      if (from === undefined || to === undefined) return known;
      const same = files.length === known.files.length && from === known.from && to === known.to;
      return same ? known : { ...known, from, to, files };
    }
    case 'git': {
      const moves = known.moves?.map((move) => ({ ...move, message: names.redact(move.message) }));
      const same = moves?.every(({ message }, index) => message === known.moves?.[index]?.message) ?? true;
      return same ? known : { ...known, moves };
    }
    case 'note': {
      const anchors = known.anchors.filter((anchor) => !isOn(anchor, names));
      const redacted = withoutNames(known, names);
      const [first] = known.anchors;
      // What should have stood in a forgotten file goes with it.
      const goes = known.expected !== undefined && first !== undefined && isOn(first, names);
      const same = anchors.length === known.anchors.length && JSON.stringify(redacted) === JSON.stringify(known);
      if (same) return known;
      const { expected, ...rest } = redacted;
      return { ...rest, anchors, ...(goes || expected === undefined ? {} : { expected }) };
    }
    case 'question': {
      const { anchor, ...rest } = known;
      const text = names.redact(known.text);
      const lost = anchor !== undefined && isOn(anchor, names);
      return text === known.text && !lost
        ? known
        : { ...rest, text, ...(lost || anchor === undefined ? {} : { anchor }) };
    }
    case 'breakpoints':
      return withoutBreakpoints(known, names);
    default:
      return known;
  }
}

function withoutNames(note: SessionEventOf<'note'>, names: ForgottenNames): SessionEventOf<'note'> {
  const { question, alternatives, expected } = note;
  return {
    ...note,
    text: names.redact(note.text),
    ...(question === undefined ? {} : { question: names.redact(question) }),
    ...(expected === undefined ? {} : { expected: names.redact(expected) }),
    ...(alternatives === undefined
      ? {}
      : {
          alternatives: alternatives.map(({ option, reason }) => ({
            option: names.redact(option),
            ...(reason === undefined ? {} : { reason: names.redact(reason) }),
          })),
        }),
  };
}

function withoutEvidence(record: LogRecord, names: ForgottenNames): LogRecord {
  if (!('evidence' in record)) return record;
  const { evidence, ...rest } = record;
  const told = JSON.stringify(evidence ?? null);
  return names.redact(told) === told ? record : (rest as LogRecord);
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
