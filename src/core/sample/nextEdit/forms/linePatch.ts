import type { LineHunk } from '../../../edit/lineHunks.ts';
import { splitLines } from '../../editHunks.ts';
import { bare } from '../lineChange.ts';
import type { EditAnswer, EditResult } from './editForm.ts';

/**
 * A replacement as `path:line`, then the lines that go (`-`) and the lines that come (`+`). Where nothing goes, the
 * line before it, or the first line, stands on both sides as the anchor.
 * @param first the number of the file's first line
 */
export function anchoredPatch({ path, before, after }: EditAnswer, hunk: LineHunk, first: 0 | 1): string {
  const { before: old, after: now } = anchored(hunk, before.length);
  const gone = before.slice(...old).map((line) => `-${bare(line)}`);
  const come = after.slice(...now).map((line) => `+${bare(line)}`);
  return [`${path}:${old[0] + first}`, ...gone, ...come].join('\n');
}

function anchored({ before, after }: LineHunk, lines: number): LineHunk {
  if (before[1] > before[0] || lines === 0) return { before, after };
  return before[0] > 0
    ? { before: [before[0] - 1, before[1]], after: [after[0] - 1, after[1]] }
    : { before: [0, 1], after: [after[0], after[1] + 1] };
}

/** The file that a patch names with the patch applied; null where the lines that go are not there. */
export function applyAnchoredPatch(
  patch: string,
  first: 0 | 1,
  textOf: (path: string) => string | null,
): EditResult | null {
  const [head = '', ...rest] = patch.split('\n');
  const [, path = '', number = ''] = /^(.+):(\d+)$/.exec(head) ?? [];
  const text = textOf(path);
  if (text === null || rest.some((line) => !/^[-+]/.test(line))) return null;
  const gone = rest.filter((line) => line.startsWith('-')).map((line) => line.slice(1));
  const come = rest.filter((line) => line.startsWith('+')).map((line) => line.slice(1));
  const lines = splitLines(text);
  const start = Number(number) - first;
  const old = lines.slice(start, start + gone.length);
  if (old.length < gone.length || old.some((line, at) => bare(line) !== gone[at])) return null;
  const open = start + gone.length === lines.length && lines.length > 0 && !text.endsWith('\n');
  const fresh = come.map((line) => `${line}\n`).join('');
  const before = lines.slice(0, start).join('');
  const after = lines.slice(start + gone.length).join('');
  return { path, text: before + (open ? bare(fresh) : fresh) + after };
}
