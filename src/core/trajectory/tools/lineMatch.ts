/** A stretch of a text, in UTF-16 offsets. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Offsets at which the lines of a text begin; one more for its end. */
export function lineStarts(lines: readonly string[]): number[] {
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length + 1);
  return starts;
}

/** The lines of a search text, without the empty one that its last line end leaves. */
export function searchLines(search: string): string[] {
  const lines = search.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Stretches of whole lines that equal the searched ones but for space at their ends. The last line end is not in it. */
export function trimmedMatches(text: string, search: string, from = 0): Stretch[] {
  const lines = text.split('\n');
  const wanted = searchLines(search).map((line) => line.trim());
  const starts = lineStarts(lines);
  const found: Stretch[] = [];
  if (wanted.length === 0) return found;
  for (let at = firstLine(starts, from); at + wanted.length <= lines.length; at++) {
    if (!wanted.every((line, index) => lines[at + index]?.trim() === line)) continue;
    const last = at + wanted.length - 1;
    found.push({ start: starts[at] ?? 0, end: (starts[last] ?? 0) + (lines[last]?.length ?? 0) });
  }
  return found;
}

/** The first stretch of as many lines whose first and last are the searched ones' but for space; of three lines or more. */
export function anchoredMatch(text: string, search: string, from = 0): Stretch | null {
  if (search.split('\n').length < 3) return null;
  const lines = text.split('\n');
  const wanted = searchLines(search);
  const starts = lineStarts(lines);
  for (let at = firstLine(starts, from); at + wanted.length <= lines.length; at++) {
    const last = at + wanted.length - 1;
    if (lines[at]?.trim() !== wanted[0]?.trim() || lines[last]?.trim() !== wanted.at(-1)?.trim()) continue;
    return { start: starts[at] ?? 0, end: (starts[last] ?? 0) + (lines[last]?.length ?? 0) };
  }
  return null;
}

function firstLine(starts: readonly number[], from: number): number {
  const at = starts.findIndex((start) => start >= from);
  return at < 0 ? starts.length : at;
}
