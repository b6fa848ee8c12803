import { listArgument, numberArgument, pathArgument, textArgument } from './callArguments.ts';
import type { CallOutcome } from './callOutcome.ts';
import { PatchedFiles } from './patchedFiles.ts';
import { lineEnding, placesOf, withLineEnding } from './textLines.ts';
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
  unknown,
  writeFile,
} from './toolDesk.ts';

const isFilePath = (given: Arguments) => typeof given.filePath === 'string';

/** Copilot's tools in VS Code, and those of its command line that are named otherwise. */
export const vscodeTools: readonly Tool[] = [
  { names: ['replace_string_in_file', 'copilot_replacestring'], perform: replaceString },
  { names: ['multi_replace_string_in_file', 'copilot_multireplacestring'], perform: multiReplace },
  { names: ['create_file', 'copilot_createfile'], fits: isFilePath, perform: createFile },
  { names: ['create'], fits: (given) => typeof given.file_text === 'string', perform: createCli },
  {
    names: ['edit'],
    fits: (given) => typeof given.old_str === 'string' && typeof given.path === 'string',
    perform: editCli,
  },
  {
    names: ['insert_edit_into_file', 'copilot_insertedit'],
    perform: () => unknown('a model merges this edit into the file'),
  },
  {
    names: ['edit_notebook_file', 'copilot_editnotebook'],
    perform: () => unknown('the editor’s notebook model writes the file'),
  },
  { names: ['read_file', 'copilot_readfile'], fits: isFilePath, perform: readTool },
  { names: ['create_directory'], perform: () => read() },
];

function replaceString(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const before = textArgument(given, 'oldString', 'old_string');
  const after = textArgument(given, 'newString', 'new_string') ?? '';
  if (path === undefined) return missing('filePath');
  if (before === undefined) return missing('oldString');
  const said = editedFiles(desk, [path]);
  if (before === '') {
    return writeFile(desk, path, (now, at) =>
      now.kind === 'absent' || (now.kind === 'text' && now.text === '')
        ? { ok: true, text: after, observation: said }
        : failed('not-unique', `"${at}" is not empty, and an empty text cannot be searched for`),
    );
  }
  return editFile(desk, path, (text) => {
    const result = replacedOnce(text, before, after);
    return result.ok ? { ...result, observation: said } : result;
  });
}

/** `The following files were successfully edited:` — diagnostics may follow, then it cannot be told. */
function editedFiles(desk: ToolDesk, paths: readonly string[]): string | undefined {
  const text = `The following files were successfully edited:\n${paths.join('\n')}\n`;
  const recorded = desk.recorded;
  return recorded?.startsWith(text) && recorded !== text ? undefined : text;
}

/**
 * Exact; else whole lines but for space at their ends; else with space at the ends of lines. Each has to be unique.
 * The tool's last resort, similarity of 95 %, is not done.
 */
export function replacedOnce(raw: string, given: string, by: string): Edited {
  const ending = lineEnding(raw);
  const text = raw.replaceAll('\r\n', '\n');
  const [before, after] = [given.replaceAll('\r\n', '\n'), by.replaceAll('\r\n', '\n')];
  const done = (start: number, end: number, value: string): Edited => {
    const next = text.slice(0, start) + value + text.slice(end);
    if (next === text) return failed('same', 'nothing would change');
    return { ok: true, text: withLineEnding(next, ending) };
  };
  const many = (count: number) => failed('not-unique', `the text occurs ${count} times`);
  const places = placesOf(text, before);
  const [place] = places;
  if (place !== undefined) return places.length > 1 ? many(places.length) : done(place, place + before.length, after);
  const loose = looseLines(text, before);
  const [stretch] = loose;
  if (stretch !== undefined)
    return loose.length > 1 ? many(loose.length) : done(stretch.start, stretch.end, after.trim());
  const pattern = before
    .split('\n')
    .map((line) => `${line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}[ \\t]*`)
    .join('\\n');
  const matches = [...text.matchAll(new RegExp(pattern, 'g'))];
  const [match] = matches;
  if (match === undefined) return failed('not-found', 'the text does not occur');
  return matches.length > 1 ? many(matches.length) : done(match.index, match.index + match[0].length, after);
}

/** Lines that are the same when trimmed, followed by an empty line: the tool searches for the line end behind them. */
function looseLines(text: string, before: string): { readonly start: number; readonly end: number }[] {
  const lines = text.split('\n');
  const wanted = [
    ...before
      .trim()
      .split('\n')
      .map((line) => line.trim()),
    '',
  ];
  const found: { readonly start: number; readonly end: number }[] = [];
  for (let at = 0; at + wanted.length <= lines.length; at++) {
    if (!wanted.every((line, index) => lines[at + index]?.trim() === line)) continue;
    const start = lines.slice(0, at).join('\n').length + (at === 0 ? 0 : 1);
    const end = start + lines.slice(at, at + wanted.length - 1).join('\n').length;
    found.push({ start, end });
  }
  return found;
}

function multiReplace(given: Arguments, desk: ToolDesk): CallOutcome {
  const replacements = listArgument(given, 'replacements', 'edits');
  if (replacements.length === 0) return missing('replacements');
  const files = new PatchedFiles(desk);
  const problems: CallOutcome[] = [];
  const paths: string[] = [];
  for (const one of replacements) {
    const path = pathArgument(one) ?? pathArgument(given);
    const before = textArgument(one, 'oldString', 'old_string', 'old_str');
    const after = textArgument(one, 'newString', 'new_string', 'new_str') ?? '';
    if (path === undefined) return missing('filePath');
    if (before === undefined) return missing('oldString');
    const at = desk.place(path);
    if (!at.ok) return refused(at.code, at.why);
    const now = files.look(at.path);
    const result =
      now.kind === 'text'
        ? replacedOnce(now.text, before, after)
        : failed(now.kind === 'absent' ? 'absent' : 'not-text', 'it is no text file that is there');
    if (result.ok) {
      files.write(at.path, result.text);
      if (!paths.includes(path)) paths.push(path);
    } else {
      problems.push(refused(result.code, `in "${at.path}" ${result.why}`));
    }
  }
  // What fits is done, even where other replacements of the call fail.
  if (paths.length === 0) return problems[0] ?? missing('replacements');
  return files.outcome(problems.length === 0 ? editedFiles(desk, paths) : undefined);
}

function createFile(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const content = textArgument(given, 'content');
  if (path === undefined) return missing('filePath');
  if (content === undefined) return missing('content');
  return writeFile(desk, path, (now, at) => {
    if (now.kind !== 'absent' && !(now.kind === 'text' && now.text === '')) {
      return failed('exists', `"${at}" is there already`);
    }
    const old = desk.recorded?.startsWith('File created at') === true;
    return { ok: true, text: content, observation: old ? `File created at ${path}` : editedFiles(desk, [path]) };
  });
}

function createCli(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  const content = textArgument(given, 'file_text') ?? '';
  if (path === undefined) return missing('path');
  return writeFile(desk, path, (now, at) => {
    if (now.kind !== 'absent') return failed('exists', `"${at}" is there already`);
    const counted = `Created file ${path} with ${content.length} characters`;
    const plain = `Created file ${path}`;
    return { ok: true, text: content, observation: desk.recorded === plain ? plain : counted };
  });
}

function editCli(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given);
  if (path === undefined) return missing('path');
  const before = textArgument(given, 'old_str') ?? '';
  const after = textArgument(given, 'new_str') ?? '';
  return editFile(desk, path, (text) => {
    const places = before === '' ? [] : placesOf(text, before);
    const [place] = places;
    if (place === undefined) return failed('not-found', 'the text does not occur');
    if (places.length > 1) return failed('not-unique', `the text occurs ${places.length} times`);
    const next = text.slice(0, place) + after + text.slice(place + before.length);
    return { ok: true, text: next, observation: `File ${path} updated with changes.` };
  });
}

function readTool(given: Arguments, desk: ToolDesk): CallOutcome {
  const path = pathArgument(given) ?? '';
  return readFile(desk, path, (text) => {
    const lines = text.split(/\r?\n/);
    const first = Math.max(1, numberArgument(given, 'startLine') ?? 1);
    const last = Math.min(lines.length, numberArgument(given, 'endLine') ?? lines.length);
    if ('offset' in given || 'limit' in given) return undefined;
    const language = /^```(\S*)\n/.exec(desk.recorded ?? '')?.[1];
    if (language === undefined) return undefined;
    return `\`\`\`${language}\n${lines.slice(first - 1, last).join('\n')}\n\`\`\``;
  });
}
