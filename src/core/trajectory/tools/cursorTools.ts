import { flagArgument, listArgument, pathArgument, textArgument } from './callArguments.ts';
import type { CallOutcome } from './callOutcome.ts';
import { lineEnding, placesOf, withLineEnding } from './textLines.ts';
import {
  type Arguments,
  deleteFile,
  editFile,
  failed,
  missing,
  readFile,
  type Tool,
  type ToolDesk,
  unknown,
  writeFile,
} from './toolDesk.ts';

/** Cursor's tools, and those of Droid and Pi, which have the same shape: a text for a text, a file written, one deleted. */
export const cursorTools: readonly Tool[] = [
  {
    names: ['edit_file', 'reapply'],
    fits: (given) => 'code_edit' in given || 'instructions' in given || !hasTexts(given),
    perform: () => unknown('a model merges this edit into the file'),
  },
  {
    names: [
      'search_replace',
      'strreplace',
      'str_replace',
      'edit_file',
      'edit',
      'replace',
      'replace_in_file',
      'str_replace_edit',
    ],
    perform: replaceText,
  },
  { names: ['multiedit', 'multi_edit', 'multistrreplace'], perform: replaceText },
  { names: ['write', 'create', 'write_file', 'create_file', 'write_to_file', 'save_file'], perform: writeTool },
  { names: ['delete', 'delete_file'], perform: deleteTool },
  { names: ['read', 'view', 'read_file', 'view_file', 'open_file'], perform: readTool },
];

function hasTexts(given: Arguments): boolean {
  return Array.isArray(given.edits) || oldText(given) !== undefined;
}

function oldText(given: Arguments): string | undefined {
  return textArgument(given, 'old_string', 'oldString', 'old_str', 'old_text', 'oldText', 'old');
}

function newText(given: Arguments): string {
  return textArgument(given, 'new_string', 'newString', 'new_str', 'new_text', 'newText', 'new') ?? '';
}

function replaceText(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  if (path === undefined) return missing('path');
  const listed = listArgument(given, 'edits', 'replacements');
  const edits = listed.length > 0 ? listed : [given];
  if (edits.some((edit) => oldText(edit) === undefined)) return missing('old_string');
  const [first] = edits;
  const at = desk.place(path);
  const absent = at.ok && desk.world.look(at.path).kind === 'absent';
  if (absent && first !== undefined && oldText(first) === '' && edits.length === 1) {
    return writeFile(desk, path, () => ({ ok: true, text: newText(first) }));
  }
  return editFile(desk, path, (raw) => {
    const ending = lineEnding(raw);
    let text = raw;
    for (const edit of edits) {
      const exact = oldText(edit) ?? '';
      const fits = text.includes(exact);
      const before = fits ? exact : withLineEnding(exact, ending);
      const after = fits ? newText(edit) : withLineEnding(newText(edit), ending);
      if (before === '' && text === '') {
        text = after;
        continue;
      }
      const places = before === '' ? [] : placesOf(text, before);
      const all = flagArgument(edit, 'replace_all', 'replaceAll', 'change_all', 'allow_multiple');
      const [place] = places;
      if (before === '') return failed('not-unique', 'an empty text cannot be searched for');
      if (place === undefined) return failed('not-found', 'the text does not occur');
      if (places.length > 1 && !all) return failed('not-unique', `the text occurs ${places.length} times`);
      text = all ? text.split(before).join(after) : text.slice(0, place) + after + text.slice(place + before.length);
    }
    const observation =
      Array.isArray(given.edits) && 'oldText' in (first ?? {}) ? `Applied edit to ${path}` : undefined;
    return { ok: true, text, observation };
  });
}

function writeTool(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const content = textArgument(given, 'content', 'contents', 'file_text', 'text');
  if (path === undefined) return missing('path');
  if (content === undefined) return missing('content');
  return writeFile(desk, path, () => ({ ok: true, text: content }));
}

function deleteTool(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  return path === undefined ? missing('path') : deleteFile(desk, path);
}

/** Droid shows a file as it is; the others' forms are not told. */
function readTool(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  if (path === undefined) return { kind: 'none', what: 'read' };
  return readFile(desk, path, (text) => (desk.recorded === text ? text : undefined));
}
