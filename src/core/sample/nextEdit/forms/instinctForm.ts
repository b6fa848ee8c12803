import { bare, unifiedHunks } from '../lineChange.ts';
import type { EditForm } from './editForm.ts';
import { around, bareParts, regionAfter, withRegion } from './windowAnswer.ts';

const CURSOR = '<|user_cursor_is_here|>';
const START = '<|editable_region_start|>';
const END = '<|editable_region_end|>';
const TASK =
  "Reference the user excerpt, user edits, and the snippets to understand the developer's intent. Update the editable " +
  'region of the user excerpt by predicting and completing the changes they would have made next. This may be a ' +
  'deletion, addition, or modification of code.';

/**
 * The user's turn of Continue's Instinct (core/nextEdit/templating): edits from the latest back. Its system message is
 * several thousand characters and not included: the trainer's template puts it in.
 */
export const instinctForm: EditForm = {
  id: 'instinct',
  jumps: false,
  window: { unit: 'lines', above: 1, below: 5, context: 25 },
  system: null,
  markers: [CURSOR, START, END, '<|context_file|>', '<|snippet|>'],
  prompt(view, out) {
    out.own(`${TASK}\n\n### Context:\n`);
    for (const [at, { path, text }] of view.context.entries()) {
      if (at > 0) out.freshLine();
      out.own('<|context_file|>: ').theirs('context', path).own('\n<|snippet|>\n').theirs('context', text, path);
    }
    out.own('\n\n### User Edits:\n\n');
    for (const [at, { path, before, after, hunks }] of view.history.toReversed().entries()) {
      if (at > 0) out.own('\n');
      out.own('User edited file "').theirs('context', path).own('"\n\n```diff\n');
      out.theirs('context', bare(unifiedHunks(before, after, hunks))).own('\n```');
    }
    out.own('\n\n### User Excerpt:\n').theirs('context', view.path).own('\n\n');
    const { before, after } = around(view);
    out.theirs('prefix', before, view.path).own(`${START}\n`);
    const [left, right] = bareParts(view);
    out.theirs('context', left, view.path).own(CURSOR).theirs('context', right, view.path);
    out.own(`\n${END}`);
    if (after !== '') out.own('\n').theirs('suffix', bare(after), view.path);
    out.own('```\n### Response:');
  },
  answer: (view, edit) => bare(regionAfter(view, edit)),
  apply(view, answer) {
    const feed = view.lines[view.window.region[1] - 1]?.endsWith('\n') === true ? '\n' : '';
    return withRegion(view, answer + feed);
  },
};
