import { bare } from '../lineChange.ts';
import type { PastEdit } from '../nextEdit.ts';
import type { EditForm, EditView } from './editForm.ts';
import { anchoredPatch, applyAnchoredPatch } from './linePatch.ts';
import type { PromptWriter } from './promptWriter.ts';
import { regionAfter, regionParts, withRegion } from './windowAnswer.ts';

const CURSOR = '<|cursor|>';
const tags = [
  'code_to_edit',
  'area_around_code_to_edit',
  'current_file_content',
  'edit_diff_history',
  'recently_viewed_code_snippets',
  'recently_viewed_code_snippet',
];
const markers = [CURSOR, ...tags.flatMap((tag) => [`<|${tag}|>`, `<|/${tag}|>`])];
const NO_EDIT = '<NO_EDIT>';
const SIMPLE = 'Predict next code edit based on the context given by the user.';
const XTAB =
  'Predict the next code edit based on user context, following Microsoft content policies and avoiding copyright ' +
  'violations. If a request may breach guidelines, reply: "Sorry, I can\'t assist with that."';
/** Two lines above the cursor, five below, and fifteen around that. */
const window = { unit: 'lines', above: 2, below: 5, context: 15 } as const;

/** VS Code's next edit suggestions (Copilot Chat, src/extension/xtab): the answer is the edit window's lines. */
export const nesWindow: EditForm = {
  id: 'nes-window',
  jumps: false,
  window,
  system: XTAB,
  markers,
  prompt(view, out) {
    body(view, out, false);
    out.own(
      `\n\n${task(view.path)} Provide the revised code that was between the \`<|code_to_edit|>\` and ` +
        '`<|/code_to_edit|>` tags, but do not include the tags themselves. Avoid undoing or reverting the ' +
        "developer's last change unless there are obvious typos or errors. Don't include the line numbers or the form " +
        '#| in your response. Do not skip any lines. Do not be lazy.',
    );
  },
  answer: (view, edit) => bare(regionAfter(view, edit)),
  apply: (view, answer) => withRegion(view, answer + feedOf(view)),
};

/** The same, the answer in a code block. */
export const nesCodeBlock: EditForm = {
  ...nesWindow,
  id: 'nes-code-block',
  system: SIMPLE,
  prompt(view, out) {
    body(view, out, false);
    out.own(
      `\n\n${task(view.path)} Provide the revised code that was between the \`<|code_to_edit|>\` and ` +
        '`<|/code_to_edit|>` tags with the following format, but do not include the tags themselves.\n' +
        '```\n// Your revised code goes here\n```',
    );
  },
  answer: (view, edit) => `\`\`\`\n${bare(regionAfter(view, edit))}\n\`\`\``,
  apply(view, answer) {
    const inner = /^```\n([\s\S]*)\n```$/.exec(answer)?.[1];
    return inner === undefined ? null : withRegion(view, inner + feedOf(view));
  },
};

/** The same, the answer a patch that names its place, `path:line`, counted from 0; `<NO_EDIT>` where there is none. */
export const nesPatch: EditForm = {
  ...nesWindow,
  id: 'nes-patch',
  jumps: true,
  system: SIMPLE,
  prompt(view, out) {
    body(view, out, true);
    out.own(
      '\n\nOutput a modified diff style format with the changes you want. Each change patch must start with ' +
        '`<filename>:<line number>` and then include some non empty "anchor lines" preceded by `-` and the new lines ' +
        'meant to replace them preceded by `+`. Put your changes in the order that makes the most sense, for example ' +
        "edits inside the code_to_edit region and near the user's <|cursor|> should always be prioritized. " +
        'Output "<NO_EDIT>" if you don\'t have a good edit candidate.',
    );
  },
  answer: (_, edit) => (edit.hunk === null ? NO_EDIT : anchoredPatch(edit, edit.hunk, 0)),
  apply(view, answer, textOf) {
    if (answer === NO_EDIT) return { path: view.path, text: view.lines.join('') };
    return applyAnchoredPatch(answer, 0, textOf);
  },
};

function task(path: string): string {
  return (
    `The developer was working on a section of code within the tags \`code_to_edit\` in the file located at \`${path}\`. ` +
    'Using the given `recently_viewed_code_snippets`, `current_file_content`, `edit_diff_history`, ' +
    `\`area_around_code_to_edit\`, and the cursor position marked as \`${CURSOR}\`, please continue the developer's work. ` +
    'Update the `code_to_edit` section by predicting and completing the changes they would have made next.'
  );
}

function body(view: EditView, out: PromptWriter, numbered: boolean): void {
  const { window, lines, path } = view;
  const { region, excerpt } = window;
  out.own('```\n<|recently_viewed_code_snippets|>\n');
  for (const [at, file] of view.context.entries()) {
    if (at > 0) out.own('\n\n');
    out.own('<|recently_viewed_code_snippet|>\ncode_snippet_file_path: ').theirs('context', file.path).own('\n');
    const shown = numbered ? withNumbers(file.text, file.firstLine) : bare(file.text);
    out.theirs('context', shown, file.path).own('\n<|/recently_viewed_code_snippet|>');
  }
  out.own('\n<|/recently_viewed_code_snippets|>\n\n<|current_file_content|>\ncurrent_file_path: ');
  out.theirs('context', path).own('\n');
  const file = lines.slice(...excerpt).join('');
  out.theirs('context', numbered ? withNumbers(file, excerpt[0]) : bare(file), path);
  out.own('\n<|/current_file_content|>\n\n<|edit_diff_history|>\n');
  for (const [at, edit] of view.history.entries()) {
    if (at > 0) out.own('\n\n');
    out.theirs('context', nesDiff(edit));
  }
  out.own(`${view.history.length > 0 ? '\n' : ''}\n<|/edit_diff_history|>\n\n<|area_around_code_to_edit|>\n`);
  out.theirs('prefix', lines.slice(excerpt[0], region[0]).join(''), path).own('<|code_to_edit|>\n');
  const [left, right] = regionParts(view);
  out.theirs('context', left, path).own(CURSOR).theirs('context', right, path);
  if (!right.endsWith('\n')) out.own('\n');
  out.own('<|/code_to_edit|>\n').theirs('suffix', lines.slice(region[1], excerpt[1]).join(''), path).freshLine();
  out.own('<|/area_around_code_to_edit|>\n```');
}

/** No lines around the changes, and counted from 0; the old and the new place are the same number. */
function nesDiff({ path, before, after, hunks }: PastEdit): string {
  const lines = [`--- ${path}`, `+++ ${path}`];
  for (const hunk of hunks) {
    const [start, end] = hunk.before;
    lines.push(`@@ -${start},${end - start} +${start},${hunk.after[1] - hunk.after[0]} @@`);
    lines.push(...before.slice(start, end).map((line) => `-${bare(line)}`));
    lines.push(...after.slice(...hunk.after).map((line) => `+${bare(line)}`));
  }
  return lines.join('\n');
}

function withNumbers(text: string, first: number): string {
  return bare(text)
    .split('\n')
    .map((line, at) => `${first + at}| ${line}`)
    .join('\n');
}

function feedOf({ lines, window }: EditView): string {
  return lines[window.region[1] - 1]?.endsWith('\n') === true ? '\n' : '';
}
