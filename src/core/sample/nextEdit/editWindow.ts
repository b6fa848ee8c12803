import type { LineHunk } from '../../edit/lineHunks.ts';

/** Lines [start, end), from 0. */
export type LineRange = readonly [start: number, end: number];

/** How much around the cursor may be rewritten, and how much around that is shown: in lines, or in bytes/3 as Zed does. */
export type WindowSize =
  | { readonly unit: 'lines'; readonly above: number; readonly below: number; readonly context: number }
  | { readonly unit: 'thirds'; readonly editable: number; readonly context: number };

export interface EditWindow {
  readonly region: LineRange;
  readonly excerpt: LineRange;
}

/** Whether the window around a line holds a replacement whole. */
export function holds(window: EditWindow, hunk: LineHunk): boolean {
  return window.region[0] <= hunk.before[0] && hunk.before[1] <= window.region[1];
}

/** The window around a line; `hunk` widens it so that the replacement is inside. */
export function windowAround(
  lines: readonly string[],
  cursorLine: number,
  size: WindowSize,
  hunk: LineHunk | null,
): EditWindow {
  const around =
    size.unit === 'lines'
      ? clamp([cursorLine - size.above, cursorLine + size.below + 1], lines.length)
      : grow(lines, clamp([cursorLine, cursorLine + 1], lines.length), size.editable);
  const region: LineRange =
    hunk === null ? around : [Math.min(around[0], hunk.before[0]), Math.max(around[1], hunk.before[1])];
  const excerpt =
    size.unit === 'lines'
      ? clamp([region[0] - size.context, region[1] + size.context], lines.length)
      : grow(lines, region, size.context);
  return { region, excerpt };
}

/** Adds lines below and above by turns while `budget` times three bytes are not used up. */
function grow(lines: readonly string[], [from, to]: LineRange, budget: number): LineRange {
  let [start, end] = [from, to];
  let left = budget * 3;
  for (let down = true, stuck = 0; stuck < 2; down = !down) {
    const line = down ? lines[end] : lines[start - 1];
    const cost = line?.length ?? Number.POSITIVE_INFINITY;
    if (cost > left) {
      stuck++;
      continue;
    }
    stuck = 0;
    left -= cost;
    if (down) end++;
    else start--;
  }
  return [start, end];
}

function clamp([start, end]: LineRange, count: number): LineRange {
  const from = Math.max(0, Math.min(start, count));
  return [from, Math.max(from, Math.min(end, count))];
}

/** The line (from 0) and column of an offset. */
export function lineAt(lines: readonly string[], offset: number): { readonly line: number; readonly column: number } {
  let left = offset;
  for (const [line, text] of lines.entries()) {
    if (left < text.length || (left === text.length && !text.endsWith('\n'))) return { line, column: left };
    left -= text.length;
  }
  return { line: lines.length, column: 0 };
}

/** Where a line starts. */
export function offsetOf(lines: readonly string[], line: number): number {
  let offset = 0;
  for (let at = 0; at < line; at++) offset += lines[at]?.length ?? 0;
  return offset;
}
