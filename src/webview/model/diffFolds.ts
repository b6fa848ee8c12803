import type { DiffRow } from './diffRows.ts';

/** Unchanged rows [start, end) of a diff that are not shown. */
export interface DiffFold {
  readonly kind: 'fold';
  /** First row of the whole unchanged stretch: names the fold while parts of it are opened. */
  readonly key: number;
  readonly start: number;
  readonly end: number;
}

/** How many rows of a fold were opened from its upper and its lower end. */
export interface FoldOpening {
  readonly top: number;
  readonly bottom: number;
}

const CONTEXT = 3;
/** A fold of fewer rows than this takes more room than what it hides. */
const SMALLEST = 3;

/** The rows to show: changes with 3 lines around them, what was opened, and folds for the rest. */
export function foldRows(
  rows: readonly DiffRow[],
  openings: ReadonlyMap<number, FoldOpening> = new Map(),
): (DiffRow | DiffFold)[] {
  const shown: (DiffRow | DiffFold)[] = [];
  let index = 0;
  while (index < rows.length) {
    if (rows[index]?.kind !== 'context') {
      shown.push(rows[index++] as DiffRow);
      continue;
    }
    const key = index;
    while (index < rows.length && rows[index]?.kind === 'context') index++;
    const opening = openings.get(key);
    const start = Math.min(index, key + (key === 0 ? 0 : CONTEXT) + (opening?.top ?? 0));
    const end = Math.max(start, index - (index === rows.length ? 0 : CONTEXT) - (opening?.bottom ?? 0));
    if (end - start < SMALLEST) {
      shown.push(...rows.slice(key, index));
      continue;
    }
    shown.push(...rows.slice(key, start), { kind: 'fold', key, start, end }, ...rows.slice(end, index));
  }
  return shown;
}

/** Rows side by side: a removed line stands beside the added line of the same hunk and rank. */
export type DiffPair = readonly [left: DiffRow | null, right: DiffRow | null];

/** Pairs rows for the side-by-side view; folds stay single. */
export function pairRows(shown: readonly (DiffRow | DiffFold)[]): (DiffPair | DiffFold)[] {
  const pairs: (DiffPair | DiffFold)[] = [];
  let removed: DiffRow[] = [];
  let added: DiffRow[] = [];
  const flush = () => {
    for (let k = 0; k < Math.max(removed.length, added.length); k++) pairs.push([removed[k] ?? null, added[k] ?? null]);
    removed = [];
    added = [];
  };
  for (const row of shown) {
    if (row.kind === 'removed') {
      if (added.length > 0) flush();
      removed.push(row);
    } else if (row.kind === 'added') added.push(row);
    else {
      flush();
      pairs.push(row.kind === 'fold' ? row : [row, row]);
    }
  }
  flush();
  return pairs;
}
