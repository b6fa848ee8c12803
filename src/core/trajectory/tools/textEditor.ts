import { numberArgument, pathArgument, textArgument } from './callArguments.ts';
import type { CallOutcome } from './callOutcome.ts';
import { listedFolder } from './folderListing.ts';
import { type EditorDialect, editorDialect } from './textEditorDialects.ts';
import { fileLines, lineAt, placesOf } from './textLines.ts';
import {
  type Arguments,
  type Edited,
  editFile,
  failed,
  missing,
  read,
  readFile,
  refused,
  type Tool,
  type ToolDesk,
  writeFile,
} from './toolDesk.ts';

/**
 * Anthropic's text editor tool, as SWE-agent (edit_anthropic), OpenHands (openhands-aci, its software-agent-sdk) and
 * Anthropic's own example do it. They differ in texts, tabs, snippets and what they accept: textEditorDialects.ts.
 */
export const textEditorTools: readonly Tool[] = [
  {
    names: ['str_replace_editor', 'file_editor', 'fileeditoraction', 'oh_editor'],
    perform: (given, desk) => textEditor(given, desk, editorDialect(given, desk)),
  },
  {
    // What a client of Anthropic's API makes of `create`: a file that is there is overwritten.
    names: ['str_replace_based_edit_tool', 'text_editor', 'text_editor_20241022', 'text_editor_20250124'].concat([
      'text_editor_20250429',
      'text_editor_20250728',
      'developer__text_editor',
    ]),
    perform: (given, desk) => textEditor(given, desk, { ...editorDialect(given, desk), createsNewOnly: false }),
  },
  {
    names: ['edit'],
    fits: ({ command }) => typeof command === 'string' && /^(view|create|str_replace|insert|undo_edit)$/.test(command),
    perform: (given, desk) => textEditor(given, desk, editorDialect(given, desk)),
  },
];

function textEditor(given: Arguments, desk: ToolDesk, dialect: EditorDialect): CallOutcome {
  const command = textArgument(given, 'command');
  const path = pathArgument(given);
  if (path === undefined) return missing('path');
  switch (command) {
    case 'view':
      return view(given, desk, path, dialect);
    case 'create':
    case 'write':
      return create(given, desk, path, dialect);
    case 'str_replace':
      return strReplace(given, desk, path, dialect);
    case 'insert':
      return insert(given, desk, path, dialect);
    case 'undo_edit':
      return undo(desk, path, dialect);
    default:
      return refused('bad-arguments', `the editor has no command "${command ?? ''}"`);
  }
}

/** Two whole numbers, also written as text; null: not given; undefined: something else. */
function viewRange(given: Arguments): readonly [number, number] | null | undefined {
  const value = given.view_range;
  if (value === undefined || value === null || value === '' || value === 'None') return null;
  const parts = typeof value === 'string' ? (value.match(/-?\d+/g) ?? []).map(Number) : value;
  if (!Array.isArray(parts)) return undefined;
  const numbers = parts.map((part) => numberArgument({ part }, 'part') ?? Number.NaN);
  const [first, last, ...more] = numbers;
  const whole = first !== undefined && last !== undefined && more.length === 0 && numbers.every(Number.isInteger);
  return whole ? [first, last] : undefined;
}

function view(given: Arguments, desk: ToolDesk, path: string, dialect: EditorDialect): CallOutcome {
  const range = viewRange(given);
  const folder = desk.folder(path);
  if (folder.ok && (folder.path === '' || desk.world.look(folder.path).kind !== 'text')) {
    const entries = desk.world.list?.(folder.path);
    if (entries !== undefined && entries !== null) {
      return read(range === null ? listedFolder(desk, folder.path, path, !dialect.sortsFolders) : undefined);
    }
  }
  return readFile(
    desk,
    path,
    (text) => {
      const content = dialect.reads(text);
      if (range === null) return dialect.listing(content, path, 1);
      if (range === undefined) return dialect.wrongRange('[]', 'list');
      return dialect.range(content, path, range);
    },
    dialect.absent(path),
  );
}

function create(given: Arguments, desk: ToolDesk, path: string, dialect: EditorDialect): CallOutcome {
  const content = textArgument(given, 'file_text', 'content', 'text');
  if (content === undefined) return missing('file_text');
  const outcome = writeFile(desk, path, (now, at) => {
    if (now.kind !== 'absent' && dialect.createsNewOnly) {
      return failed('exists', `"${at}" is there already`, dialect.exists(path));
    }
    return { ok: true, text: content, observation: `File created successfully at: ${path}` };
  });
  return remembered(desk, outcome, content);
}

function strReplace(given: Arguments, desk: ToolDesk, path: string, dialect: EditorDialect): CallOutcome {
  const old = textArgument(given, 'old_str');
  if (old === undefined) return missing('old_str');
  const by = textArgument(given, 'new_str') ?? '';
  if (dialect.wantsNewText && typeof given.new_str !== 'string') return missing('new_str');
  const outcome = editFile(desk, path, (text) => replaced(text, old, by, path, dialect), dialect.absent(path));
  return remembered(desk, outcome);
}

function replaced(text: string, old: string, by: string, path: string, dialect: EditorDialect): Edited {
  const content = dialect.edits(text);
  let [before, after] = [dialect.edits(old), dialect.edits(by)];
  if (before === '') return failed('not-unique', 'an empty text cannot be searched for', undefined);
  if (before === after && dialect.refusesSame) return failed('same', 'both texts are the same', dialect.same(before));
  let places = placesOf(content, before);
  if (places.length === 0 && dialect.trimsWhenAbsent) {
    [before, after] = [before.trim(), after.trim()];
    if (before !== '') places = placesOf(content, before);
  }
  const [at] = places;
  if (at === undefined) return failed('not-found', 'the text does not occur', dialect.notFound(before, path));
  if (places.length > 1) {
    return failed(
      'not-unique',
      `the text occurs ${places.length} times`,
      dialect.notUnique(before, dialect.placeLines(content, before, places)),
    );
  }
  if (before === after) return failed('same', 'both texts are the same', dialect.same(before));
  const next = content.slice(0, at) + after + content.slice(at + before.length);
  const observation = dialect.edited(next, path, lineAt(content, at) - 1, after.split('\n').length - 1);
  return { ok: true, text: next, observation };
}

function insert(given: Arguments, desk: ToolDesk, path: string, dialect: EditorDialect): CallOutcome {
  const line = numberArgument(given, 'insert_line');
  const inserted = textArgument(given, 'new_str', 'insert_text');
  if (line === undefined) return missing('insert_line');
  if (inserted === undefined) return missing('new_str');
  const outcome = editFile(
    desk,
    path,
    (text) => {
      const content = dialect.edits(text);
      const added = dialect.edits(inserted).split('\n');
      const lines = dialect.insertsWholeLines ? fileLines(content) : content.split('\n');
      if (line < 0 || line > lines.length) {
        return failed('no-such-line', `there is no line ${line}`, dialect.wrongLine(line, lines.length));
      }
      const next = [...lines.slice(0, line), ...added, ...lines.slice(line)];
      const ended = dialect.insertsWholeLines && (content.endsWith('\n') || line === lines.length);
      const result = next.join('\n') + (ended ? '\n' : '');
      return { ok: true, text: result, observation: dialect.inserted(result, path, line, added, lines) };
    },
    dialect.absent(path),
  );
  return remembered(desk, outcome);
}

function undo(desk: ToolDesk, path: string, dialect: EditorDialect): CallOutcome {
  return editFile(
    desk,
    path,
    (_text, at) => {
      const history = desk.memory.undo.get(at) ?? [];
      const last = history.pop();
      if (last === undefined) return failed('no-history', 'there is no edit to undo', dialect.noHistory(path));
      const observation = `Last edit to ${path} undone successfully. ${dialect.listing(last, path, 1)}`;
      return { ok: true, text: last, observation };
    },
    dialect.absent(path),
  );
}

/** Keeps what `undo_edit` brings back: the text before an edit; of a new file its own text, as the tool does. */
function remembered(desk: ToolDesk, outcome: CallOutcome, created?: string): CallOutcome {
  if (outcome.kind !== 'files') return outcome;
  for (const { path, before } of outcome.changes) {
    const kept = created ?? before;
    if (kept === null) continue;
    const history = desk.memory.undo.get(path) ?? [];
    history.push(kept);
    desk.memory.undo.set(path, history.slice(-10));
  }
  return outcome;
}
