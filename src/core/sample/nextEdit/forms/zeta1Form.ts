import { bare, unifiedHunks } from '../lineChange.ts';
import type { EditForm } from './editForm.ts';
import { around, bareParts, regionAfter, withRegion } from './windowAnswer.ts';

const CURSOR = '<|user_cursor_is_here|>';
const START = '<|editable_region_start|>';
const END = '<|editable_region_end|>';
const START_OF_FILE = '<|start_of_file|>';
const HEADER =
  '### Instruction:\nYou are a code completion assistant and your task is to analyze user edits and then rewrite an ' +
  'excerpt that the user provides, suggesting the appropriate edits within the excerpt, taking into account the cursor ' +
  'location.\n\n### User Edits:\n\n';

/** Zed's first model, Zeta: instruction, edits, excerpt, response (crates/zeta_prompt, `zeta1`). */
export const zeta1Form: EditForm = {
  id: 'zeta1',
  jumps: false,
  window: { unit: 'thirds', editable: 180, context: 350 },
  markers: [CURSOR, START, END, START_OF_FILE],
  prompt(view, out) {
    const { before, after } = around(view);
    const { excerpt, region } = view.window;
    out.own(HEADER);
    for (const [at, { path, before: old, after: now, hunks }] of view.history.entries()) {
      if (at > 0) out.own('\n\n');
      out.own('User edited ').theirs('context', path).own(':\n```diff\n');
      out.theirs('context', unifiedHunks(old, now, hunks)).own('\n```');
    }
    out.own('\n\n### User Excerpt:\n\n```').theirs('context', view.path).own('\n');
    if (excerpt[0] === 0) out.own(`${START_OF_FILE}\n`);
    out.theirs('prefix', before, view.path).own(`${START}\n`);
    const [left, right] = bareParts(view);
    out.theirs('context', left, view.path).own(CURSOR).theirs('context', right, view.path).own(`\n${END}`);
    const feed = view.lines[region[1] - 1]?.endsWith('\n') === true ? '\n' : '';
    out.theirs('suffix', feed + after, view.path).own('\n```\n\n### Response:\n');
  },
  answer: (view, edit) => `${START}\n${bare(regionAfter(view, edit))}\n${END}`,
  apply(view, answer) {
    const inner = new RegExp(`^${escaped(START)}\\n([^]*)\\n${escaped(END)}`).exec(answer)?.[1];
    if (inner === undefined) return null;
    const feed = view.lines[view.window.region[1] - 1]?.endsWith('\n') === true ? '\n' : '';
    return withRegion(view, inner + feed);
  },
};

const escaped = (text: string) => text.replaceAll('|', '\\|');
