import {
  callArguments,
  flagArgument,
  numberArgument,
  pathArgument,
  textArgument,
} from '../../trajectory/tools/callArguments.ts';
import type { RecordedCall } from '../../trajectory/tools/callOutcome.ts';
import type { Meaning } from './dialect.ts';

type Given = Readonly<Record<string, unknown>>;

const reads = /^(?:read|read_file|view|view_file|open_file|show_file|fs_read)$/;
const edits = /^(?:edit|str_replace|replace|search_replace|strreplace|replace_string_in_file|edit_file)$/;
const writes = /^(?:write|write_file|write_to_file|save_file|create_file|create|put_file)$/;
const editors = /^(?:str_replace_editor|str_replace_based_edit_tool|file_editor|text_editor\w*|oh_editor)$/;
const searches = /^(?:grep|grep_search|search_file_content|search_text|search_files|ripgrep|search_dir)$/;
const finds = /^(?:glob|find_files|find_file|file_search|list_files_matching)$/;
const lists = /^(?:ls|list_dir|list_directory|list_files|list)$/;
const submits = /^(?:submit|finish|attempt_completion|task_complete|agentfinishaction)$/;

/** What a call says that it does, by its name and arguments alone; null: that is not enough. */
export function namedMeaning(called: RecordedCall): Meaning | null {
  const given = callArguments(called);
  const name = called.function_name.toLowerCase().replace(/^(?:functions|default_api)[.:]/, '');
  const path = pathArgument(given);
  if (editors.test(name)) return path === undefined ? null : editorMeaning(given, path);
  if (reads.test(name)) return path === undefined ? null : { what: 'read', path, ...range(given, name) };
  if (edits.test(name) && path !== undefined) return replaceMeaning(given, path);
  if (writes.test(name) && path !== undefined) {
    const text = textArgument(given, 'content', 'contents', 'file_text', 'text');
    if (text === undefined) return null;
    return { what: /^create/.test(name) ? 'create' : 'write', path, text };
  }
  if (name === 'open' && path !== undefined) {
    const first = numberArgument(given, 'line_number');
    return { what: 'read', path, ...(first === undefined ? {} : { first }) };
  }
  if (/^(?:insert_text|insert)$/.test(name) && path !== undefined) return insertMeaning(given, path);
  if (/^(?:delete_file|delete|remove_file)$/.test(name) && path !== undefined) return { what: 'delete', path };
  if (/^(?:move_file|rename_file)$/.test(name) && path !== undefined) {
    const to = textArgument(given, 'new_path', 'destination', 'to');
    return to === undefined ? null : { what: 'move', path, to };
  }
  return searchMeaning(name, given, path) ?? spokenMeaning(name, given);
}

function searchMeaning(name: string, given: Given, path: string | undefined): Meaning | null {
  const where = path === undefined ? {} : { path };
  const pattern = textArgument(given, 'pattern', 'query', 'search_term', 'regex', 'file_name');
  if (searches.test(name) && pattern !== undefined) {
    const files = textArgument(given, 'glob', 'include', 'files', 'includePattern', 'file_pattern');
    const dir = textArgument(given, 'dir') ?? path;
    return { what: 'search', pattern, ...(dir === undefined ? {} : { path: dir }), ...(files ? { files } : {}) };
  }
  if (finds.test(name) && pattern !== undefined) return { what: 'find', pattern, ...where };
  return lists.test(name) ? { what: 'list', path: path ?? textArgument(given, 'dir_path') ?? '.' } : null;
}

function spokenMeaning(name: string, given: Given): Meaning | null {
  if (name === 'think') return { what: 'think', text: textArgument(given, 'thought', 'text') ?? '' };
  if (submits.test(name)) {
    return { what: 'finish', text: textArgument(given, 'message', 'result', 'final_thought', 'summary') ?? '' };
  }
  return null;
}

function replaceMeaning(given: Given, path: string): Meaning | null {
  const before = textArgument(given, 'old_string', 'old_str', 'oldString', 'oldText', 'old_text');
  const after = textArgument(given, 'new_string', 'new_str', 'newString', 'newText', 'new_text');
  if (before === undefined || after === undefined) return null;
  if (before === '') return { what: 'create', path, text: after };
  const many = flagArgument(given, 'replace_all', 'replaceAll', 'allow_multiple');
  return {
    what: 'replace',
    path,
    before,
    after,
    all: many || (numberArgument(given, 'expected_replacements') ?? 1) > 1,
  };
}

function insertMeaning(given: Given, path: string): Meaning | null {
  const line = numberArgument(given, 'insert_line', 'line');
  const text = textArgument(given, 'new_str', 'insert_text', 'text', 'content');
  return line === undefined || text === undefined ? null : { what: 'insert', path, line, text };
}

function editorMeaning(given: Given, path: string): Meaning | null {
  switch (given.command) {
    case 'view':
      return { what: 'read', path, ...viewRange(given.view_range) };
    case 'create': {
      const text = textArgument(given, 'file_text', 'content');
      return text === undefined ? null : { what: 'create', path, text };
    }
    case 'str_replace': {
      const before = textArgument(given, 'old_str');
      if (before === undefined || before === '') return null;
      return { what: 'replace', path, before, after: textArgument(given, 'new_str') ?? '', all: false };
    }
    case 'insert':
      return insertMeaning(given, path);
    default:
      return null;
  }
}

function viewRange(value: unknown): { first?: number; last?: number } {
  const numbers = typeof value === 'string' ? (value.match(/-?\d+/g) ?? []).map(Number) : value;
  if (!Array.isArray(numbers) || numbers.length !== 2) return {};
  const [first, last] = numbers.map(Number);
  if (first === undefined || !Number.isInteger(first) || last === undefined || !Number.isInteger(last)) return {};
  return last < 0 ? { first } : { first, last };
}

/** Tools count lines from 1, some of those that are called `read_file` from 0. */
function range(given: Given, name: string): { first?: number; last?: number } {
  if ('view_range' in given) return viewRange(given.view_range);
  const from = numberArgument(given, 'start_line', 'startLine', 'start_line_one_indexed');
  const to = numberArgument(given, 'end_line', 'endLine', 'end_line_one_indexed_inclusive');
  const offset = numberArgument(given, 'offset');
  const limit = numberArgument(given, 'limit');
  const zero = name === 'read_file' && offset !== undefined ? 1 : 0;
  const first = from ?? (offset === undefined ? undefined : Math.max(1, offset + zero));
  const last = to ?? (limit === undefined ? undefined : (first ?? 1) + limit - 1);
  return { ...(first === undefined ? {} : { first }), ...(last === undefined ? {} : { last }) };
}
