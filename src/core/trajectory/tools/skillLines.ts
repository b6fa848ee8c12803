import { fileLines, splitLines } from './textLines.ts';
import { type Edited, failed, type ToolDesk } from './toolDesk.ts';

/** The lines that OpenHands' functions print around `line` (from 1). `whole`: from that line on, as scrolling does. */
export function skillWindow(text: string, line: number, height: number, whole = false): string {
  const lines = splitLines(text.endsWith('\n') ? text : `${text}\n`);
  const total = lines.length;
  const current = Math.max(1, Math.min(line, total));
  const half = Math.max(1, Math.floor(height / 2));
  let first = whole ? Math.max(1, current) : Math.max(1, current - half);
  let last = Math.min(total, whole ? current + height : current + half);
  if (first === 1) last = Math.min(total, first + height - 1);
  if (last === total) first = Math.max(1, last - height + 1);
  return [
    first > 1 ? `(${first - 1} more lines above)` : '(this is the beginning of the file)',
    ...lines.slice(first - 1, last).map((content, index) => `${first + index}|${content}`),
    last < total ? `(${total - last} more lines below)` : '(this is the end of the file)',
  ].join('\n');
}

/** The lines (from 1) that a text covers, else those where it stands but for its spaces; 'many': it is not unique. */
export function findLines(text: string, search: string): { first: number; last: number } | 'many' | null {
  if (text.split(search).length > 2) return 'many';
  const spaceless = (value: string) => value.replace(/[^\S\n]+/g, '');
  const exact = text.indexOf(search);
  const within = exact >= 0 ? text : spaceless(text);
  const at = exact >= 0 ? exact : within.indexOf(spaceless(search));
  if (at < 0) return null;
  const first = within.slice(0, at).split('\n').length;
  return { first, last: first + splitLines(search).length - 1 };
}

/** `lines` keep their ends. Whole lines are replaced, whatever of them the search covered. */
export function editedLines(lines: readonly string[], first: number, last: number, by: string): string {
  const ended = by.endsWith('\n') ? by : `${by}\n`;
  return [...lines.slice(0, first - 1), ended, ...lines.slice(last)].join('');
}

export function insertedLines(lines: readonly string[], line: number, content: string): string {
  const ended = content.endsWith('\n') ? content : `${content}\n`;
  if (isEmpty(lines)) return ended;
  const at = line - 1 < 0 ? Math.max(0, lines.length + line - 1) : line - 1;
  return [...lines.slice(0, at), ended, ...lines.slice(at)].join('');
}

export function appendedLines(lines: readonly string[], content: string): string {
  if (isEmpty(lines)) return content;
  const before = lines.join('');
  return before + (before.endsWith('\n') ? '' : '\n') + content;
}

function isEmpty(lines: readonly string[]): boolean {
  return lines.length === 0 || (lines.length === 1 && lines[0]?.trim() === '');
}

/** The edited file and what is printed of it. A linter's refusal is taken from the recording: no linter runs here. */
export function shownAfterEdit(desk: ToolDesk, path: string, before: string, edited: string, line: number): Edited {
  const text = edited.endsWith('\n') ? edited : `${edited}\n`;
  const refusal = lintRefusal(desk, before, text);
  if (refusal !== null) return failed('lint', 'the tool’s linter refused the new text', refusal);
  const shown = desk.shown(path);
  desk.memory.skillWindow = { path, shown: shown ?? path, line };
  if (shown === undefined) return { ok: true, text };
  const count = Math.max(1, fileLines(text).length);
  const said = `[File updated (edited at line ${line}). Please review the changes and make sure they are correct (correct indentation, no duplicate lines, etc). Edit the file again if necessary.]`;
  const header = `[File: ${shown} (${count} lines total after edit)]`;
  return { ok: true, text, observation: `${header}\n${skillWindow(text, line, 100)}\n${said}` };
}

function lintRefusal(desk: ToolDesk, before: string, after: string): string | null {
  const recorded = desk.recorded ?? '';
  const head =
    /^\[Your proposed edit has introduced new syntax error\(s\)[\s\S]*?(?=\[This is how your edit would have)/.exec(
      recorded,
    );
  if (head === null) return null;
  const tail = /Your changes have NOT been applied[\s\S]*$/.exec(recorded)?.[0] ?? '';
  const rule = `${'-'.repeat(49)}\n`;
  const line = Number(/:(\d+)/.exec(head[0])?.[1] ?? 1);
  const height = Math.abs(fileLines(after).length - fileLines(before).length) + 120;
  return `${head[0]}[This is how your edit would have looked if applied]\n${rule}${skillWindow(after, line, height)}\n${rule}\n[This is the original code before your edit]\n${rule}${skillWindow(before, line, height)}\n${rule}${tail}`;
}
