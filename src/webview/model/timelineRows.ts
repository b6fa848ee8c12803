import type { Actor, OperationKind } from '../../core/session/operation.ts';
import type { TimelineEvent, TimelineOperation } from '../../core/session/timeline.ts';
import type { TreeLine } from './treeKeys.ts';

/** One row of the timeline's tree: an operation, or one of its events while it is expanded. */
export type TimelineRow =
  | {
      readonly kind: 'operation';
      readonly key: string;
      readonly operation: TimelineOperation;
      readonly position: number;
    }
  | {
      readonly kind: 'event';
      readonly key: string;
      readonly operation: TimelineOperation;
      readonly event: TimelineEvent;
      /** From 1, among the operation's events. */
      readonly position: number;
    };

export interface TimelineFilter {
  /** Words that all must occur in the title, the files, the notes or the output's first part. */
  readonly query: string;
  /** Empty: every kind. */
  readonly kinds: readonly OperationKind[];
  /** Empty or absent: whoever did it. */
  readonly actors?: readonly Actor[];
}

/** Command output is searched this far, in UTF-16 code units. */
const OUTPUT_SEARCHED = 20_000;

/** The operations that a filter lets through, in their order. */
export function filterOperations(
  operations: readonly TimelineOperation[],
  filter: TimelineFilter,
): readonly TimelineOperation[] {
  const words = filter.query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const kinds = new Set(filter.kinds);
  const actors = new Set(filter.actors);
  if (words.length === 0 && kinds.size === 0 && actors.size === 0) return operations;
  return operations.filter((operation) => {
    if (kinds.size > 0 && !kindsOf(operation).some((kind) => kinds.has(kind))) return false;
    if (actors.size > 0 && !actors.has(operation.actor)) return false;
    if (words.length === 0) return true;
    const text = searchedText(operation);
    return words.every((word) => text.includes(word));
  });
}

/** The kinds under which a filter finds an operation: its own, and notes where it has some. */
export function kindsOf(operation: TimelineOperation): readonly OperationKind[] {
  return operation.notes.length > 0 && operation.kind !== 'note' ? [operation.kind, 'note'] : [operation.kind];
}

/** The note that an operation is, and not only has. */
export function noteOf(operation: TimelineOperation): TimelineOperation['notes'][number] | undefined {
  return operation.kind === 'note' ? operation.notes[0] : undefined;
}

/** What a row is called. A note is called by its words. */
export function rowTitle(row: TimelineRow): string {
  return row.kind === 'event' ? row.event.title : (noteOf(row.operation)?.text ?? row.operation.title);
}

/** The notes that are quoted under an operation's title. */
export function quotedNotes(operation: TimelineOperation): TimelineOperation['notes'] {
  return noteOf(operation) === undefined ? operation.notes.slice(0, NOTES_SHOWN) : [];
}

function searchedText(operation: TimelineOperation): string {
  const notes = operation.notes.map((note) => `${note.type} ${note.text}`);
  const output = operation.output.slice(0, OUTPUT_SEARCHED);
  return [operation.title, ...operation.files, ...notes, output].join('\n').toLocaleLowerCase();
}

/** The tree as flat rows, in order from top to bottom. */
export function timelineRows(operations: readonly TimelineOperation[], expanded: ReadonlySet<string>): TimelineRow[] {
  const rows: TimelineRow[] = [];
  operations.forEach((operation, index) => {
    rows.push({ kind: 'operation', key: operation.id, operation, position: index + 1 });
    if (!expanded.has(operation.id)) return;
    operation.events.forEach((event, k) => {
      rows.push({ kind: 'event', key: `${operation.id}/${event.seq}`, operation, event, position: k + 1 });
    });
  });
  return rows;
}

/** Heights in CSS pixels; the style sheet gives the rows the same. */
export const ROW_HEIGHT = { operation: 46, note: 20, event: 24 } as const;

/** How many of an operation's notes are quoted under its title. */
const NOTES_SHOWN = 2;

/** A row's height in CSS pixels: known without drawing it. */
export function rowHeight(row: TimelineRow): number {
  if (row.kind === 'event') return ROW_HEIGHT.event;
  const notes = quotedNotes(row.operation).length;
  return ROW_HEIGHT.operation + (notes === 0 ? 0 : notes * ROW_HEIGHT.note + 4);
}

/** A row as the tree's keyboard sees it. */
export function treeLine(row: TimelineRow, expanded: ReadonlySet<string>): TreeLine {
  const title = rowTitle(row);
  if (row.kind === 'event') return { title, level: 2, open: null };
  const { id, events } = row.operation;
  return { title, level: 1, open: events.length === 0 ? null : expanded.has(id) };
}
