import type { TrajectoryRow } from '../../core/trajectory/viewing/trajectoryRow.ts';
import type { TreeLine } from './treeKeys.ts';

/** One row of the list: a step, or the heading of a subagent's steps below the step that started it. */
export type TrajectoryListRow =
  | { readonly kind: 'step'; readonly key: string; readonly level: number; readonly row: TrajectoryRow }
  | {
      readonly kind: 'thread';
      readonly key: string;
      readonly level: number;
      readonly thread: number;
      readonly open: boolean;
    };

export interface TrajectoryTree {
  /** Rows by thread; 0 is the trajectory itself. */
  readonly threads: readonly (readonly TrajectoryRow[])[];
  /** Ids of the threads from 1 on, as steps name them. */
  readonly ids: readonly string[];
}

export interface TrajectoryFilter {
  /** Keys of the steps that a search found; null: nothing is searched. */
  readonly found: ReadonlySet<string> | null;
  /** Empty: every source. */
  readonly sources: readonly TrajectoryRow['source'][];
  /** Empty: every tool and none. */
  readonly tool: string;
  readonly errors: boolean;
}

export const noFilter: TrajectoryFilter = { found: null, sources: [], tool: '', errors: false };

/** Adds rows that came to the threads that they belong to. */
export function withRows(
  threads: readonly (readonly TrajectoryRow[])[],
  rows: readonly TrajectoryRow[],
): (readonly TrajectoryRow[])[] {
  const added = new Map<number, TrajectoryRow[]>();
  for (const row of rows) {
    const list = added.get(row.thread);
    if (list === undefined) added.set(row.thread, [row]);
    else list.push(row);
  }
  const length = Math.max(threads.length, ...[...added.keys()].map((thread) => thread + 1));
  return Array.from({ length }, (_, thread) => {
    const more = added.get(thread);
    const old = threads[thread] ?? [];
    return more === undefined ? old : [...old, ...more];
  });
}

export function isFiltering({ found, sources, tool, errors }: TrajectoryFilter): boolean {
  return found !== null || sources.length > 0 || tool !== '' || errors;
}

export function passes(row: TrajectoryRow, { found, sources, tool, errors }: TrajectoryFilter): boolean {
  return (
    (found === null || found.has(row.key)) &&
    (sources.length === 0 || sources.includes(row.source)) &&
    (tool === '' || row.tools.includes(tool)) &&
    (!errors || row.error)
  );
}

/**
 * The rows from top to bottom. A subagent stands below the first step that names it, one that none names at the end.
 * While filtering, every thread with a match is open and the others are left out. `'all'` opens every thread.
 */
export function trajectoryRows(
  { threads, ids }: TrajectoryTree,
  expanded: ReadonlySet<string> | 'all',
  filter: TrajectoryFilter,
): TrajectoryListRow[] {
  const rows: TrajectoryListRow[] = [];
  const filtering = isFiltering(filter);
  const numbers = new Map(ids.map((id, index) => [id, index + 1]));
  const placed = new Set([0]);
  const addThread = (thread: number, level: number): void => {
    if (placed.has(thread)) return;
    placed.add(thread);
    const key = `t${thread}`;
    const open = filtering || expanded === 'all' || expanded.has(key);
    const at = rows.length;
    rows.push({ kind: 'thread', key, level, thread, open });
    addSteps(thread, level + 1, open);
    if (filtering && rows.length === at + 1) rows.length = at;
  };
  const addSteps = (thread: number, level: number, shown: boolean): void => {
    for (const row of threads[thread] ?? []) {
      if (shown && (!filtering || passes(row, filter))) rows.push({ kind: 'step', key: row.key, level, row });
      for (const id of row.subagents ?? []) {
        const started = numbers.get(id);
        if (started === undefined) continue;
        if (shown) addThread(started, level + 1);
        else hide(started);
      }
    }
  };
  // What is below a closed heading is shown nowhere else either.
  const hide = (thread: number): void => {
    if (placed.has(thread)) return;
    placed.add(thread);
    addSteps(thread, 0, false);
  };
  addSteps(0, 1, true);
  for (let thread = 1; thread < threads.length; thread++) addThread(thread, 1);
  return rows;
}

/** A row as the tree's keyboard sees it. */
export function trajectoryLine(row: TrajectoryListRow): TreeLine {
  return row.kind === 'thread'
    ? { title: '', level: row.level, open: row.open }
    : { title: row.row.title, level: row.level, open: null };
}

/** Where the next (or with -1 the previous) wanted row is, around the end; -1 when there is none. */
export function nextRow(
  rows: readonly TrajectoryListRow[],
  from: string,
  direction: 1 | -1,
  wanted: (row: TrajectoryRow) => boolean,
): number {
  const start = rows.findIndex(({ key }) => key === from);
  for (let step = 1; step <= rows.length; step++) {
    const index = (((start + step * direction) % rows.length) + rows.length) % rows.length;
    const row = rows[index];
    if (row?.kind === 'step' && wanted(row.row)) return index;
  }
  return -1;
}

/** Keys of the headings that a row stands below. */
export function headingsAbove(rows: readonly TrajectoryListRow[], index: number): string[] {
  const found: string[] = [];
  let level = rows[index]?.level ?? 0;
  for (let at = index - 1; at >= 0 && level > 1; at--) {
    const row = rows[at] as TrajectoryListRow;
    if (row.level >= level) continue;
    level = row.level;
    if (row.kind === 'thread') found.push(row.key);
  }
  return found;
}

/** Heights in CSS pixels; the style sheet gives the rows the same. */
export function trajectoryRowHeight(row: TrajectoryListRow): number {
  return row.kind === 'thread' ? 30 : 46;
}
