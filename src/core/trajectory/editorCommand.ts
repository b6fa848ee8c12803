import type { Replacement } from './replaceText.ts';

/** What one tool call wants done to one file. Paths are as recorded. */
export type Edit =
  | { readonly kind: 'write'; readonly path: string; readonly content: string; readonly onlyNew: boolean }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'move'; readonly path: string; readonly to: string }
  | { readonly kind: 'replace'; readonly path: string; readonly replacements: readonly Replacement[] }
  | { readonly kind: 'insert'; readonly path: string; readonly line: number; readonly text: string };

type Arguments = Readonly<Record<string, unknown>>;
type Answer =
  | Edit
  | { readonly kind: 'none'; readonly what: 'read' | 'command' | 'unknown' }
  | { readonly kind: 'refused'; readonly code: string; readonly why: string };

const names = {
  command: [
    'run_command',
    'bash',
    'shell',
    'execute_bash',
    'run_shell_command',
    'run_in_terminal',
    'execute_command',
    'exec_command',
    'local_shell',
    'terminal',
  ],
  read: [
    'read',
    'read_file',
    'view',
    'view_file',
    'open_file',
    'grep',
    'grep_search',
    'glob',
    'ls',
    'list_dir',
    'list_files',
    'search_files',
    'search',
    'file_search',
    'semantic_search',
    'think',
    'todowrite',
    'submit',
    'finish',
  ],
  replace: ['str_replace', 'edit', 'edit_file', 'replace', 'replace_string_in_file', 'search_replace'],
  multi: ['multiedit', 'multi_edit', 'multi_replace_string_in_file'],
  write: ['create_file', 'write', 'write_file', 'write_to_file', 'create'],
  delete: ['delete_file', 'remove_file', 'delete'],
  move: ['move_file', 'rename_file', 'move'],
  insert: ['insert', 'insert_text'],
  editor: ['str_replace_editor', 'str_replace_based_edit_tool', 'file_editor'],
} as const;

/** Reads a tool call of any known dialect as one edit. Names are compared without regard to case. */
export function editorCommand(functionName: string, given: Arguments): Answer {
  const name = functionName.toLowerCase();
  const is = (kind: keyof typeof names): boolean => (names[kind] as readonly string[]).includes(name);
  if (is('editor')) return editorTool(name, given);
  if (is('command')) return { kind: 'none', what: 'command' };
  if (is('replace')) return replaceEdit(given, [given]);
  if (is('multi')) return replaceEdit(given, list(given, 'edits', 'replacements'));
  if (is('write')) return writeEdit(given, name === 'create_file');
  if (is('delete')) return withPath(given, (path) => ({ kind: 'delete', path }));
  if (is('insert')) return insertEdit(given);
  if (is('move')) {
    const to = text(given, 'new_path', 'newPath', 'destination', 'to');
    return to === undefined ? incomplete('new_path') : withPath(given, (path) => ({ kind: 'move', path, to }));
  }
  return { kind: 'none', what: is('read') ? 'read' : 'unknown' };
}

function editorTool(name: string, given: Arguments): Answer {
  switch (given.command) {
    case 'view':
      return { kind: 'none', what: 'read' };
    case 'create':
      return writeEdit(given, name === 'str_replace_editor');
    case 'str_replace':
      return replaceEdit(given, [{ new_str: '', ...given }]);
    case 'insert':
      return insertEdit(given);
    default:
      return { kind: 'none', what: 'unknown' };
  }
}

function writeEdit(given: Arguments, onlyNew: boolean): Answer {
  const content = text(given, 'content', 'file_text', 'contents', 'text');
  if (content === undefined) return incomplete('content');
  return withPath(given, (path) => ({ kind: 'write', path, content, onlyNew }));
}

function insertEdit(given: Arguments): Answer {
  const line = Number(given.insert_line ?? given.line);
  const inserted = text(given, 'new_str', 'insert_text', 'text', 'content');
  if (!Number.isInteger(line)) return incomplete('insert_line');
  if (inserted === undefined) return incomplete('new_str');
  return withPath(given, (path) => ({ kind: 'insert', path, line, text: inserted }));
}

function replaceEdit(given: Arguments, edits: readonly Arguments[]): Answer {
  const replacements: Replacement[] = [];
  for (const edit of edits) {
    const before = text(edit, 'old_str', 'old_string', 'oldString', 'old_text');
    const after = text(edit, 'new_str', 'new_string', 'newString', 'new_text');
    if (before === undefined) return incomplete('old_str');
    if (after === undefined) return incomplete('new_str');
    replacements.push({ before, after, all: edit.replace_all === true || edit.replaceAll === true });
  }
  if (replacements.length === 0) return incomplete('edits');
  const paths = new Set(edits.map((edit) => pathOf(edit)).filter((path) => path !== undefined));
  if (paths.size > 1) return { kind: 'refused', code: 'many-files', why: 'one call edits several files' };
  const inner = [...paths][0];
  return withPath(inner === undefined ? given : { path: inner }, (path) => ({ kind: 'replace', path, replacements }));
}

function withPath(given: Arguments, make: (path: string) => Edit): Answer {
  const path = pathOf(given);
  return path === undefined ? incomplete('path') : make(path);
}

function pathOf(given: Arguments): string | undefined {
  return text(given, 'path', 'file_path', 'filePath', 'target_file', 'filename', 'file');
}

function text(given: Arguments, ...keys: readonly string[]): string | undefined {
  for (const key of keys) if (typeof given[key] === 'string') return given[key];
  return undefined;
}

function list(given: Arguments, ...keys: readonly string[]): Arguments[] {
  const found = keys.map((key) => given[key]).find((value) => Array.isArray(value));
  return Array.isArray(found) ? found.filter((item) => typeof item === 'object' && item !== null) : [];
}

function incomplete(argument: string): Answer {
  return { kind: 'refused', code: 'bad-arguments', why: `the call has no text for "${argument}"` };
}
