import { flagArgument, listArgument, numberArgument, textArgument } from './callArguments.ts';
import type { CallOutcome } from './callOutcome.ts';
import { openCodeReplaced } from './openCodeReplace.ts';
import {
  type Arguments,
  type Edited,
  editFile,
  failed,
  missing,
  read,
  readFile,
  type Tool,
  type ToolDesk,
  writeFile,
} from './toolDesk.ts';

const isFilePath = (given: Arguments) => typeof given.filePath === 'string';

/** opencode's tools. Its `patch` and `apply_patch` are applyPatch.ts. */
export const openCodeTools: readonly Tool[] = [
  { names: ['read'], fits: isFilePath, perform: readTool },
  { names: ['edit'], fits: isFilePath, perform: editTool },
  { names: ['write'], fits: isFilePath, perform: writeTool },
  { names: ['multiedit'], fits: isFilePath, perform: multiEdit },
];

function readTool(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = textArgument(given, 'filePath') ?? '';
  if (/\.(?:png|jpe?g|gif|webp|pdf)$/i.test(path)) return read();
  return readFile(desk, path, (text) => {
    // Other versions lay it out otherwise.
    if (desk.recorded !== undefined && !desk.recorded.startsWith('<file>\n')) return undefined;
    const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
    const offset = numberArgument(given, 'offset') ?? 0;
    const shown = lines.slice(offset, offset + (numberArgument(given, 'limit') ?? 2_000)).map((line, index) => {
      const cut = line.length > 2_000 ? `${line.slice(0, 2_000)}...` : line;
      return `${String(index + offset + 1).padStart(5, '0')}| ${cut}`;
    });
    const more = lines.length > offset + shown.length;
    const end = more
      ? `(File has more lines. Use 'offset' parameter to read beyond line ${offset + shown.length})`
      : `(End of file - total ${lines.length} lines)`;
    return `<file>\n${shown.join('\n')}\n\n${end}\n</file>`;
  });
}

function editTool(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = textArgument(given, 'filePath');
  const before = textArgument(given, 'oldString');
  const after = textArgument(given, 'newString') ?? '';
  if (path === undefined) return missing('filePath');
  if (before === undefined) return missing('oldString');
  if (before === after) {
    const said = 'No changes to apply: oldString and newString are identical.';
    return { kind: 'refused', code: 'same', why: 'both texts are the same', observation: said };
  }
  if (before === '') return writeFile(desk, path, () => ({ ok: true, text: after, observation: applied(desk) }));
  return editFile(
    desk,
    path,
    (text) => said(openCodeReplaced(text, before, after, flagArgument(given, 'replaceAll')), desk),
    `File ${path} not found`,
  );
}

/** The tool's words. Diagnostics of a language server may follow: then what it prints cannot be told. */
function said(edited: Edited, desk: ToolDesk): Edited {
  if (edited.ok) return { ...edited, observation: applied(desk) };
  const many =
    'Found multiple matches for oldString. Provide more surrounding lines in oldString to identify the correct match.';
  return { ...edited, observation: edited.code === 'not-unique' ? many : 'oldString not found in content' };
}

function applied(desk: ToolDesk): string | undefined {
  const recorded = desk.recorded;
  if (recorded === '') return '';
  if (recorded?.includes('<diagnostics') || recorded?.includes('<file_diagnostics>')) return undefined;
  return 'Edit applied successfully.';
}

function writeTool(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = textArgument(given, 'filePath');
  const content = textArgument(given, 'content');
  if (path === undefined) return missing('filePath');
  if (content === undefined) return missing('content');
  return writeFile(desk, path, () => {
    const observation =
      desk.recorded === '' ? '' : desk.recorded?.includes('<') ? undefined : 'Wrote file successfully.';
    return { ok: true, text: content, observation };
  });
}

function multiEdit(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = textArgument(given, 'filePath');
  const edits = listArgument(given, 'edits');
  if (path === undefined) return missing('filePath');
  if (edits.length === 0) return missing('edits');
  return editFile(desk, path, (text) => {
    let now = text;
    for (const edit of edits) {
      const before = textArgument(edit, 'oldString', 'old_string') ?? '';
      const after = textArgument(edit, 'newString', 'new_string') ?? '';
      if (before === after) return failed('same', 'both texts are the same');
      const result = openCodeReplaced(now, before, after, flagArgument(edit, 'replaceAll', 'replace_all'));
      if (!result.ok) return said(result, desk);
      now = result.text;
    }
    return { ok: true, text: now, observation: applied(desk) };
  });
}
