import type { EventKind, SessionEvent, SessionEventOf } from './event.ts';
import { eventSchemas } from './event.ts';
import { withoutBreakpoints } from './forgetActivity.ts';
import type { ForgottenNames } from './forgetNames.ts';
import type { LogRecord } from './forgetOutcome.ts';

/** By a root's index and the id of one of its trees: the tree without what is forgotten. */
type Trees = ReadonlyMap<string, string>;
type Cleaner<K extends EventKind> = (
  event: SessionEventOf<K>,
  names: ForgottenNames,
  trees: Trees,
) => SessionEventOf<K>;

/**
 * What is taken out of the records of each kind that stay. `whole`: a record of it has nothing but its own file or
 * document, and goes with that. `kept`: what it says stays, whatever it mentions. A kind that is not here does not compile.
 */
const cleaners: { readonly [K in EventKind]: Cleaner<K> | 'whole' | 'kept' } = {
  'session-start': startWithout,
  'document-open': 'whole',
  'document-close': 'whole',
  'document-path': 'whole',
  'document-state': 'whole',
  edit: 'whole',
  resync: 'whole',
  save: 'whole',
  file: 'whole',
  opaque: 'whole',
  git: gitWithout,
  bulk: bulkWithout,
  checkpoint: checkpointWithout,
  redaction: 'whole',
  foreign: foreignWithout,
  pause: 'kept',
  resume: 'kept',
  recovered: 'kept',
  'session-stop': 'kept',
  selection: 'whole',
  focus: 'whole',
  view: 'whole',
  request: requestWithout,
  visit: 'whole',
  diagnostics: diagnosticsWithout,
  'task-start': taskWithout,
  'task-end': 'kept',
  'debug-start': debugWithout,
  'debug-step': stepWithout,
  'debug-end': 'kept',
  breakpoints: withoutBreakpoints,
  settings: 'kept',
  // A terminal's words are not told apart from those of the program that runs there.
  'command-start': 'kept',
  'command-output': 'kept',
  'command-end': 'kept',
  'terminal-silent': 'kept',
  'notebook-open': 'whole',
  'notebook-cells': 'whole',
  'notebook-output': 'whole',
  'notebook-save': 'whole',
  'notebook-close': 'whole',
  note: noteWithout,
  'note-removed': 'kept',
  question: questionWithout,
};

/** A record that stays, without mentions of what is forgotten; the record itself when there is nothing to take out of it. */
export function withoutMentions(record: LogRecord, names: ForgottenNames, trees: Trees): LogRecord {
  const known = withoutEvidence(record, names);
  if (!Object.hasOwn(eventSchemas, known.kind)) return known;
  const cleaner = cleaners[known.kind as EventKind];
  if (typeof cleaner === 'string') return known;
  return (cleaner as (event: SessionEvent, names: ForgottenNames, trees: Trees) => SessionEvent)(
    known as SessionEvent,
    names,
    trees,
  );
}

export function isOn(
  { doc, path, root }: { doc?: number | undefined; path: string; root?: number | undefined },
  names: ForgottenNames,
): boolean {
  return names.has(path, root) || (doc !== undefined && names.documents.has(doc));
}

function startWithout(
  event: SessionEventOf<'session-start'>,
  names: ForgottenNames,
  trees: Trees,
): SessionEventOf<'session-start'> {
  const roots = event.roots.map((root, index) => ({
    ...root,
    tree: trees.get(`${index} ${root.tree}`) ?? root.tree,
  }));
  const goal = names.redact(event.goal);
  const same = goal === event.goal && roots.every(({ tree }, index) => tree === event.roots[index]?.tree);
  return same ? event : { ...event, goal, roots };
}

function checkpointWithout(
  event: SessionEventOf<'checkpoint'>,
  _names: ForgottenNames,
  trees: Trees,
): SessionEventOf<'checkpoint'> {
  const found = event.trees.map((tree, root) => trees.get(`${root} ${tree}`) ?? tree);
  return found.every((tree, index) => tree === event.trees[index]) ? event : { ...event, trees: found };
}

function bulkWithout(event: SessionEventOf<'bulk'>, names: ForgottenNames, trees: Trees): SessionEventOf<'bulk'> {
  const files = event.files.filter(([path]) => !names.has(path, event.root));
  const [from, to] = [event.from, event.to].map((tree) => trees.get(`${event.root ?? 0} ${tree}`) ?? tree);
  if (from === undefined || to === undefined) return event;
  const same = files.length === event.files.length && from === event.from && to === event.to;
  return same ? event : { ...event, from, to, files };
}

function gitWithout(event: SessionEventOf<'git'>, names: ForgottenNames): SessionEventOf<'git'> {
  const moves = event.moves?.map((move) => ({ ...move, message: names.redact(move.message) }));
  const same = moves?.every(({ message }, index) => message === event.moves?.[index]?.message) ?? true;
  return same ? event : { ...event, moves };
}

function noteWithout(event: SessionEventOf<'note'>, names: ForgottenNames): SessionEventOf<'note'> {
  const anchors = event.anchors.filter((anchor) => !isOn(anchor, names));
  const redacted = withoutNames(event, names);
  const [first] = event.anchors;
  // What should have stood in a forgotten file goes with it.
  const goes = event.expected !== undefined && first !== undefined && isOn(first, names);
  const same = anchors.length === event.anchors.length && JSON.stringify(redacted) === JSON.stringify(event);
  if (same) return event;
  const { expected, ...rest } = redacted;
  return { ...rest, anchors, ...(goes || expected === undefined ? {} : { expected }) };
}

function questionWithout(event: SessionEventOf<'question'>, names: ForgottenNames): SessionEventOf<'question'> {
  const { anchor, ...rest } = event;
  const text = names.redact(event.text);
  const lost = anchor !== undefined && isOn(anchor, names);
  return text === event.text && !lost ? event : { ...rest, text, ...(lost || anchor === undefined ? {} : { anchor }) };
}

function foreignWithout(event: SessionEventOf<'foreign'>, names: ForgottenNames): SessionEventOf<'foreign'> {
  const told = JSON.stringify(event.data);
  return names.redact(told) === told ? event : { ...event, data: {} };
}

function requestWithout(event: SessionEventOf<'request'>, names: ForgottenNames): SessionEventOf<'request'> {
  const query = event.query === undefined ? undefined : names.redact(event.query);
  return query === event.query || query === undefined ? event : { ...event, query };
}

/** Another file's diagnostics may name the forgotten one. */
function diagnosticsWithout(
  event: SessionEventOf<'diagnostics'>,
  names: ForgottenNames,
): SessionEventOf<'diagnostics'> {
  const added = event.added.map((one) => ({ ...one, message: names.redact(one.message) }));
  return added.every(({ message }, index) => message === event.added[index]?.message) ? event : { ...event, added };
}

function taskWithout(event: SessionEventOf<'task-start'>, names: ForgottenNames): SessionEventOf<'task-start'> {
  const name = names.redact(event.name);
  const line = event.line === undefined ? undefined : names.redact(event.line);
  if (name === event.name && line === event.line) return event;
  return { ...event, name, ...(line === undefined ? {} : { line }) };
}

function debugWithout(event: SessionEventOf<'debug-start'>, names: ForgottenNames): SessionEventOf<'debug-start'> {
  const name = names.redact(event.name);
  const program = event.program === undefined ? undefined : names.redact(event.program);
  if (name === event.name && program === event.program) return event;
  return { ...event, name, ...(program === undefined ? {} : { program }) };
}

function stepWithout(event: SessionEventOf<'debug-step'>, names: ForgottenNames): SessionEventOf<'debug-step'> {
  const text = event.text === undefined ? undefined : names.redact(event.text);
  return text === event.text || text === undefined ? event : { ...event, text };
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
