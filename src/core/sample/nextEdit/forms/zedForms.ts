import { unifiedHunks } from '../lineChange.ts';
import type { PastEdit } from '../nextEdit.ts';
import type { EditForm, EditView } from './editForm.ts';
import type { PromptWriter } from './promptWriter.ts';
import { around, ended, regionAfter, regionParts, unended, withRegion } from './windowAnswer.ts';

const CURSOR = '<|user_cursor|>';
const START = '<<<<<<< CURRENT\n';
const SEPARATOR = '=======\n';
const END = '>>>>>>> UPDATED\n';
const fim = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>', '<|file_sep|>', CURSOR];

/** Zed's `V0114180EditableRegion`: before, current, after, and then the region anew (crates/zeta_prompt). */
export const zedEditableRegion: EditForm = {
  id: 'zed-v0114180',
  jumps: false,
  window: { unit: 'thirds', editable: 180, context: 350 },
  markers: fim,
  prompt(view, out) {
    const { before, after } = around(view);
    head(view, out);
    out.own(`<|file_sep|>${view.path}\n<|fim_prefix|>\n`).theirs('prefix', before, view.path).freshLine();
    out.own('<|fim_middle|>current\n');
    current(view, out);
    out.own('<|fim_suffix|>\n').theirs('suffix', after, view.path).freshLine();
    out.own('<|fim_middle|>updated\n');
  },
  answer: (view, edit) => ended(regionAfter(view, edit)),
  apply: (view, answer) => withRegion(view, unended(view, answer)),
};

/** Zed's `V0120GitMergeMarkers`: the region stands in a conflict's markers. */
export const zedMergeMarkers: EditForm = {
  id: 'zed-v0120',
  jumps: false,
  window: { unit: 'thirds', editable: 350, context: 150 },
  markers: [...fim, START, SEPARATOR, END],
  end: END,
  prompt(view, out) {
    const { before, after } = around(view);
    head(view, out);
    out.own(`<|file_sep|>${view.path}\n<|fim_prefix|>`).theirs('prefix', before, view.path);
    out.own('<|fim_suffix|>').theirs('suffix', after, view.path).freshLine();
    out.own(`<|fim_middle|>${START}`);
    current(view, out);
    out.own(SEPARATOR);
  },
  answer: (view, edit) => ended(regionAfter(view, edit)),
  apply: (view, answer) => withRegion(view, unended(view, answer)),
};

function head({ context, history }: EditView, out: PromptWriter): void {
  for (const { path, text } of context) out.own(`<|file_sep|>${path}\n`).theirs('context', text, path).freshLine();
  if (history.length > 0) out.own('<|file_sep|>edit history\n');
  for (const edit of history) out.theirs('context', zedEvent(edit));
}

/** `--- a/x`, `+++ b/x` and the diff, oldest first. */
function zedEvent({ path, before, after, hunks, accepted }: PastEdit): string {
  const note = accepted ? '// User accepted prediction:\n' : '';
  return `${note}--- a/${path}\n+++ b/${path}\n${unifiedHunks(before, after, hunks)}`;
}

function current(view: EditView, out: PromptWriter): void {
  const [before, after] = regionParts(view);
  out.theirs('context', before, view.path).own(CURSOR).theirs('context', after, view.path);
  if (after === '' || !after.endsWith('\n')) out.own('\n');
}
