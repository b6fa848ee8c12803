import type { CallOutcome } from './callOutcome.ts';
import { lineAt, placesOf, splitLines, universalNewlines } from './textLines.ts';
import { type Edited, editFile, failed, type OpenWindow, refused, type ToolDesk } from './toolDesk.ts';
import { pythonGoto, pythonWindow, WINDOW } from './windowedFile.ts';
import { lintErrors, lintRefused } from './windowedLint.ts';

const CHECKS = `Please review the changes and make sure they are correct:

1. The edited file is correctly indented
2. The edited file does not contain duplicate lines
3. The edit does not break existing functionality

Edit the file again if necessary.`;

/** `edit search replace [replace-all]` of SWE-agent 1.x: within the shown window unless all are to be replaced. */
export function searchReplaced(desk: ToolDesk, search: string, by: string, all: boolean): CallOutcome {
  const open = desk.memory.window;
  if (open === null) {
    return refused('not-open', 'no file is open', 'No file opened. Either `open` or `create` a file first.');
  }
  if (search === by) {
    return refused(
      'same',
      'both texts are the same',
      'Your search and replace strings are the same. No changes were made. Please modify your search or replace strings.',
    );
  }
  return editFile(desk, open.shown, (raw) => {
    const text = universalNewlines(raw);
    return all ? allReplaced(desk, open, text, search, by) : oneReplaced(desk, open, text, search, by);
  });
}

function oneReplaced(desk: ToolDesk, open: OpenWindow, text: string, search: string, by: string): Edited {
  const lines = text.split('\n');
  const end = Math.min(open.line + WINDOW, splitLines(text).length);
  const shown = lines.slice(open.line, end).join('\n');
  const places = search === '' ? [] : placesOf(shown, search);
  if (places.length > 1) {
    return failed(
      'not-unique',
      `the text occurs ${places.length} times in the window`,
      `Your edit was not applied (file not modified): Found more than one occurrence of ${pythonRepr(search)} in the currently displayed lines.\nPlease make your search string more specific (for example, by including more lines of context).\n`,
    );
  }
  const [place] = places;
  if (place === undefined) return notFound(text, search);
  const next = shown.slice(0, place) + by + shown.slice(place + search.length);
  lines.splice(open.line, end - open.line, ...(next === '' ? [] : next.split('\n')));
  const at = open.line + lineAt(shown, place) - 1;
  return shownEdit(desk, open, text, lines.join('\n'), at, `Text replaced. ${CHECKS}`);
}

function allReplaced(desk: ToolDesk, open: OpenWindow, text: string, search: string, by: string): Edited {
  const places = search === '' ? [] : placesOf(text, search);
  const [first] = places;
  if (first === undefined) return notFound(text, search);
  const said = `Replaced ${places.length} occurrences. ${CHECKS}`;
  return shownEdit(desk, open, text, text.split(search).join(by), lineAt(text, first), said);
}

function notFound(text: string, search: string): Edited {
  const lines = search === '' ? [] : placesOf(text, search).map((place) => lineAt(text, place));
  if (lines.length === 0) {
    return failed(
      'not-found',
      'the text does not occur',
      `Your edit was not applied (file not modified): Text ${pythonRepr(search)} not found in displayed lines (or anywhere in the file).\nPlease modify your search string. Did you forget to properly handle whitespace/indentation?\nYou can also call \`open\` again to re-display the file with the correct context.\n`,
    );
  }
  const list = lines.map((line) => `- line ${line}`).join('\n');
  return failed(
    'not-found',
    'the text does not occur in the window',
    `Your edit was not applied (file not modified): Text ${pythonRepr(search)} not found in displayed lines.\n\nHowever, we found the following occurrences of your search string in the file:\n\n${list}\n\nYou can use the \`goto\` command to navigate to these locations before running the edit command again.\n`,
  );
}

/** The edit, unless the linter refused it then. `line`: where the window goes, from 0. */
function shownEdit(
  desk: ToolDesk,
  open: OpenWindow,
  before: string,
  after: string,
  line: number,
  said: string,
): Edited {
  const first = pythonGoto(after, line);
  const errors = lintErrors(desk);
  if (errors !== null) {
    const windows = [pythonWindow(after, open.shown, first), pythonWindow(before, open.shown, open.line)] as const;
    return failed('lint', 'the tool’s linter refused the new text', lintRefused(errors, ...windows));
  }
  desk.memory.window = { ...open, line: first };
  return {
    ok: true,
    text: after,
    observation: [said, pythonWindow(after, open.shown, first)].filter(Boolean).join('\n'),
  };
}

/** `insert text [line]`: behind that line (from 0: before it), or at the end. */
export function textInserted(desk: ToolDesk, given: string, line: number | undefined): CallOutcome {
  const open = desk.memory.window;
  if (open === null) {
    return refused('not-open', 'no file is open', 'No file opened. Use the `create` or `open` command first.');
  }
  return editFile(desk, open.shown, (raw) => {
    const text = universalNewlines(raw);
    const added = given.replace(/\n$/, '');
    if (given === '') return { ok: true, text: raw, observation: pythonWindow(text, open.shown, open.line) };
    const end = splitLines(text).length;
    if (line === undefined) {
      const next = text === '' ? added : `${text.replace(/\n$/, '')}\n${added}`;
      return shownEdit(desk, open, text, next, end, '');
    }
    if (line < 0) {
      const next = text === '' ? added : `${added}\n${text.replace(/^\n/, '')}`;
      return shownEdit(desk, open, text, next, 0, '');
    }
    const lines = text.split('\n');
    lines.splice(line, 0, added);
    return shownEdit(desk, open, text, lines.join('\n'), line, '');
  });
}

/** `edit text` of the rewriting variant: the whole window becomes the text. */
export function rewrittenWindow(desk: ToolDesk, by: string): CallOutcome {
  const open = desk.memory.window;
  if (open === null) return refused('not-open', 'no file is open', 'No file opened. Either `open` a file first.');
  return editFile(desk, open.shown, (raw) => {
    const text = universalNewlines(raw);
    const lines = text.split('\n');
    const end = Math.min(open.line + WINDOW, splitLines(text).length);
    lines.splice(open.line, end - open.line, ...(by === '' ? [] : by.split('\n')));
    const errors = lintErrors(desk);
    const next = lines.join('\n');
    if (errors === null) return { ok: true, text: next, observation: 'Edit successful.' };
    const windows = [pythonWindow(next, open.shown, open.line), pythonWindow(text, open.shown, open.line)] as const;
    return failed('lint', 'the tool’s linter refused the new text', lintRefused(errors, ...windows));
  });
}

/** Python's `repr` of a text. Characters outside of ASCII stand as they are. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(quote, `\\${quote}`);
  return quote + escaped + quote;
}
