/** One hunk: where it starts in the old text, counted in lines from 0, and its lines with their marks. */
interface Hunk {
  readonly start: number;
  readonly lines: readonly string[];
}

/**
 * Applies a unified diff of one file to a text; null when a line of it is not there where the diff says (there is no
 * searching nearby: a patch that does not fit exactly was made for another text).
 */
export function applyUnifiedDiff(text: string, diff: string): string | null {
  const hunks = hunksOf(diff);
  if (hunks === null) return null;
  const lines = text === '' ? [] : text.split(/(?<=\n)/);
  const result: string[] = [];
  let at = 0;
  for (const hunk of hunks) {
    if (hunk.start < at || hunk.start > lines.length) return null;
    result.push(...lines.slice(at, hunk.start));
    at = hunk.start;
    for (const [index, line] of hunk.lines.entries()) {
      const mark = line[0];
      if (mark === '\\') continue;
      const whole = hunk.lines[index + 1]?.startsWith('\\') === true ? line.slice(1) : `${line.slice(1)}\n`;
      if (mark === '+') {
        result.push(whole);
        continue;
      }
      if (lines[at] !== whole) return null;
      if (mark !== '-') result.push(whole);
      at++;
    }
  }
  return [...result, ...lines.slice(at)].join('');
}

function hunksOf(diff: string): Hunk[] | null {
  const hunks: { start: number; lines: string[] }[] = [];
  let left = { old: 0, fresh: 0 };
  for (const line of diff.split('\n')) {
    const head = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    const last = hunks.at(-1);
    if (head !== null && left.old <= 0 && left.fresh <= 0) {
      const [, start = '0', old = '1', , fresh = '1'] = head;
      left = { old: Number(old), fresh: Number(fresh) };
      hunks.push({ start: left.old === 0 ? Number(start) : Number(start) - 1, lines: [] });
    } else if (last !== undefined && (left.old > 0 || left.fresh > 0 || line.startsWith('\\'))) {
      const mark = line === '' ? ' ' : line.charAt(0);
      if (mark === ' ' || mark === '-') left.old--;
      if (mark === ' ' || mark === '+') left.fresh--;
      last.lines.push(line === '' ? ' ' : line);
    }
  }
  return left.old > 0 || left.fresh > 0 ? null : hunks;
}
