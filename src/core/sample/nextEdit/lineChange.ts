import { diff } from 'fast-myers-diff';
import type { LineHunk } from '../../edit/lineHunks.ts';

/** The smallest replacements of lines that turn `before` into `after`, ascending (Myers). Lines have their line ends. */
export function lineChanges(before: readonly string[], after: readonly string[]): LineHunk[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const old = before.slice(head, before.length - tail);
  const now = after.slice(head, after.length - tail);
  return [...diff(old, now)].map(([start, end, newStart, newEnd]) => ({
    before: [start + head, end + head],
    after: [newStart + head, newEnd + head],
  }));
}

/** The lines after one replacement alone. */
export function withHunk(before: readonly string[], hunk: LineHunk, after: readonly string[]): string[] {
  const [from, to] = hunk.before;
  return [...before.slice(0, from), ...after.slice(...hunk.after), ...before.slice(to)];
}

/** Replacements that lie less than `gap` lines apart, as one. */
export function joinNear(hunks: readonly LineHunk[], gap: number): LineHunk[] {
  const joined: LineHunk[] = [];
  for (const hunk of hunks) {
    const last = joined.at(-1);
    if (last !== undefined && hunk.before[0] - last.before[1] < gap) {
      joined[joined.length - 1] = {
        before: [last.before[0], hunk.before[1]],
        after: [last.after[0], hunk.after[1]],
      };
    } else joined.push(hunk);
  }
  return joined;
}

/** The hunks of a unified diff as git writes them, without the file's header. */
export function unifiedHunks(
  before: readonly string[],
  after: readonly string[],
  hunks: readonly LineHunk[],
  context = 3,
): string {
  const out: string[] = [];
  const groups: LineHunk[][] = [];
  for (const hunk of hunks) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && hunk.before[0] - last.before[1] <= 2 * context) groups.at(-1)?.push(hunk);
    else groups.push([hunk]);
  }
  for (const group of groups) {
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined) continue;
    const lead = Math.min(context, first.before[0]);
    const trail = Math.min(context, before.length - last.before[1]);
    const old: readonly [number, number] = [first.before[0] - lead, last.before[1] + trail];
    const now: readonly [number, number] = [first.after[0] - lead, last.after[1] + trail];
    out.push(`@@ -${span(old)} +${span(now)} @@\n`);
    let at = old[0];
    for (const hunk of group) {
      out.push(...marked(' ', before.slice(at, hunk.before[0])), ...marked('-', before.slice(...hunk.before)));
      out.push(...marked('+', after.slice(...hunk.after)));
      at = hunk.before[1];
    }
    out.push(...marked(' ', before.slice(at, old[1])));
  }
  return out.join('');
}

function span([start, end]: readonly [number, number]): string {
  const count = end - start;
  return `${count === 0 ? start : start + 1}${count === 1 ? '' : `,${count}`}`;
}

function marked(mark: string, lines: readonly string[]): string[] {
  return lines.map((line) =>
    line.endsWith('\n') ? `${mark}${line}` : `${mark}${line}\n\\ No newline at end of file\n`,
  );
}

/** A line without its line feed. */
export function bare(line: string): string {
  return line.endsWith('\n') ? line.slice(0, -1) : line;
}
