import { bare } from '../lineChange.ts';
import type { PastEdit } from '../nextEdit.ts';
import type { EditForm } from './editForm.ts';
import { bareParts, regionAfter, withRegion } from './windowAnswer.ts';

const SEPARATOR = '<|file_sep|>';
const CURSOR = '<|cursor|>';
const BROAD = 150;

/** Sweep's next-edit-v2-7B: the file around, other files, edits, then the region as it was, as it is, and anew. */
export const sweepForm: EditForm = {
  id: 'sweep',
  jumps: false,
  window: { unit: 'lines', above: 10, below: 10, context: BROAD },
  markers: [SEPARATOR, CURSOR],
  prompt(view, out) {
    const { path, lines, window } = view;
    const { excerpt, region } = window;
    out.own(`${SEPARATOR}${path}\n`);
    out.theirs('prefix', lines.slice(excerpt[0], region[0]).join(''), path);
    out.theirs('suffix', lines.slice(region[1], excerpt[1]).join(''), path).freshLine();
    for (const file of view.context) {
      out.own(`${SEPARATOR}${file.path}\n`).theirs('context', file.text, file.path).freshLine();
    }
    for (const edit of view.history) {
      for (const hunk of edit.hunks) {
        out.own(`${SEPARATOR}${edit.path}:${places(edit, hunk.before)}\noriginal:\n`);
        out
          .theirs('context', edit.before.slice(...hunk.before).join(''))
          .freshLine()
          .own('updated:\n');
        out.theirs('context', edit.after.slice(...hunk.after).join('')).freshLine();
      }
    }
    const place = `${path}:${region[0] + 1}:${region[1]}`;
    out.own(`${SEPARATOR}original/${place}\n`).theirs('context', bare(view.original), path).own('\n');
    const [left, right] = bareParts(view);
    out.own(`${SEPARATOR}current/${place}\n`).theirs('context', left, path).own(CURSOR).theirs('context', right, path);
    out.own(`\n${SEPARATOR}updated/${place}\n`);
  },
  answer: (view, edit) => bare(regionAfter(view, edit)),
  apply(view, answer) {
    const feed = view.lines[view.window.region[1] - 1]?.endsWith('\n') === true ? '\n' : '';
    return withRegion(view, answer + feed);
  },
};

function places({ before }: PastEdit, [from, to]: readonly [number, number]): string {
  return `${Math.min(from + 1, before.length)}:${Math.max(from, to)}`;
}
