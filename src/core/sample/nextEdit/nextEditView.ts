import { splitLines } from '../editHunks.ts';
import { holds, type LineRange, lineAt, offsetOf, windowAround } from './editWindow.ts';
import type { EditForm, EditView } from './forms/editForm.ts';
import { lineChanges } from './lineChange.ts';
import type { NextEdit, ShownFile } from './nextEdit.ts';

/** Lines around the next edit that a form sees that jumps there from another window. */
const TARGET_LINES = 20;
/** Of other files no more is shown. UTF-16 code units. */
const MOST_CHARS = 6000;

/** Where the cursor of a row is from: recorded, or put where the edit begins because none was near it. */
export type CursorOrigin = 'recorded' | 'placed';

/** What a form shows of a moment, before any budget. */
export function nextEditView(
  moment: NextEdit,
  form: EditForm,
): { readonly view: EditView; readonly cursor: CursorOrigin } {
  return form.jumps && moment.cursor !== null ? jumpView(moment, moment.cursor, form) : windowView(moment, form);
}

function windowView(moment: NextEdit, form: EditForm): { view: EditView; cursor: CursorOrigin } {
  const { before: lines, hunk, path, offset } = moment;
  const recorded = offset === null ? null : lineAt(lines, offset);
  if (recorded !== null) {
    const window = windowAround(lines, recorded.line, form.window, null);
    if (hunk === null || holds(window, hunk)) {
      return {
        view: { ...base(moment, form, window.region), path, lines, window, cursor: recorded },
        cursor: 'recorded',
      };
    }
  }
  const cursor = hunk === null ? { line: 0, column: 0 } : firstChange(moment);
  const window = windowAround(lines, cursor.line, form.window, hunk);
  return { view: { ...base(moment, form, window.region), path, lines, window, cursor }, cursor: 'placed' };
}

/** The window lies around the person; the file of the next edit is shown like any other. */
function jumpView(
  moment: NextEdit,
  place: NonNullable<NextEdit['cursor']>,
  form: EditForm,
): { view: EditView; cursor: CursorOrigin } {
  const here = place.path === moment.path;
  const lines = here ? moment.before : splitLines(place.text);
  const cursor = lineAt(lines, place.offset);
  const window = windowAround(lines, cursor.line, form.window, null);
  const { history, context, original } = base(moment, form, window.region);
  const files = context.filter(({ path }) => path !== place.path);
  const target = moment.hunk;
  const seen =
    here && target !== null && target.before[0] >= window.excerpt[0] && target.before[1] <= window.excerpt[1];
  const shown =
    target === null || seen
      ? files
      : [...files.filter(({ path }) => path !== moment.path), around(moment, target.before)];
  return { view: { path: place.path, lines, window, cursor, history, context: shown, original }, cursor: 'recorded' };
}

function around({ path, before }: NextEdit, [from, to]: LineRange): ShownFile {
  const start = Math.max(0, from - TARGET_LINES);
  return { path, text: before.slice(start, to + TARGET_LINES).join(''), firstLine: start };
}

function base(moment: NextEdit, form: EditForm, region: LineRange): Pick<EditView, 'history' | 'context' | 'original'> {
  const context = moment.context
    .filter(({ path, text }) => (form.jumps || path !== moment.path) && text !== '')
    .map((file) => (file.text.length <= MOST_CHARS ? file : { ...file, text: headOf(file.text) }));
  return { history: moment.history, context, original: form.id === 'sweep' ? originalLines(moment, region) : '' };
}

/** Whole lines from the start; one line that is longer than all that may be shown is left out. */
function headOf(text: string): string {
  return text.slice(0, text.lastIndexOf('\n', MOST_CHARS - 1) + 1);
}

/** The region as it stood when the history began: its ends carried back over what changed since. */
function originalLines({ original, before }: NextEdit, region: LineRange): string {
  const old = splitLines(original);
  const changes = lineChanges(old, before);
  const back = (line: number, end: boolean): number => {
    let shift = 0;
    for (const { before: was, after: is } of changes) {
      if (line < is[0] || (line === is[0] && end)) break;
      if (line < is[1] || (line === is[1] && end)) return end ? was[1] : was[0];
      shift = was[1] - is[1];
    }
    return line + shift;
  };
  return old.slice(back(region[0], false), back(region[1], true)).join('');
}

function firstChange({ before, after, hunk }: NextEdit): { line: number; column: number } {
  if (hunk === null) return { line: 0, column: 0 };
  const [from, to] = hunk.before;
  const old = before.slice(from, to).join('');
  const now = after.slice(...hunk.after).join('');
  let at = 0;
  while (at < old.length && old[at] === now[at]) at++;
  if (at > 0 && at === old.length) at--;
  return lineAt(before, offsetOf(before, from) + at);
}
