import type { FileDiff } from '../../core/session/timeline.ts';
import { lineHunks, linesOf } from './lineDiff.ts';
import { type TextPart, wordParts } from './wordDiff.ts';

/** One line of a diff. Line numbers count from 1; null on the side that does not have the line. */
export interface DiffRow {
  readonly kind: 'context' | 'removed' | 'added';
  readonly before: number | null;
  readonly after: number | null;
  readonly parts: readonly TextPart[];
  /** Longer lines are cut; this many UTF-16 code units are not in `parts`. */
  readonly hidden: number;
  /** True for the last line of a file that does not end in a line break. */
  readonly openEnd: boolean;
}

/** A file's diff, ready to be shown. */
export interface DiffModel {
  readonly change: 'created' | 'deleted' | 'moved' | 'changed' | 'same';
  readonly rows: readonly DiffRow[];
  readonly added: number;
  readonly removed: number;
}

/** No line is shown further than this many UTF-16 code units. */
export const LINE_LIMIT = 1_000;

/** All lines of both sides in order: removed before added inside a hunk, with changed words marked. */
export function diffRows(file: FileDiff): DiffModel {
  const compared = comparedLines(file);
  const hunks = lineHunks(compared.before, compared.after);
  const before = linesOf(file.before ?? '');
  const after = linesOf(file.after ?? '');
  const oldEnd = openEnd(file.before) ? before.length : -1;
  const newEnd = openEnd(file.after) ? after.length : -1;
  const rows: DiffRow[] = [];
  let added = 0;
  let removed = 0;
  let line = 0;
  let shift = 0;
  const context = (to: number) => {
    for (; line < to; line++) {
      rows.push(row('context', line + 1, line + 1 + shift, whole(before[line] as string), line + 1 === oldEnd));
    }
  };
  for (const [a0, a1, b0, b1] of hunks) {
    context(a0);
    const old = before.slice(a0, a1);
    const now = after.slice(b0, b1);
    const words = wordParts(old, now);
    old.forEach((text, k) => {
      rows.push(row('removed', a0 + k + 1, null, words?.removed[k] ?? whole(text), a0 + k + 1 === oldEnd));
    });
    now.forEach((text, k) => {
      rows.push(row('added', null, b0 + k + 1, words?.added[k] ?? whole(text), b0 + k + 1 === newEnd));
    });
    removed += old.length;
    added += now.length;
    line = a1;
    shift = b1 - a1;
  }
  context(before.length);
  return { change: changeOf(file), rows, added, removed };
}

function changeOf(file: FileDiff): DiffModel['change'] {
  if (file.before === null && file.after !== null) return 'created';
  if (file.after === null && file.before !== null) return 'deleted';
  if (file.from !== undefined && file.from !== file.path) return 'moved';
  return file.before === file.after ? 'same' : 'changed';
}

function openEnd(text: string | null): boolean {
  return text !== null && text !== '' && !text.endsWith('\n');
}

/** A line with and one without its line break are different lines. */
function comparedLines(file: FileDiff): { before: readonly string[]; after: readonly string[] } {
  return { before: endMarked(file.before), after: endMarked(file.after) };
}

function endMarked(text: string | null): readonly string[] {
  const lines = linesOf(text ?? '');
  return openEnd(text) ? lines.with(-1, `${lines.at(-1)}\n`) : lines;
}

function whole(text: string): TextPart[] {
  return text === '' ? [] : [{ text, changed: false }];
}

function row(
  kind: DiffRow['kind'],
  before: number | null,
  after: number | null,
  parts: readonly TextPart[],
  end: boolean,
): DiffRow {
  const cut = cutParts(parts);
  return { kind, before, after, parts: cut.parts, hidden: cut.hidden, openEnd: end };
}

function cutParts(parts: readonly TextPart[]): { parts: readonly TextPart[]; hidden: number } {
  const length = parts.reduce((sum, part) => sum + part.text.length, 0);
  if (length <= LINE_LIMIT) return { parts, hidden: 0 };
  const kept: TextPart[] = [];
  let room = LINE_LIMIT;
  for (const part of parts) {
    if (room <= 0) break;
    const text = cutAtCodePoint(part.text, room);
    kept.push({ text, changed: part.changed });
    room -= part.text.length;
  }
  return { parts: kept, hidden: length - kept.reduce((sum, part) => sum + part.text.length, 0) };
}

function cutAtCodePoint(text: string, length: number): string {
  if (text.length <= length) return text;
  const unit = text.charCodeAt(length - 1);
  return text.slice(0, unit >= 0xd800 && unit <= 0xdbff ? length - 1 : length);
}

/** Lines added and removed over several files, without making their rows. */
export function lineCounts(files: readonly FileDiff[]): { readonly added: number; readonly removed: number } {
  let added = 0;
  let removed = 0;
  for (const file of files) {
    const { before, after } = comparedLines(file);
    for (const [a0, a1, b0, b1] of lineHunks(before, after)) {
      removed += a1 - a0;
      added += b1 - b0;
    }
  }
  return { added, removed };
}
