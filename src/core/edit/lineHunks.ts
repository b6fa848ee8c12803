import { diff } from 'fast-myers-diff';

/** Lines (from 0, the end is not part of it) of a text before and after a change that stand for each other. */
export interface LineHunk {
  readonly before: readonly [start: number, end: number];
  readonly after: readonly [start: number, end: number];
}

/** Larger texts are one hunk. UTF-16 code units. */
const LONGEST = 2_000_000;

/** The smallest replacements of lines that turn `before` into `after`, ascending. Null: there is no such file. */
export function lineHunks(before: string | null, after: string | null): LineHunk[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  if (before === after) return [];
  if ((before?.length ?? 0) + (after?.length ?? 0) > LONGEST) {
    return [{ before: [0, old.length], after: [0, now.length] }];
  }
  return [...diff(old, now)].map(([start, end, newStart, newEnd]) => ({
    before: [start, end],
    after: [newStart, newEnd],
  }));
}

/**
 * Whether a change touched a line, and where the line stands on its other side. `from` says on which side `line` (from
 * 0) is counted. A line that the change replaced stands where its replacement begins.
 */
export function trackLine(
  line: number,
  hunks: readonly LineHunk[],
  from: 'before' | 'after',
): { readonly touched: boolean; readonly line: number } {
  const to = from === 'before' ? 'after' : 'before';
  let shift = 0;
  for (const hunk of hunks) {
    const [start, end] = hunk[from];
    if (line < start) break;
    const [otherStart, otherEnd] = hunk[to];
    if (line < end)
      return { touched: true, line: Math.min(otherStart + line - start, Math.max(otherStart, otherEnd - 1)) };
    shift = otherEnd - end;
  }
  return { touched: false, line: line + shift };
}

function linesOf(text: string | null): string[] {
  return text === null ? [] : text.split('\n');
}
