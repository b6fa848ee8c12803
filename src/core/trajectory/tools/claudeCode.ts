import { flagArgument, listArgument, numberArgument, pathArgument, textArgument } from './callArguments.ts';
import type { CallOutcome } from './callOutcome.ts';
import { claudeEdited, claudeMultiEdited, claudeSnippet, numberStyle } from './claudeEdit.ts';
import { notebookEdited } from './claudeNotebook.ts';
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

const isFilePath = (given: Arguments) => typeof given.file_path === 'string';
const LONGEST_LINE = 2_000;

/** Claude Code's tools. Texts are those of 1.0 and 2.x, told apart by the recorded observation. */
export const claudeCodeTools: readonly Tool[] = [
  { names: ['read'], fits: isFilePath, perform: readTool },
  {
    names: ['edit'],
    fits: (given) => isFilePath(given) && ('old_string' in given || 'new_string' in given),
    perform: editTool,
  },
  { names: ['multiedit', 'multi_edit'], fits: isFilePath, perform: multiEditTool },
  { names: ['write'], fits: isFilePath, perform: writeTool },
  { names: ['notebookedit', 'notebook_edit'], perform: notebookTool },
  {
    names: ['todowrite', 'todoread', 'task', 'agent', 'websearch', 'webfetch', 'exitplanmode', 'enterplanmode']
      .concat(['bashoutput', 'killshell', 'killbash', 'taskoutput', 'taskstop', 'skill', 'slashcommand'])
      .concat(['askuserquestion', 'listmcpresourcestool', 'readmcpresourcetool', 'lsp', 'toolsearch'])
      .concat(['taskcreate', 'taskupdate', 'taskget', 'tasklist', 'notebookread']),
    perform: (given, desk) => read('todos' in given ? todoAnswer(desk) : undefined),
  },
];

function todoAnswer(desk: ToolDesk): string | undefined {
  const said = desk.recorded;
  const known =
    'Todos have been modified successfully. Ensure that you continue to use the todo list to track your progress. Please proceed with the current tasks if applicable';
  return said === undefined || said.startsWith('Todos have been modified') ? known : undefined;
}

function readTool(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given) ?? '';
  if (/\.(?:ipynb|pdf|png|jpe?g|gif|webp)$/i.test(path)) return read();
  return readFile(
    desk,
    path,
    (raw) => {
      const lines = raw
        .replace(/^\uFEFF/, '')
        .replaceAll('\r\n', '\n')
        .split('\n');
      if (raw === '') return undefined;
      // Other agents' tools of this name and these arguments show the file as it is.
      if (desk.recorded !== undefined && !/^ *\d+(?:→|\t)/.test(desk.recorded)) {
        return desk.recorded === raw ? raw : undefined;
      }
      const first = Math.max(1, numberArgument(given, 'offset') ?? 1);
      const limit = numberArgument(given, 'limit') ?? 2_000;
      if (first > lines.length) return undefined;
      const shown = lines.slice(first - 1, first - 1 + limit);
      const cut = shown.map((line) =>
        line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}... [truncated]` : line,
      );
      return numberStyle(desk.recorded)(cut, first);
    },
    'File does not exist.',
  );
}

/** What only the tool's own bookkeeping knows (was the file read, did another touch it) is taken from the recording. */
function stale(desk: ToolDesk): string | null {
  const said = desk.recorded ?? '';
  return /^File has (?:not been read yet|been (?:unexpectedly )?modified since read)/.test(said) ? said : null;
}

function editTool(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const before = textArgument(given, 'old_string');
  const after = textArgument(given, 'new_string') ?? '';
  if (path === undefined) return missing('file_path');
  if (before === undefined) return missing('old_string');
  if (before === '') return createByEdit(desk, path, after);
  return editFile(
    desk,
    path,
    (raw) => {
      const unread = stale(desk);
      if (unread !== null) return failed('not-read', 'the tool had not seen the file as it stood', unread);
      const ending = lineEnding(raw.slice(0, 4_096));
      const edit = { before, after, all: flagArgument(given, 'replace_all') };
      const result = claudeEdited(raw.replaceAll('\r\n', '\n'), edit, desk.recorded);
      if (!result.ok) return failed(result.code, result.why, result.said);
      const observation = claudeSnippet(desk.recorded, path, result);
      return { ok: true, text: withLineEnding(result.text, ending), observation };
    },
    'File does not exist.',
  );
}

function createByEdit(desk: ToolDesk, path: string, content: string): CallOutcome {
  return writeFile(desk, path, (now, at) => {
    if (now.kind !== 'absent' && !(now.kind === 'text' && now.text.trim() === '')) {
      return failed('exists', `"${at}" is there already`, 'Cannot create new file - file already exists.');
    }
    return { ok: true, text: content };
  });
}

function multiEditTool(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const edits = listArgument(given, 'edits');
  if (path === undefined) return missing('file_path');
  if (edits.length === 0) return missing('edits');
  const wanted = edits.map((edit) => ({
    before: textArgument(edit, 'old_string', 'oldString', 'old_str') ?? '',
    after: textArgument(edit, 'new_string', 'newString', 'new_str') ?? '',
    all: flagArgument(edit, 'replace_all', 'replaceAll'),
  }));
  const apply = (raw: string) => {
    const unread = stale(desk);
    if (unread !== null) return failed('not-read', 'the tool had not seen the file as it stood', unread);
    const ending = lineEnding(raw.slice(0, 4_096));
    const result = claudeMultiEdited(raw.replaceAll('\r\n', '\n'), wanted, path);
    return result.ok ? { ...result, text: withLineEnding(result.text, ending) } : result;
  };
  if (wanted[0]?.before === '') {
    return writeFile(desk, path, (now, at) =>
      now.kind === 'absent' ? apply('') : failed('exists', `"${at}" is there already`),
    );
  }
  return editFile(desk, path, apply, 'File does not exist.');
}

function writeTool(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const content = textArgument(given, 'content', 'contents');
  if (path === undefined) return missing('file_path');
  if (content === undefined) return missing('content');
  return writeFile(desk, path, (now) => {
    const unread = stale(desk);
    if (unread !== null) return failed('not-read', 'the tool had not seen the file as it stood', unread);
    if (now.kind === 'absent') return { ok: true, text: content, observation: written(desk, path, 'created') };
    const ending = now.kind === 'text' ? lineEnding(now.text.slice(0, 4_096)) : '\n';
    const text = ending === '\r\n' ? withLineEnding(content, ending) : content;
    return { ok: true, text, observation: written(desk, path, 'updated', content) };
  });
}

function written(desk: ToolDesk, path: string, how: 'created' | 'updated', content = ''): string {
  if (how === 'created') return `File created successfully at: ${path}`;
  const said = desk.recorded ?? '';
  if (!said.includes('`cat -n`')) return `The file ${path} has been updated successfully.`;
  const lines = content.replaceAll('\r\n', '\n').split('\n');
  return `The file ${path} has been updated. Here's the result of running \`cat -n\` on a snippet of the edited file:\n${numberStyle(said)(lines, 1)}`;
}

function notebookTool(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  return path === undefined ? missing('notebook_path') : notebookEdited(given, desk, path);
}
