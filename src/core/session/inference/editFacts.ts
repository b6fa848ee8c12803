import type { TextChange } from '../../edit/change.ts';
import type { ChunkedText } from '../../edit/chunkedText.ts';
import { normalise } from '../../edit/compose.ts';
import { identifierEnd, identifierStart } from './identifier.ts';

/** One place that an edit changed, widened to the whole identifiers that it touched. */
export interface Site {
  /** Text of the widened place before and after. */
  readonly from: string;
  readonly to: string;
  /** What was really taken out and put in. */
  readonly deleted: string;
  readonly inserted: string;
  /** Where it starts, in the text before the edit. */
  readonly at: number;
  /** Its line imports something, before and after. */
  readonly inImport: boolean;
}

const IMPORT = /(^|[^\p{ID_Continue}$])(import|from|require|export|include|using?|mod|package)\b/u;
/** How far around a change its identifiers and its line are looked for, in code units. */
const NEAR = 200;
/** An edit of more places is only looked at in its first ones. */
const MOST_SITES = 5000;

/**
 * The places that `changes` touch in `text`, which is the text before them. Changes inside one identifier, as a
 * minimised rename has them, are one place.
 */
export function editSites(text: ChunkedText, changes: readonly TextChange[]): Site[] {
  const ordered = descending(changes) ? changes : changes.length <= 1000 ? normalise(changes) : [];
  const groups: { start: number; end: number; changes: TextChange[] }[] = [];
  for (const change of ordered.slice(0, MOST_SITES)) {
    const [offset, deleted] = change;
    const left = text.slice(Math.max(0, offset - NEAR), offset);
    const right = text.slice(offset + deleted, offset + deleted + NEAR);
    const start = offset - (left.length - identifierStart(left));
    const end = offset + deleted + identifierEnd(right);
    const last = groups[groups.length - 1];
    if (last !== undefined && end > last.start) {
      last.start = Math.min(start, last.start);
      last.changes.push(change);
    } else {
      groups.push({ start, end, changes: [change] });
    }
  }
  return groups.reverse().map(({ start, end, changes: inside }) => site(text, start, end, inside));
}

/** `changes`: from the end to the start, all between `start` and `end`. */
function site(text: ChunkedText, start: number, end: number, changes: readonly TextChange[]): Site {
  const from = text.slice(start, end);
  let to = from;
  let deleted = '';
  let inserted = '';
  for (const [offset, length, put] of changes) {
    const at = offset - start;
    deleted = to.slice(at, at + length) + deleted;
    inserted = put + inserted;
    to = to.slice(0, at) + put + to.slice(at + length);
  }
  const before = text.slice(Math.max(0, start - NEAR), start);
  const head = before.slice(before.lastIndexOf('\n') + 1);
  const tail = text.slice(end, end + NEAR).split(/\r?\n/, 1)[0] ?? '';
  const inImport = IMPORT.test(head + from + tail) && IMPORT.test(head + to + tail);
  return { from, to, deleted, inserted, at: start, inImport };
}

/** Whether every change lies before the one in front of it in the list, so that all offsets hold at once. */
function descending(changes: readonly TextChange[]): boolean {
  return changes.every(([offset, deleted], index) => {
    const previous = changes[index - 1];
    return previous === undefined || offset + deleted <= previous[0];
  });
}
