import type { RowCuration } from '../../core/sample/viewing/curation.ts';
import type { RowActor, RowFacts } from '../../core/sample/viewing/rowFacts.ts';

/** Lengths from `from` to below `to`, of whole rows or of middles. UTF-16 code units. */
export interface LengthRange {
  readonly of: 'length' | 'middle';
  readonly from: number;
  readonly to: number;
}

/** Which rows are shown; plain data. What is empty lets every row through. */
export interface DatasetFilter {
  readonly query: string;
  readonly kinds: readonly RowFacts['kind'][];
  readonly languages: readonly string[];
  readonly actor: RowActor | '';
  /** A rule of the lint; `*`: any. */
  readonly rule: string;
  readonly verdict: 'rejected' | 'kept' | '';
  readonly range: LengthRange | null;
}

export const noFilter: DatasetFilter = {
  query: '',
  kinds: [],
  languages: [],
  actor: '',
  rule: '',
  verdict: '',
  range: null,
};

/** What is known of the rows beside their facts. */
export interface RowMarks {
  /** Keys that the query found; null: it is empty, or the answer is not there yet. */
  readonly found: ReadonlySet<number> | null;
  /** Rules that found something, by the row's key. */
  readonly rules: ReadonlyMap<number, readonly string[]>;
  /** What was decided, by the row's id. */
  readonly curation: Readonly<Record<string, RowCuration>>;
}

/** The rows that every part of the filter lets through, in their order. */
export function shownRows(rows: readonly RowFacts[], filter: DatasetFilter, marks: RowMarks): RowFacts[] {
  const { kinds, languages, actor, rule, verdict, range } = filter;
  const { found, rules, curation } = marks;
  return rows.filter(
    (row) =>
      (found === null || found.has(row.key)) &&
      (kinds.length === 0 || kinds.includes(row.kind)) &&
      (languages.length === 0 || languages.includes(row.language)) &&
      (actor === '' || row.actor === actor) &&
      (rule === '' || hasRule(rules.get(row.key), rule)) &&
      (verdict === '' || isRejected(curation, row) === (verdict === 'rejected')) &&
      (range === null || isWithin(row[range.of], range)),
  );
}

export function isRejected(curation: RowMarks['curation'], { id }: RowFacts): boolean {
  return Object.hasOwn(curation, id) && curation[id]?.rejected === true;
}

export function isFiltering({ query, kinds, languages, actor, rule, verdict, range }: DatasetFilter): boolean {
  const words = query.trim() + actor + rule + verdict;
  return words !== '' || kinds.length + languages.length > 0 || range !== null;
}

/** How many rows have each value, the most frequent first. */
export function countsOf<T extends string>(values: Iterable<T>): [value: T, rows: number][] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** `list` with `one` added, or taken out where it is in it. */
export function toggled<T>(list: readonly T[], one: T): T[] {
  return list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
}

function hasRule(rules: readonly string[] | undefined, wanted: string): boolean {
  return rules !== undefined && (wanted === '*' ? rules.length > 0 : rules.includes(wanted));
}

function isWithin(length: number | null, { from, to }: LengthRange): boolean {
  return length !== null && length >= from && length < to;
}
