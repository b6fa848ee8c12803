import type { TextChange } from '../../edit/change.ts';
import type { Origin, Sample } from '../sample.ts';

/** A replacement in the text before: UTF-16 offsets. */
export interface Site {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface SiteFile {
  readonly path: string;
  readonly before: string;
  /** Ascending, disjoint. */
  readonly sites: readonly Site[];
  /** Lines, from 1, that the change made something else of: neither sites nor places that were left alone. */
  readonly otherwise?: readonly number[];
}

/** A change of the same kind in many places, as it was begun. Files in the order in which they were changed. */
export interface SiteChange {
  readonly source: string;
  /** Where what is shown was read, when that is another state than the answer's: a commit's parent. */
  readonly shownSource?: string;
  readonly tree?: string;
  readonly level: NonNullable<Sample['proof']['level']>;
  readonly origin: Origin;
  readonly seqs?: readonly [number, number];
  readonly files: readonly SiteFile[];
  /** What a search would be for: the old name, or the name that every site's line has. */
  readonly word: string;
  /** Files of the state before that hold the word, those of `files` not among them. */
  readonly others: readonly { readonly path: string; readonly text: string }[];
  readonly order: 'recorded' | 'unknown';
  readonly labels: Sample['labels'];
}

const WORD = /[\p{L}\p{N}_$]/u;
const NAME = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;
const LEAST_SITES = 3;
const LEAST_FILES = 2;

/**
 * What changes replaced, widened to whole identifiers: a comparison by characters finds letters that old and new name
 * share.
 * @param changes ascending, offsets in the text before
 */
export function wordSites(before: string, changes: readonly TextChange[]): Site[] {
  const sites: { start: number; end: number; text: string }[] = [];
  for (const [offset, deleted, inserted] of changes) {
    let start = offset;
    let end = offset + deleted;
    const head = WORD.test(before[end] ?? '') || WORD.test(before.slice(start, end) + inserted);
    while (head && start > 0 && WORD.test(before[start - 1] ?? '')) start--;
    while (head && end < before.length && WORD.test(before[end] ?? '')) end++;
    const text = before.slice(start, offset) + inserted + before.slice(offset + deleted, end);
    const last = sites.at(-1);
    if (last !== undefined && start < last.end) {
      // Two changes in one word: what the first widened over is changed by the second.
      last.text =
        last.text.slice(0, last.text.length - (last.end - offset)) + inserted + before.slice(offset + deleted, end);
      last.end = end;
    } else sites.push({ start, end, text });
  }
  return sites;
}

export interface NamedFile {
  readonly path: string;
  readonly before: string;
  readonly sites: readonly Site[];
}

/** The replacement of one name by another that has the most sites; null where none is in several files. */
export function sharedRename(
  files: readonly NamedFile[],
): { readonly word: string; readonly to: string; readonly files: SiteFile[] } | null {
  const pairs = new Map<string, { count: number; files: Set<number>; word: string; to: string }>();
  const keyOf = ({ before }: NamedFile, { start, end, text }: Site) => `${before.slice(start, end)}\0${text}`;
  for (const [index, file] of files.entries()) {
    for (const site of file.sites) {
      const word = file.before.slice(site.start, site.end);
      if (word === site.text || !NAME.test(word) || !NAME.test(site.text)) continue;
      const key = keyOf(file, site);
      const pair = pairs.get(key) ?? { count: 0, files: new Set<number>(), word, to: site.text };
      pair.count++;
      pair.files.add(index);
      pairs.set(key, pair);
    }
  }
  const [best] = [...pairs.values()]
    .filter((pair) => pair.count >= LEAST_SITES && pair.files.size >= LEAST_FILES)
    .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1));
  if (best === undefined) return null;
  const key = `${best.word}\0${best.to}`;
  const own = files.map((file): SiteFile => {
    const isOwn = (site: Site) => keyOf(file, site) === key;
    return {
      ...file,
      sites: file.sites.filter(isOwn),
      otherwise: file.sites.filter((site) => !isOwn(site)).flatMap((site) => linesOf(file.before, site)),
    };
  });
  return { word: best.word, to: best.to, files: own.filter(({ sites }) => sites.length > 0) };
}

function linesOf(text: string, { start, end }: Site): number[] {
  const first = text.slice(0, start).split('\n').length;
  const count = text.slice(start, end).split('\n').length;
  return Array.from({ length: count }, (_, at) => first + at);
}

/** A name that stands on the first line of every site; null where there is none, or too few sites or files. */
export function sharedWord(files: readonly SiteFile[]): string | null {
  const lines = files.flatMap(({ before, sites }) => sites.map(({ start }) => lineOf(before, start)));
  if (lines.length < LEAST_SITES || files.length < LEAST_FILES) return null;
  const [first = [], ...rest] = lines.map((line) => line.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []);
  const sets = rest.map((words) => new Set<string>(words));
  const shared = first.filter((word) => sets.every((words) => words.has(word)));
  return shared.sort((a, b) => b.length - a.length)[0] ?? null;
}

function lineOf(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end < 0 ? text.length : end);
}
