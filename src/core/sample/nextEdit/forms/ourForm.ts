import { bare, unifiedHunks } from '../lineChange.ts';
import type { EditForm } from './editForm.ts';
import { anchoredPatch, applyAnchoredPatch } from './linePatch.ts';

const NO_EDIT = 'no edit';

/**
 * Our own form, free of any model's tokens: files with line numbers from 1, the edits oldest first, where the person
 * is, and as the answer a patch that names its file and line. It goes to any file that is shown.
 */
export const ourForm: EditForm = {
  id: 'ours',
  jumps: true,
  window: { unit: 'lines', above: 10, below: 10, context: 30 },
  markers: [],
  prompt(view, out) {
    const { lines, path, window, cursor } = view;
    for (const file of view.context) {
      out.own('## File ').theirs('context', file.path).own('\n');
      out.theirs('context', numbered(file.text, file.firstLine + 1), file.path);
    }
    out.own('## File ').theirs('context', path).own('\n');
    out.theirs('context', numbered(lines.slice(...window.excerpt).join(''), window.excerpt[0] + 1), path);
    out.own('## Edits\n');
    for (const edit of view.history) {
      out
        .own(edit.accepted ? 'accepted ' : '')
        .theirs('context', edit.path)
        .own('\n');
      out.theirs('context', unifiedHunks(edit.before, edit.after, edit.hunks, 1)).freshLine();
    }
    out
      .own('## Cursor\n')
      .theirs('context', path)
      .own(`:${cursor.line + 1}:${cursor.column + 1}\n## Next edit\n`);
  },
  answer: (_, edit) => (edit.hunk === null ? NO_EDIT : anchoredPatch(edit, edit.hunk, 1)),
  apply(view, answer, textOf) {
    if (answer === NO_EDIT) return { path: view.path, text: view.lines.join('') };
    return applyAnchoredPatch(answer, 1, textOf);
  },
};

function numbered(text: string, first: number): string {
  if (text === '') return '';
  return bare(text)
    .split('\n')
    .map((line, at) => `${first + at}| ${line}\n`)
    .join('');
}
