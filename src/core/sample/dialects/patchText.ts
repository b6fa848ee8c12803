import { uniqueEdits } from '../../trajectory/uniqueEdits.ts';

const CONTEXT = 3;

/**
 * The chunks of an update that turns `before` into `after`: whole lines, from the top down, each with up to three lines
 * around it, or as many as make its place the only one. Null: the texts are the same.
 */
export function patchText(before: string, after: string): string[] | null {
  if (before === after) return null;
  const lines: string[] = [];
  let text = before;
  for (const { oldText, newText } of uniqueEdits(before, after)) {
    const at = text.indexOf(oldText);
    const start = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
    const end = lineEnd(text, at + oldText.length, oldText.endsWith('\n') || oldText === '');
    const was = withoutEnd(text.slice(start, end)).split('\n');
    const next = text.slice(start, at) + newText + text.slice(at + oldText.length, end);
    const now = next === '' ? [] : withoutEnd(next).split('\n');
    lines.push(...chunk(text, start, end, was, now));
    text = text.slice(0, at) + newText + text.slice(at + oldText.length);
  }
  return lines;
}

function chunk(text: string, start: number, end: number, was: string[], now: string[]): string[] {
  const above = start === 0 ? [] : withoutEnd(text.slice(0, start)).split('\n').slice(-CONTEXT);
  const below = end >= text.length ? [] : withoutEnd(text.slice(end)).split('\n').slice(0, CONTEXT);
  let head = 0;
  while (head < was.length && head < now.length && was[head] === now[head]) head++;
  let tail = 0;
  while (tail < was.length - head && tail < now.length - head && was.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const kept = (list: readonly string[]) => list.map((line) => ` ${line}`);
  return [
    '@@',
    ...kept(above),
    ...kept(was.slice(0, head)),
    ...was.slice(head, was.length - tail).map((line) => `-${line}`),
    ...now.slice(head, now.length - tail).map((line) => `+${line}`),
    ...kept(was.slice(was.length - tail)),
    ...kept(below),
  ];
}

const withoutEnd = (text: string) => text.replace(/\n$/, '');

/** End of the line that `offset` is in, its line feed included; `offset` itself where it stands at a line's start. */
function lineEnd(text: string, offset: number, whole: boolean): number {
  if (whole && (offset === 0 || text[offset - 1] === '\n') && offset > 0) return offset;
  const feed = text.indexOf('\n', offset);
  return feed < 0 ? text.length : feed + 1;
}
