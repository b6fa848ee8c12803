import type { LineHunk } from '../../edit/lineHunks.ts';

type Lines = readonly string[];

/** Shares above which an edit takes another one back, and the grams below which nothing can be said. */
const UNDO_RATIO = 0.7;
const LEAST_GRAMS = 7;

/** What an edit puts in and takes away, as sets of 4-grams of its trimmed lines. */
export interface InformationDelta {
  readonly inserted: ReadonlySet<string>;
  readonly deleted: ReadonlySet<string>;
}

export function informationDelta(before: Lines, after: Lines, hunks: readonly LineHunk[]): InformationDelta {
  const inserted = new Set<string>();
  const deleted = new Set<string>();
  for (const hunk of hunks) {
    const [gone, come] = changedParts(before.slice(...hunk.before).join(''), after.slice(...hunk.after).join(''));
    addGrams(deleted, gone);
    addGrams(inserted, come);
  }
  return { inserted, deleted };
}

/**
 * Whether `next` takes back what `previous` did: more than 0.7 of the grams that it deletes were inserted, or of those
 * that it inserts were deleted. After Copilot Chat's next edit suggestions; all grams count, the last one too.
 */
export function isReversal(previous: InformationDelta, next: InformationDelta): boolean {
  const deletes = minus(next.deleted, next.inserted);
  const inserts = minus(next.inserted, next.deleted);
  return mostlyIn(deletes, previous.inserted) || mostlyIn(inserts, previous.deleted);
}

/** Whether only white space differs. */
export function isFormattingOnly(before: Lines, after: Lines, hunk: LineHunk): boolean {
  const bare = (lines: Lines, [from, to]: readonly [number, number]) =>
    lines.slice(from, to).join('').replaceAll(/\s+/g, '');
  return bare(before, hunk.before) === bare(after, hunk.after);
}

const MOST_LINES = 80;

/** Whether a replacement is too large to be one thought: code that came from somewhere else. */
export function isBulk(hunk: LineHunk): boolean {
  return hunk.before[1] - hunk.before[0] > MOST_LINES || hunk.after[1] - hunk.after[0] > MOST_LINES;
}

function mostlyIn(grams: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  if (grams.size < LEAST_GRAMS) return false;
  let shared = 0;
  for (const gram of grams) if (other.has(gram)) shared++;
  return shared / grams.size > UNDO_RATIO;
}

function minus(set: ReadonlySet<string>, other: ReadonlySet<string>): Set<string> {
  return new Set([...set].filter((gram) => !other.has(gram)));
}

function addGrams(grams: Set<string>, text: string): void {
  for (const line of text.split(/\r\n|\r|\n/)) {
    const trimmed = line.trim();
    for (let at = 0; at + 4 <= trimmed.length; at++) grams.add(trimmed.slice(at, at + 4));
  }
}

/** Without what both share at their ends. */
export function changedParts(before: string, after: string): [gone: string, come: string] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
}
