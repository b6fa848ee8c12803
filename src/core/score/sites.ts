import * as z from 'zod/mini';

const siteSchema = z.object({
  /** Relative to the root, with forward slashes. */
  file: z.string(),
  /**
   * Start line, start column, end line, end column, as editors count them: lines and columns from 1, the end is not
   * part of it. Columns are UTF-16 code units.
   */
  range: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** What stands there afterwards. */
  edit: z.string(),
});

/** One place of a change, in the state that was shown. */
export type SiteEdit = Readonly<z.infer<typeof siteSchema>>;

/** Sites as text: one JSON object a line. */
export function writeSites(sites: readonly SiteEdit[]): string {
  return sites.map(({ file, range, edit }) => `${JSON.stringify({ file, range, edit })}\n`).join('');
}

/** Reads what {@link writeSites} wrote, or a model did; lines that are no site are counted, not thrown. */
export function parseSites(text: string): { readonly sites: readonly SiteEdit[]; readonly unreadable: number } {
  const sites: SiteEdit[] = [];
  let unreadable = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const parsed = siteSchema.safeParse(jsonOrNull(line));
    if (parsed.success) sites.push(parsed.data);
    else unreadable++;
  }
  return { sites, unreadable };
}

function jsonOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Shares from 0 to 1. Where nothing was asked for and nothing answered all are 1. */
export interface Share {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface SiteScore {
  readonly files: Share;
  /** By file and first line. */
  readonly lines: Share;
  /** By file and range. */
  readonly sites: Share;
  /** By file, range and what is put there. */
  readonly edits: Share;
}

/** Compares answered sites with the expected ones, each as a set: an answer that is given twice counts once. */
export function scoreSites(expected: readonly SiteEdit[], answered: readonly SiteEdit[]): SiteScore {
  const by = (key: (site: SiteEdit) => string) => share(new Set(expected.map(key)), new Set(answered.map(key)));
  return {
    files: by(({ file }) => file),
    lines: by(({ file, range }) => JSON.stringify([file, range[0]])),
    sites: by(({ file, range }) => JSON.stringify([file, range])),
    edits: by(({ file, range, edit }) => JSON.stringify([file, range, edit])),
  };
}

function share(expected: ReadonlySet<string>, answered: ReadonlySet<string>): Share {
  let hits = 0;
  for (const one of answered) if (expected.has(one)) hits++;
  if (expected.size === 0 && answered.size === 0) return { precision: 1, recall: 1, f1: 1 };
  const precision = answered.size === 0 ? 0 : hits / answered.size;
  const recall = expected.size === 0 ? 0 : hits / expected.size;
  return { precision, recall, f1: hits === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** A text with its own sites' edits made; null when a range is not in it or two overlap. */
export function applySites(text: string, sites: readonly SiteEdit[]): string | null {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const offset = (line: number, column: number) => (starts[line - 1] ?? Number.NaN) + column - 1;
  const changes = sites
    .map(({ range, edit }) => ({ start: offset(range[0], range[1]), end: offset(range[2], range[3]), edit }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let at = 0;
  for (const { start, end, edit } of changes) {
    if (!(start >= at && end >= start && end <= text.length)) return null;
    result += text.slice(at, start) + edit;
    at = end;
  }
  return result + text.slice(at);
}
