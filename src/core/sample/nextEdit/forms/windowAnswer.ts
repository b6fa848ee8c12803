import { bare } from '../lineChange.ts';
import type { EditAnswer, EditResult, EditView } from './editForm.ts';

/** The region's lines after the edit. */
export function regionAfter({ window: { region } }: EditView, { before, after }: EditAnswer): string {
  return after.slice(region[0], region[1] + after.length - before.length).join('');
}

/** The region as it stands, before and after the cursor; a cursor outside of it stands at its start. */
export function regionParts({
  lines,
  window: { region },
  cursor: { line, column },
}: EditView): [left: string, right: string] {
  const text = (from: number, to: number) => lines.slice(from, to).join('');
  const inside = line >= region[0] && (line < region[1] || (line === region[1] && line === lines.length));
  if (!inside) return ['', text(...region)];
  const own = lines[line] ?? '';
  return [text(region[0], line) + own.slice(0, column), own.slice(column) + text(line + 1, region[1])];
}

/** The same without the region's last line feed. */
export function bareParts(view: EditView): [left: string, right: string] {
  const [left, right] = regionParts(view);
  return right === '' ? [bare(left), ''] : [left, bare(right)];
}

/** The file with another text in the place of the region. */
export function withRegion(view: EditView, region: string): EditResult {
  const { lines, window } = view;
  const before = lines.slice(0, window.region[0]).join('');
  return { path: view.path, text: before + region + lines.slice(window.region[1]).join('') };
}

/** The text of the excerpt before and after the region. */
export function around({ lines, window: { region, excerpt } }: EditView): { before: string; after: string } {
  return {
    before: lines.slice(excerpt[0], region[0]).join(''),
    after: lines.slice(region[1], excerpt[1]).join(''),
  };
}

/** A region as an answer that ends its last line, and back: at the end of a file without a line feed it has one more. */
export function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

export function unended(view: EditView, answer: string): string {
  const { lines, window } = view;
  const last = lines[window.region[1] - 1];
  const open = window.region[1] === lines.length && last !== undefined && !last.endsWith('\n');
  return open && answer.endsWith('\n') ? answer.slice(0, -1) : answer;
}
