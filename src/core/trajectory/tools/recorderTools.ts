import { replaceText } from '../replaceText.ts';
import { numberArgument, pathArgument, textArgument } from './callArguments.ts';
import type { CallOutcome } from './callOutcome.ts';
import {
  type Arguments,
  deleteFile,
  editFile,
  missing,
  refused,
  type Tool,
  type ToolDesk,
  writeFile,
} from './toolDesk.ts';

/** The dialect that a person's work is written down in (tools.ts). Its commands are with shellTools.ts. */
export const recorderTools: readonly Tool[] = [
  {
    names: ['str_replace'],
    fits: (given) => textArgument(given, 'old_str', 'new_str') !== undefined,
    perform: strReplace,
  },
  { names: ['create_file'], fits: (given) => typeof given.path === 'string', perform: createFile },
  { names: ['delete_file', 'remove_file'], perform: remove },
  { names: ['move_file', 'rename_file', 'move'], perform: moveFile },
  { names: ['insert_text', 'insert'], fits: (given) => 'insert_line' in given || 'path' in given, perform: insertText },
];

function strReplace(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const before = textArgument(given, 'old_str');
  const after = textArgument(given, 'new_str');
  if (path === undefined) return missing('path');
  if (before === undefined) return missing('old_str');
  if (after === undefined) return missing('new_str');
  return editFile(desk, path, (text) => {
    const result = replaceText(text, { before, after, all: false });
    return result.ok ? { ...result, observation: `The file ${path} has been edited.` } : result;
  });
}

function createFile(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const content = textArgument(given, 'content', 'file_text', 'contents');
  if (path === undefined) return missing('path');
  if (content === undefined) return missing('content');
  return writeFile(desk, path, (now, at) =>
    now.kind === 'absent'
      ? { ok: true, text: content, observation: `The file ${path} has been created.` }
      : { ok: false, code: 'exists', why: `"${at}" is there already` },
  );
}

function remove(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  return path === undefined ? missing('path') : deleteFile(desk, path, `The file ${path} has been deleted.`);
}

function moveFile(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given) ?? textArgument(given, 'from', 'source', 'old_path');
  const to = textArgument(given, 'new_path', 'newPath', 'destination', 'to');
  if (path === undefined) return missing('path');
  if (to === undefined) return missing('new_path');
  const [from, target] = [desk.place(path), desk.place(to)];
  if (!from.ok) return refused(from.code, from.why);
  if (!target.ok) return refused(target.code, target.why);
  const now = desk.world.look(from.path);
  if (now.kind === 'absent') return refused('absent', `"${from.path}" is not there`);
  if (desk.world.look(target.path).kind !== 'absent') {
    return refused('exists', `"${target.path}" is there already`);
  }
  const text = now.kind === 'text' ? now.text : null;
  return {
    kind: 'files',
    changes: [
      { path: from.path, before: text, after: null },
      { path: target.path, before: null, after: text, from: from.path },
    ],
    observation: `The file ${path} has been moved to ${to}.`,
  };
}

function insertText(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const line = numberArgument(given, 'insert_line', 'line');
  const inserted = textArgument(given, 'new_str', 'insert_text', 'text', 'content');
  if (path === undefined) return missing('path');
  if (line === undefined) return missing('insert_line');
  if (inserted === undefined) return missing('new_str');
  return editFile(desk, path, (text) => {
    const lines = text.split('\n');
    if (line < 0 || line > lines.length) return { ok: false, code: 'no-such-line', why: `there is no line ${line}` };
    lines.splice(line, 0, ...inserted.split('\n'));
    return { ok: true, text: lines.join('\n') };
  });
}
