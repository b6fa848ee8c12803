import type { CallOutcome } from './callOutcome.ts';
import { fileLines, splitLines, universalNewlines } from './textLines.ts';
import { editFile, failed, read, readFile, refused, type ToolDesk } from './toolDesk.ts';
import { lintErrors, lintRefused } from './windowedLint.ts';

/** SWE-agent's editor was functions of bash until 0.7 and is Python programs since 1.0. */
export type WindowGeneration = 'shell' | 'python';

export const WINDOW = 100;
const OVERLAP = 2;
export const NOT_OPEN = 'No file open. Use the open command first.';

const LINES_REPLACED_SHELL =
  'File updated. Please review the changes and make sure they are correct (correct indentation, no duplicate lines, etc). Edit the file again if necessary.';
const LINES_REPLACED_PYTHON =
  'File updated. Please review the changes and make sure they are correct\n(correct indentation, no duplicate lines, etc). Edit the file again if necessary.';

/** The shell functions' window: `line` is its middle. Numbers and rounding are those of its `_print`. */
export function shellWindow(text: string, shown: string, line: number, window: number = WINDOW): string {
  const lines = fileLines(text);
  const above = Math.floor(Math.max(0, line - window / 2));
  const below = Math.round(Math.max(0, lines.length - line - window / 2));
  const head = lines.slice(0, Math.floor(Math.max(line + window / 2, window / 2)));
  const from = Math.max(0, head.length - window);
  return [
    `[File: ${shown} (${lines.length} lines total)]`,
    ...(above > 0 ? [`(${above} more lines above)`] : []),
    ...head.slice(from).map((content, index) => `${from + index + 1}:${content}`),
    ...(below > 0 ? [`(${below} more lines below)`] : []),
  ].join('\n');
}

export function shellConstrained(text: string, line: number, window: number = WINDOW): number {
  const half = Math.floor(window / 2);
  return Math.max(half, Math.min(line, fileLines(text).length - half));
}

/** The Python programs' window: `line` is its first, from 0. */
export function pythonWindow(text: string, shown: string, line: number): string {
  const count = splitLines(text).length;
  const last = Math.min(line + WINDOW - 1, count - 1);
  const lines = text.split('\n').slice(line, last + 1);
  return [
    `[File: ${shown} (${count} lines total)]`,
    ...(line > 0 ? [`(${line} more lines above)`] : []),
    ...lines.map((content, index) => `${line + index + 1}:${content}`),
    ...(last < count - 1 ? [`(${count - last - 1} more lines below)`] : []),
  ].join('\n');
}

/** The first line of a window, kept inside of the file. */
export function pythonFirst(text: string, line: number): number {
  return Math.max(0, Math.min(Math.trunc(line), splitLines(text).length - WINDOW));
}

/** The first line of a window that shows `line` (from 0) at a sixth of its height. */
export function pythonGoto(text: string, line: number): number {
  return pythonFirst(text, line - WINDOW / 6);
}

/** `open` and `goto`. `line` counts from 1. */
export function openedFile(
  desk: ToolDesk,
  made: WindowGeneration,
  path: string,
  line: number | undefined,
  how: 'open' | 'goto' = 'open',
): CallOutcome {
  const absolute = desk.shown(path);
  const absent = made === 'shell' ? `File ${path} not found` : `Error: File ${path} not found`;
  return readFile(
    desk,
    path,
    (raw, at) => {
      const text = made === 'python' ? universalNewlines(raw) : raw;
      const count = made === 'python' ? splitLines(text).length : fileLines(text).length;
      const warnings: string[] = [];
      let target = line;
      if (line !== undefined && line > count) {
        if (how === 'goto') return `Error: <line> must be less than or equal to ${count}`;
        warnings.push(
          `Warning: <line_number> (${line}) is greater than the number of lines in the file (${count})`,
          `Warning: Setting <line_number> to ${count}`,
        );
        target = count;
      }
      const beyond = warnings.length > 0;
      const place =
        made === 'shell' ? shellPlace(text, target, beyond) : pythonPlace(text, target, desk.memory.window?.line ?? 0);
      const title = made === 'shell' || how === 'goto' ? absolute : path.replace(/^(?:\.\/+)+/, '');
      desk.memory.window = { path: at, shown: absolute ?? path, line: place };
      if (title === undefined) return undefined;
      const shown = made === 'shell' ? shellWindow(text, title, place) : pythonWindow(text, title, place);
      return [...warnings, shown].join('\n');
    },
    absent,
  );
}

function shellPlace(text: string, line: number | undefined, beyond: boolean): number {
  const offset = Math.floor(WINDOW / 6);
  const middle = line === undefined ? WINDOW / 2 : beyond ? line : Math.max(1, Math.floor(line + WINDOW / 2 - offset));
  return shellConstrained(text, middle);
}

function pythonPlace(text: string, line: number | undefined, before: number): number {
  return pythonGoto(text, (line ?? pythonFirst(text, before)) - 1);
}

/** `scroll_down` (1), `scroll_up` (-1), or the window as it stands (0). */
export function scrolledBy(desk: ToolDesk, made: WindowGeneration, direction: -1 | 0 | 1): CallOutcome {
  const open = desk.memory.window;
  if (open === null) return read(NOT_OPEN);
  return readFile(desk, open.shown, (raw, path) => {
    const text = made === 'python' ? universalNewlines(raw) : raw;
    const moved = open.line + direction * (WINDOW - OVERLAP);
    const line = made === 'shell' ? shellConstrained(text, moved) : pythonFirst(text, moved);
    desk.memory.window = { ...open, path, line };
    return made === 'shell' ? shellWindow(text, open.shown, line) : pythonWindow(text, open.shown, line);
  });
}

/** `edit first:last`: those lines (from 1, the last one too) become `replacement`. */
export function lineReplaced(
  desk: ToolDesk,
  made: WindowGeneration,
  first: number,
  last: number,
  replacement: string,
): CallOutcome {
  const open = desk.memory.window;
  if (open === null) {
    const said =
      made === 'shell'
        ? 'No file open. Use the `open` command first.'
        : 'No file opened. Use the `open` command first.';
    return refused('not-open', 'no file is open in the window', said);
  }
  return editFile(desk, open.shown, (raw) => {
    const text = made === 'python' ? universalNewlines(raw) : raw;
    const next =
      made === 'shell' ? shellReplaced(text, first, last, replacement) : pythonReplaced(text, first, last, replacement);
    const errors = lintErrors(desk);
    if (errors !== null) {
      const added = replacement === '' ? 0 : replacement.split('\n').length;
      const observation =
        made === 'shell'
          ? lintRefused(
              errors,
              shellLint(next, open.shown, Math.floor(added / 2) + first - 1, added + 10),
              shellLint(text, open.shown, Math.floor((last - first + 2) / 2) + first - 1, last - first + 11),
            )
          : lintRefused(errors, pythonWindow(next, open.shown, open.line), pythonWindow(text, open.shown, open.line));
      return failed('lint', 'the tool’s linter refused the new text', observation);
    }
    const line = made === 'shell' ? shellConstrained(next, first - 1) : pythonGoto(next, first - 1);
    desk.memory.window = { ...open, line };
    const observation =
      made === 'shell'
        ? `${shellWindow(next, open.shown, line)}\n${LINES_REPLACED_SHELL}`
        : `${LINES_REPLACED_PYTHON}\n${pythonWindow(next, open.shown, line)}`;
    return { ok: true, text: next, observation };
  });
}

function shellLint(text: string, shown: string, middle: number, window: number): string {
  return shellWindow(text, shown, shellConstrained(text, middle, window), window);
}

/** The bash function reads lines into an array and prints each with a line end. */
function shellReplaced(text: string, first: number, last: number, replacement: string): string {
  const lines = fileLines(text);
  const added = replacement === '' ? [] : replacement.split('\n');
  const next = [...lines.slice(0, Math.max(0, first - 1)), ...added, ...lines.slice(last)];
  return `${next.join('\n')}\n`;
}

function pythonReplaced(text: string, first: number, last: number, replacement: string): string {
  const lines = text.split('\n');
  lines.splice(first - 1, Math.max(0, last - first + 1), ...(replacement === '' ? [] : replacement.split('\n')));
  return lines.join('\n');
}
