import { flagArgument, numberArgument, textArgument } from './callArguments.ts';
import type { CallOutcome } from './callOutcome.ts';
import { shellWords } from './shellWords.ts';
import { type Arguments, missing, read, type Tool, type ToolDesk, writeFile } from './toolDesk.ts';
import { lineReplaced, openedFile, scrolledBy, type WindowGeneration } from './windowedFile.ts';
import { rewrittenWindow, searchReplaced, textInserted } from './windowedReplace.ts';
import { findFile, searchDirectory, searchOpenFile } from './windowedSearch.ts';

/**
 * SWE-agent's windowed editor: `open`, `goto`, `scroll_up`, `scroll_down`, `create`, `edit`, `insert`, `search_dir`,
 * `search_file`, `find_file`, as tools (1.0 and later: Python programs) or typed into its shell (before: functions of
 * bash). A window of 100 lines that overlaps the next by 2, as its published configurations have it.
 */
export const windowedTools: readonly Tool[] = [
  { names: ['open'], fits: hasPathOrNothing, perform: (given, desk) => open(desk, 'python', openArguments(given)) },
  { names: ['goto'], perform: (given, desk) => goTo(desk, 'python', numberArgument(given, 'line_number', 'line')) },
  { names: ['scroll_up'], perform: (_given, desk) => scrolledBy(desk, 'python', -1) },
  { names: ['scroll_down'], perform: (_given, desk) => scrolledBy(desk, 'python', 1) },
  {
    names: ['create'],
    fits: (given) => textArgument(given, 'filename') !== undefined && Object.keys(given).length === 1,
    perform: (given, desk) => create(desk, 'python', textArgument(given, 'filename') ?? ''),
  },
  { names: ['edit'], fits: isWindowEdit, perform: editTool },
  {
    names: ['insert'],
    fits: (given) => !('path' in given || 'file_path' in given) && typeof given.text === 'string',
    perform: (given, desk) => textInserted(desk, textArgument(given, 'text') ?? '', numberArgument(given, 'line')),
  },
  {
    names: ['search_dir'],
    perform: (given, desk) =>
      searchDirectory(desk, textArgument(given, 'search_term') ?? '', textArgument(given, 'dir', 'dir_path')),
  },
  {
    names: ['search_file'],
    perform: (given, desk) =>
      searchOpenFile(desk, textArgument(given, 'search_term') ?? '', textArgument(given, 'file', 'file_path')),
  },
  {
    names: ['find_file'],
    perform: (given, desk) => findFile(desk, textArgument(given, 'file_name') ?? '', textArgument(given, 'dir')),
  },
  { names: ['filemap'], perform: () => read() },
];

function hasPathOrNothing(given: Arguments): boolean {
  return typeof given.path === 'string' || Object.keys(given).length === 0;
}

function openArguments(given: Arguments): readonly string[] {
  const path = textArgument(given, 'path');
  const line = numberArgument(given, 'line_number');
  return path === undefined ? [] : line === undefined ? [path] : [path, String(line)];
}

function isWindowEdit(given: Arguments): boolean {
  if (['path', 'file_path', 'filePath', 'file', 'target_file'].some((name) => name in given)) return false;
  return (
    typeof given.search === 'string' ||
    typeof given.replacement_text === 'string' ||
    typeof given.text === 'string' ||
    ('start_line' in given && 'end_line' in given)
  );
}

function editTool(given: Arguments, desk: ToolDesk): CallOutcome {
  const search = textArgument(given, 'search');
  if (search !== undefined) {
    const by = textArgument(given, 'replace') ?? '';
    return searchReplaced(desk, search, by, flagArgument(given, 'replace_all', 'replace-all'));
  }
  const rewritten = textArgument(given, 'text');
  if (rewritten !== undefined && !('start_line' in given)) return rewrittenWindow(desk, rewritten);
  const first = numberArgument(given, 'start_line');
  const last = numberArgument(given, 'end_line');
  const replacement = textArgument(given, 'replacement_text', 'text') ?? '';
  if (first === undefined || last === undefined) return missing('start_line');
  return lineReplaced(desk, 'python', first, last, replacement.replace(/\n$/, ''));
}

/**
 * A command of SWE-agent's shell that is one of its editor's; null: it is another command. Words that other shells
 * know too (`open`, `create`, `edit`) count only where the session is SWE-agent's.
 */
export function windowedCommand(command: string, desk: ToolDesk): CallOutcome | null {
  const edit = /^\s*edit (\d+):(\d+)[ \t]*\n(?:([\s\S]*?)\n)?end_of_edit\s*$/.exec(command);
  if (edit !== null) {
    const [, first = '', last = '', body = ''] = edit;
    return lineReplaced(desk, generation(desk), Number(first), Number(last), body);
  }
  const words = shellWords(command);
  const [name, ...rest] = words ?? [];
  const ours = desk.memory.dialect === 'swe-agent' || desk.memory.window !== null;
  const [first = '', second] = rest;
  switch (name) {
    case 'goto':
      return goTo(desk, generation(desk), /^\d+$/.test(first) ? Number(first) : undefined);
    case 'scroll_up':
      return scrolledBy(desk, generation(desk), -1);
    case 'scroll_down':
      return scrolledBy(desk, generation(desk), 1);
    case 'search_dir':
      return searchDirectory(desk, first, second);
    case 'search_file':
      return searchOpenFile(desk, first, second);
    case 'find_file':
      return findFile(desk, first, second);
    case 'open':
      return ours ? open(desk, generation(desk), rest) : null;
    case 'create':
      return ours && rest.length === 1 ? create(desk, generation(desk), first) : null;
    default:
      return null;
  }
}

function generation(desk: ToolDesk): WindowGeneration {
  const seen = desk.recorded ?? '';
  const python = /^File updated\. Please review[^\n]*correct\n|^Text replaced\.|\(0 lines total\)|^Error: File /.test(
    seen,
  );
  return python ? 'python' : 'shell';
}

function open(desk: ToolDesk, made: WindowGeneration, words: readonly string[]): CallOutcome {
  const [path, line] = words;
  if (path === undefined) {
    const usage = made === 'python' ? 'Usage: open "<file>"' : 'Usage: open <file>';
    return desk.memory.window === null || made === 'shell' ? read(usage) : scrolledBy(desk, made, 0);
  }
  if (line !== undefined && !/^\d+$/.test(line)) {
    const shown = made === 'python' ? '"<file>"' : '<file>';
    return read(`Usage: open ${shown} [<line_number>]\nError: <line_number> must be a number`);
  }
  return openedFile(desk, made, path, line === undefined ? undefined : Number(line));
}

function goTo(desk: ToolDesk, made: WindowGeneration, line: number | undefined): CallOutcome {
  const window = desk.memory.window;
  if (line === undefined) return read('Usage: goto <line>');
  if (window === null) return read('No file open. Use the open command first.');
  return openedFile(desk, made, window.shown, line, 'goto');
}

function create(desk: ToolDesk, made: WindowGeneration, path: string): CallOutcome {
  const shown = desk.shown(path);
  const outcome = writeFile(desk, path, (now, at) => {
    if (now.kind === 'absent') return { ok: true, text: made === 'shell' ? '\n' : '' };
    const said = made === 'shell' ? `Error: File '${path}' already exists.` : `Warning: File '${path}' already exists.`;
    const opened = made === 'shell' ? openedFile(desk, made, path, undefined) : null;
    const window = opened?.kind === 'none' ? opened.observation : undefined;
    const observation = made === 'shell' ? (window === undefined ? undefined : `${said}\n${window}`) : said;
    return { ok: false, code: 'exists', why: `"${at}" is there already`, observation };
  });
  if (outcome.kind !== 'files') return outcome;
  const [change] = outcome.changes;
  if (change === undefined) return outcome;
  desk.memory.window = { path: change.path, shown: shown ?? path, line: made === 'shell' ? 50 : 0 };
  const title = made === 'shell' ? shown : path;
  if (title === undefined) return outcome;
  const window = made === 'shell' ? `[File: ${title} (1 lines total)]\n1:` : `[File: ${title} (0 lines total)]`;
  return { ...outcome, observation: window };
}
