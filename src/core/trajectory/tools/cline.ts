import { listArgument, numberArgument, pathArgument, textArgument } from './callArguments.ts';
import type { CallOutcome } from './callOutcome.ts';
import { searchReplaceBlocks } from './searchReplaceBlocks.ts';
import { fileLines, lineEnding, placesOf, withLineEnding } from './textLines.ts';
import {
  type Arguments,
  editFile,
  failed,
  missing,
  read,
  readFile,
  type Tool,
  type ToolDesk,
  writeFile,
} from './toolDesk.ts';

/** Cline's tools: the extension's, and those of its SDK (2026). */
export const clineTools: readonly Tool[] = [
  { names: ['write_to_file', 'new_rule'], perform: writeToFile },
  { names: ['replace_in_file'], perform: replaceInFile },
  { names: ['editor'], fits: (given) => 'new_text' in given || 'old_text' in given, perform: editor },
  { names: ['read_files'], perform: readFiles },
  {
    names: [
      'list_code_definition_names',
      'ask_followup_question',
      'attempt_completion',
      'plan_mode_respond',
      'new_task',
    ]
      .concat(['access_mcp_resource', 'browser_action', 'use_mcp_tool', 'search_codebase', 'switch_mode', 'skills'])
      .concat(['update_todo_list', 'codebase_search', 'fetch_instructions', 'condense', 'report_bug', 'focus_chain']),
    perform: () => read(),
  },
];

/** Models wrap content in code fences at times: the tool takes them off. */
function unfenced(content: string): string {
  const opened = content.startsWith('```') ? content.split('\n').slice(1).join('\n') : content;
  return opened.endsWith('```') ? opened.split('\n').slice(0, -1).join('\n') : opened;
}

function writeToFile(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const content = textArgument(given, 'content');
  if (path === undefined) return missing('path');
  if (content === undefined) return missing('content');
  return writeFile(desk, path, () => ({ ok: true, text: unfenced(content) }));
}

function replaceInFile(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const diff = textArgument(given, 'diff');
  if (path === undefined) return missing('path');
  if (diff === undefined) return missing('diff');
  const apply = (text: string) => {
    const ending = lineEnding(text);
    const result = searchReplaceBlocks(text.replaceAll('\r\n', '\n'), diff.replaceAll('\r\n', '\n'));
    return result.ok
      ? { ok: true as const, text: withLineEnding(result.text, ending) }
      : failed(result.code, result.said.split('\n').join(' '));
  };
  const at = desk.place(path);
  const absent = at.ok && desk.world.look(at.path).kind === 'absent';
  if (absent) return writeFile(desk, path, () => apply(''));
  return editFile(desk, path, apply);
}

/** What the SDK's tools answer with. */
function answer(query: string, result: string): string {
  return JSON.stringify({ query, result, success: true });
}

function failure(query: string, error: string): string {
  return JSON.stringify({ query, result: '', error, success: false });
}

function editor(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const after = textArgument(given, 'new_text') ?? '';
  const before = textArgument(given, 'old_text');
  const line = numberArgument(given, 'insert_line');
  if (path === undefined) return missing('path');
  const at = desk.place(path);
  if (line !== undefined) {
    return editFile(desk, path, (text) => {
      const lines = text.split(/\r\n|\n/);
      if (line < 1 || line > lines.length + 1) return failed('no-such-line', `there is no line ${line}`);
      lines.splice(line - 1, 0, ...after.split(/\r\n|\n/));
      const said = answer(`insert:${path}`, `Inserted content at line ${line} in ${path}.`);
      return { ok: true, text: lines.join(lineEnding(text)), observation: said };
    });
  }
  if (at.ok && desk.world.look(at.path).kind === 'absent') {
    const said = answer(`edit:${path}`, `File created successfully at: ${path}`);
    return writeFile(desk, path, () => ({ ok: true, text: after, observation: said }));
  }
  if (before === undefined) return missing('old_text');
  return editFile(desk, path, (text) => {
    const ending = lineEnding(text);
    const [old, by] = [withLineEnding(before, ending), withLineEnding(after, ending)];
    const places = old === '' ? [] : placesOf(text, old);
    const [place] = places;
    const problem = (what: string) => failure(`edit:${path}`, `No replacement performed: ${what} found in ${path}.`);
    if (place === undefined) return failed('not-found', 'the text does not occur', problem('text not'));
    if (places.length > 1) {
      return failed('not-unique', `the text occurs ${places.length} times`, problem('multiple occurrences of text'));
    }
    const next = text.slice(0, place) + by + text.slice(place + old.length);
    return { ok: true, text: next, observation: editedAnswer(desk, path, text, next) };
  });
}

function editedAnswer(desk: ToolDesk, path: string, before: string, after: string): string {
  const lined = positional(before, after);
  const recorded = desk.recorded;
  const older = recorded !== undefined && /\\n\+\d+: .*\\n-\d+: /.test(recorded);
  return answer(`edit:${path}`, `Edited ${path}\n${older ? lined : changedRegion(before, after)}`);
}

/** Since mid-2026: all old lines of the changed region, then all new ones. */
function changedRegion(before: string, after: string): string {
  const [old, now] = [before.split(/\r\n|\n/), after.split(/\r\n|\n/)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let [oldEnd, newEnd] = [old.length, now.length];
  while (oldEnd > start && newEnd > start && old[oldEnd - 1] === now[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  const [gone, come] = [oldEnd - start, newEnd - start];
  const over = gone + come > 200;
  const goneShown = over ? Math.min(gone, Math.max(100, 200 - come)) : gone;
  const comeShown = over ? Math.min(come, 200 - goneShown) : come;
  const out = [
    ...old.slice(start, start + goneShown).map((line, index) => `-${start + index + 1}: ${line}`),
    ...now.slice(start, start + comeShown).map((line, index) => `+${start + index + 1}: ${line}`),
  ];
  if (over) {
    out.push(`... diff truncated (${gone - goneShown} more removed, ${come - comeShown} more added lines) ...`);
  }
  return ['```diff', ...out, '```'].join('\n');
}

/** Before: lines of the same number compared with each other. */
function positional(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const out: string[] = [];
  for (let at = 0; at < Math.max(old.length, now.length) && out.length < 200; at++) {
    if (old[at] === now[at]) continue;
    if (old[at] !== undefined) out.push(`-${at + 1}: ${old[at]}`);
    if (now[at] !== undefined) out.push(`+${at + 1}: ${now[at]}`);
  }
  return ['```diff', ...out, '```'].join('\n');
}

function readFiles(given: Arguments, desk: ToolDesk): CallOutcome {
  const files = listArgument(given, 'files');
  const [only, ...more] = files;
  if (only === undefined || more.length > 0) return read();
  const path = pathArgument(only) ?? '';
  const first = Math.max(1, numberArgument(only, 'start_line') ?? 1);
  const last = numberArgument(only, 'end_line') ?? Number.POSITIVE_INFINITY;
  const range = 'start_line' in only || 'end_line' in only ? `:${first}-${Number.isFinite(last) ? last : 'EOF'}` : '';
  const said = (lines: readonly string[]): string | undefined => {
    const shown = lines.slice(first - 1, last).map((line) => line.replace(/\r$/, ''));
    if (shown.length > 2_000 || shown.some((line) => line.length > 2_000)) return undefined;
    const width = String(first - 1 + shown.length).length;
    const body = shown.map((line, index) => `${String(first + index).padStart(width)} | ${line}`).join('\n');
    return JSON.stringify([{ query: `${path}${range}`, result: body, success: true }]);
  };
  return readFile(desk, path, (text) => {
    // The first version counted the empty line behind the last line end.
    const older = said(text.split('\n'));
    return older === desk.recorded ? older : said(fileLines(text));
  });
}
