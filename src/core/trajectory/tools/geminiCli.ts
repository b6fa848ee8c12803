import { flagArgument, numberArgument, pathArgument, textArgument } from './callArguments.ts';
import type { CallOutcome } from './callOutcome.ts';
import { geminiReplaced } from './geminiReplace.ts';
import { lineEnding, withLineEnding } from './textLines.ts';
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

/** Gemini CLI's tools (Qwen Code has the same). */
export const geminiTools: readonly Tool[] = [
  {
    names: ['replace', 'edit', 'smart_edit'],
    fits: (given) =>
      'file_path' in given && ('expected_replacements' in given || 'instruction' in given || !('replace_all' in given)),
    perform: replaceTool,
  },
  { names: ['write_file'], perform: writeTool },
  {
    names: ['read_file'],
    fits: (given) => 'absolute_path' in given || ('file_path' in given && !('target_file' in given)),
    perform: readTool,
  },
  {
    names: ['list_directory', 'read_many_files', 'search_file_content', 'save_memory', 'write_todos'],
    perform: () => read(),
  },
  { names: ['google_web_search', 'web_fetch', 'ask_user', 'activate_skill'], perform: () => read() },
];

function replaceTool(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const before = textArgument(given, 'old_string');
  const after = textArgument(given, 'new_string') ?? '';
  if (path === undefined) return missing('file_path');
  if (before === undefined) return missing('old_string');
  const expected = numberArgument(given, 'expected_replacements');
  const many = flagArgument(given, 'allow_multiple', 'replace_all');
  if (before === '') {
    return writeFile(desk, path, (now, at) =>
      now.kind === 'absent'
        ? { ok: true, text: after, observation: `Created new file: ${path} with provided content.` }
        : failed('exists', `"${at}" is there already`, `File already exists, cannot create: ${path}`),
    );
  }
  return editFile(
    desk,
    path,
    (raw) => {
      const ending = lineEnding(raw);
      const text = raw.replaceAll('\r\n', '\n');
      const plain = (value: string) => value.replaceAll('\r\n', '\n');
      const result = geminiReplaced(text, plain(before), plain(after), { expected, many });
      if (!result.ok) return failed(result.code, result.why, notDone(result, path, expected ?? 1));
      return { ok: true, text: withLineEnding(result.text, ending), observation: done(desk, path, result.count) };
    },
    `File not found: ${path}`,
  );
}

function done(desk: ToolDesk, path: string, count: number): string | undefined {
  const said = `Successfully modified file: ${path} (${count} replacements).`;
  const recorded = desk.recorded;
  return recorded?.startsWith(said) && recorded !== said ? undefined : said;
}

function notDone(result: { readonly code: string; readonly count: number }, path: string, expected: number): string {
  if (result.code === 'same') {
    return `No changes to apply. The old_string and new_string are identical in file: ${path}`;
  }
  if (result.count === 0) {
    return `Failed to edit, 0 occurrences found for old_string in ${path}. No edits made. The exact text in old_string was not found. Ensure you're not escaping content incorrectly and check whitespace, indentation, and context. Use read_file tool to verify.`;
  }
  const term = expected === 1 ? 'occurrence' : 'occurrences';
  return `Failed to edit, Expected ${expected} ${term} but found ${result.count} for old_string in file: ${path}`;
}

function writeTool(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const content = textArgument(given, 'content', 'contents', 'text');
  if (path === undefined) return missing('file_path');
  if (content === undefined) return missing('content');
  return writeFile(desk, path, (now) => {
    const said =
      now.kind === 'absent'
        ? `Successfully created and wrote to new file: ${path}.`
        : `Successfully overwrote file: ${path}.`;
    return { ok: true, text: content, observation: said };
  });
}

function readTool(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given) ?? '';
  return readFile(
    desk,
    path,
    (text) => {
      const ranged = ['offset', 'limit', 'start_line', 'end_line'].some((name) => name in given);
      const lines = text.split(/\r?\n/);
      if (ranged || lines.length > 2_000 || lines.some((line) => line.length > 2_000)) return undefined;
      return text;
    },
    `File not found: ${path}`,
  );
}
