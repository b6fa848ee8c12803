import type { EventKind, NewEvent } from '../event.ts';
import type { Redactor } from './redactor.ts';

/**
 * The members of every kind in which secrets are looked for, with all that is in them. Not named are numbers, ids and
 * paths, and texts that are redacted before they become events: of documents and files, and the output of commands.
 */
const members: Readonly<Record<EventKind, readonly string[]>> = {
  'session-start': ['goal'],
  'document-open': ['evidence'],
  'document-close': [],
  'document-path': [],
  'document-state': [],
  edit: ['evidence'],
  resync: [],
  save: ['evidence'],
  file: ['evidence'],
  opaque: [],
  git: ['moves', 'evidence'],
  bulk: ['evidence'],
  checkpoint: [],
  redaction: [],
  foreign: ['data'],
  pause: [],
  resume: [],
  recovered: [],
  'session-stop': [],
  selection: [],
  focus: [],
  view: [],
  request: ['query', 'evidence'],
  visit: ['evidence'],
  diagnostics: ['added'],
  'task-start': ['name', 'line'],
  'task-end': [],
  'debug-start': ['name', 'program'],
  'debug-step': ['reason', 'text'],
  'debug-end': [],
  breakpoints: ['added', 'changed'],
  settings: ['values'],
  'command-start': ['terminal', 'line'],
  'command-output': [],
  'command-end': [],
  'terminal-silent': ['terminal'],
  'notebook-open': [],
  'notebook-cells': ['evidence'],
  'notebook-output': ['outputs'],
  'notebook-save': [],
  'notebook-close': [],
  note: ['text', 'anchors', 'question', 'alternatives', 'expected'],
  'note-removed': [],
  question: ['text'],
};

/** Members that say where or which, wherever they stand. */
const ids = new Set(['id', 'path', 'root', 'doc', 'uri', 'severity', 'source', 'code', 'action', 'from', 'to', 'mime']);

/** An event with the secrets in what it says replaced, and how often each rule found one. */
export function redactEvent(
  event: NewEvent,
  redactor: Redactor,
): { readonly event: NewEvent; readonly found: ReadonlyMap<string, number> } {
  const found = new Map<string, number>();
  const wanted = redactor.enabled ? members[event.kind] : [];
  let changed = event as Readonly<Record<string, unknown>>;
  for (const name of wanted) {
    const before = changed[name];
    const after = redactedDeep(before, redactor, found);
    if (after !== before) changed = { ...changed, [name]: after };
  }
  return { event: changed as NewEvent, found };
}

/** The value itself when there is nothing in it to replace. */
function redactedDeep(value: unknown, redactor: Redactor, found: Map<string, number>): unknown {
  if (typeof value === 'string') {
    const redacted = redactor.redact(value);
    for (const [rule, count] of redacted.found) found.set(rule, (found.get(rule) ?? 0) + count);
    return redacted.text;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => redactedDeep(item, redactor, found));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  let changed: Record<string, unknown> | null = null;
  for (const [name, member] of Object.entries(value)) {
    if (ids.has(name)) continue;
    const after = redactedDeep(member, redactor, found);
    if (after !== member) changed = { ...(changed ?? value), [name]: after };
  }
  return changed ?? value;
}
