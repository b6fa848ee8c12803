import { diff } from 'fast-myers-diff';

/** Lines of one file that the change put in the place of others. Line numbers count from 1. */
export interface Hunk {
  readonly path: string;
  /** Where it was at base; another path for a file that was moved. */
  readonly from: string;
  readonly oldLine: number;
  readonly newLine: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** The differing runs of lines of two texts; line ends make no difference. */
export function hunksOf(path: string, from: string, before: string, after: string): Hunk[] {
  const [old, now] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  return [...diff(old, now)].map(([start, end, into, out]) => ({
    path,
    from,
    oldLine: start + 1,
    newLine: into + 1,
    removed: old.slice(start, end),
    added: now.slice(into, out),
  }));
}

/** How many lines a change takes away and puts in. */
export function sizeOf(hunks: readonly Hunk[]): number {
  return hunks.reduce((sum, { removed, added }) => sum + removed.length + added.length, 0);
}
