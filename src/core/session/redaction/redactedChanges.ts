import type { TextChange } from '../../edit/change.ts';

/** What one change inserted, where it is after the changes that came later. */
export interface Region {
  start: number;
  end: number;
  /** False: a later change went into it. */
  whole: boolean;
}

/** Follows regions through one more change, and adds what that change inserts as the last one. */
export function moved(regions: Region[], offset: number, deleted: number, inserted: number): void {
  const end = offset + deleted;
  for (const region of regions) {
    if (region.end <= offset) continue;
    if (region.start >= end) {
      region.start += inserted - deleted;
      region.end += inserted - deleted;
      continue;
    }
    region.whole = false;
    region.start = Math.min(region.start, offset);
    region.end = Math.max(region.end, end) + inserted - deleted;
  }
  regions.push({ start: offset, end: offset + inserted, whole: true });
}

/** Equal stretches up to this length do not split a difference in two. */
const GAP = 8;

/** Changes that make `after` of `before`, two texts of the same length that start at `offset`. */
export function differences(before: string, after: string, offset: number): TextChange[] {
  if (before === after) return [];
  const changes: TextChange[] = [];
  let start = -1;
  let end = -1;
  const close = () => {
    if (start >= 0) changes.push([offset + start, end - start, after.slice(start, end)]);
    start = -1;
  };
  for (let index = 0; index < after.length; index++) {
    if (before.charCodeAt(index) === after.charCodeAt(index)) continue;
    if (start >= 0 && index - end > GAP) close();
    if (start < 0) start = index;
    end = index + 1;
  }
  close();
  return changes;
}

/**
 * What was hidden in `before` and would stand bare in `after`, as it really is. A character that is its own placeholder
 * belongs to it when it stands among others.
 */
export function bared(before: string, after: string, raw: string): string[] {
  if (before === after) return [];
  const pieces: string[] = [];
  let start = -1;
  let end = -1;
  const close = () => {
    if (start >= 0) pieces.push(widened(raw, start, end));
    start = -1;
  };
  for (let index = 0; index < after.length; index++) {
    const wasHidden = before.charCodeAt(index) !== raw.charCodeAt(index);
    const isBare = after.charCodeAt(index) === raw.charCodeAt(index);
    if (!wasHidden || !isBare) continue;
    if (start >= 0 && (index - end > 2 || /[\s"'`]/.test(raw.slice(end, index)))) close();
    if (start < 0) start = index;
    end = index + 1;
  }
  close();
  return pieces;
}

/** Placeholders that equal what they stand for, at either end. */
function widened(raw: string, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from > 0 && /[xX0]/.test(raw.charAt(from - 1))) from--;
  while (to < raw.length && /[xX0]/.test(raw.charAt(to))) to++;
  return raw.slice(from, to);
}
