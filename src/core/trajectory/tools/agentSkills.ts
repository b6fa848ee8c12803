import { textArgument } from './callArguments.ts';
import type { CallOutcome } from './callOutcome.ts';
import { type PythonCall, type PythonValue, pythonCall } from './pythonCall.ts';
import { appendedLines, editedLines, findLines, insertedLines, shownAfterEdit, skillWindow } from './skillLines.ts';
import { fileLines, universalNewlines } from './textLines.ts';
import { editFile, failed, read, readFile, type Tool, type ToolDesk, unknown, writeFile } from './toolDesk.ts';

const NOT_OPEN = 'ERROR: No file open. Use the open_file function first.';

/**
 * OpenHands' Python functions for files (its agentskills), called in a Jupyter cell. A cell that is one such call with
 * literal arguments is done; any other Python is not.
 */
export const agentSkillTools: readonly Tool[] = [
  {
    names: ['run_ipython', 'execute_ipython_cell', 'ipython', 'jupyter', 'python'],
    perform: (given, desk) => {
      const call = pythonCall(textArgument(given, 'code') ?? '');
      return (
        (call === null ? null : skill(call, desk)) ?? unknown('the cell runs Python, which only a kernel can tell')
      );
    },
  },
];

function skill(call: PythonCall, desk: ToolDesk): CallOutcome | null {
  const given = (position: number, name: string): PythonValue | undefined =>
    call.positional[position] ?? call.named[name];
  const text = (position: number, name: string): string => {
    const value = given(position, name);
    return typeof value === 'string' ? value : '';
  };
  const number = (position: number, name: string): number | undefined => {
    const value = given(position, name);
    return typeof value === 'number' ? value : undefined;
  };
  switch (call.name) {
    case 'open_file':
      return openFile(desk, text(0, 'path'), number(1, 'line_number') ?? 1, number(2, 'context_lines') ?? 100);
    case 'goto_line':
      return inWindow(desk, (count) => {
        const line = number(0, 'line_number');
        return line === undefined || line < 1 || line > count
          ? `ERROR: Line number must be between 1 and ${count}.`
          : { line, whole: false };
      });
    case 'scroll_down':
      return inWindow(desk, (count, line) => ({ line: Math.min(line + 100, count), whole: true }));
    case 'scroll_up':
      return inWindow(desk, (_count, line) => ({ line: Math.max(line - 100, 1), whole: true }));
    case 'create_file':
      return createFile(desk, text(0, 'filename'));
    case 'edit_file_by_replace':
      return editByReplace(desk, text(0, 'file_name'), text(1, 'to_replace'), text(2, 'new_content'));
    case 'insert_content_at_line': {
      const [path, line] = [text(0, 'file_name'), number(1, 'line_number') ?? 0];
      return editSkill(desk, path, (lines) => insertedLines(lines, line, text(2, 'content')), line);
    }
    case 'append_file': {
      const path = text(0, 'file_name');
      return editSkill(desk, path, (lines) => appendedLines(lines, text(1, 'content')), 'append');
    }
    case 'search_file':
    case 'search_dir':
    case 'find_file':
      return read();
    default:
      return null;
  }
}

function header(shown: string, count: number): string {
  return `[File: ${shown} (${count} lines total)]`;
}

function openFile(desk: ToolDesk, path: string, line: number, context: number): CallOutcome {
  const shown = desk.shown(path);
  return readFile(
    desk,
    path,
    (raw, at) => {
      const text = universalNewlines(raw);
      const count = Math.max(1, fileLines(text).length);
      const window = { path: at, shown: shown ?? path, line };
      if (line < 1 || line > count) return `ERROR: Line number must be between 1 and ${count}`;
      desk.memory.skillWindow = window;
      if (shown === undefined) return undefined;
      const height = Math.min(300, Math.max(1, context < 1 ? 100 : context));
      const output = `${header(shown, count)}\n${skillWindow(text, line, height)}`;
      const hint = '[Use `scroll_down` to view the next 100 lines of the file!]';
      const hints = output.endsWith('more lines below)') && desk.recorded?.includes(hint) !== false;
      return hints ? `${output}\n${hint}` : output;
    },
    `ERROR: File ${path} not found.`,
  );
}

type Move = string | { readonly line: number; readonly whole: boolean };

function inWindow(desk: ToolDesk, move: (count: number, line: number) => Move): CallOutcome {
  const open = desk.memory.skillWindow;
  if (open === null) return read(NOT_OPEN);
  return readFile(desk, open.shown, (raw) => {
    const text = universalNewlines(raw);
    const count = Math.max(1, fileLines(text).length);
    const moved = move(count, open.line);
    if (typeof moved === 'string') return moved;
    desk.memory.skillWindow = { ...open, line: moved.line };
    return `${header(open.shown, count)}\n${skillWindow(text, moved.line, 100, moved.whole)}`;
  });
}

function createFile(desk: ToolDesk, path: string): CallOutcome {
  const shown = desk.shown(path);
  const outcome = writeFile(desk, path, (now, at) => {
    if (now.kind !== 'absent') {
      return failed('exists', `"${at}" is there already`, `ERROR: File '${path}' already exists.`);
    }
    const window = `${shown === undefined ? '' : header(shown, 1)}\n${skillWindow('\n', 1, 100)}`;
    return {
      ok: true,
      text: '\n',
      observation: shown === undefined ? undefined : `${window}\n[File ${path} created.]`,
    };
  });
  const created = outcome.kind === 'files' ? outcome.changes[0] : undefined;
  if (created !== undefined) desk.memory.skillWindow = { path: created.path, shown: shown ?? path, line: 1 };
  return outcome;
}

function editByReplace(desk: ToolDesk, path: string, search: string, by: string): CallOutcome {
  return editFile(
    desk,
    path,
    (raw) => {
      const text = universalNewlines(raw);
      if (search.trim() === '') {
        return failed('bad-arguments', 'there is nothing to replace', 'ERROR: `to_replace` must not be empty.');
      }
      if (search === by) {
        const said = 'ERROR: `to_replace` and `new_content` must be different.';
        return failed('same', 'both texts are the same', said);
      }
      const found = findLines(text, search);
      if (found === 'many') {
        const said =
          'ERROR: `to_replace` appears more than once, please include enough lines to make code in `to_replace` unique.';
        return failed('not-unique', 'the text occurs more than once', said);
      }
      if (found === null) {
        const said = `[No exact match found in ${path} for\n\`\`\`\n${search}\n\`\`\`\n]`;
        return failed('not-found', 'the text does not occur', said);
      }
      const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
      return shownAfterEdit(desk, path, text, editedLines(lines, found.first, found.last, by), found.first);
    },
    `ERROR: File ${path} not found.`,
  );
}

function editSkill(
  desk: ToolDesk,
  path: string,
  edit: (lines: readonly string[]) => string,
  line: number | 'append',
): CallOutcome {
  return editFile(
    desk,
    path,
    (raw) => {
      const text = universalNewlines(raw);
      const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
      return shownAfterEdit(desk, path, text, edit(lines), line === 'append' ? Math.max(1, lines.length) : line);
    },
    'ERROR: Invalid path or file name.',
  );
}
