import { diff } from 'fast-myers-diff';

/** What became of a line of base, from 1: the line in its place in head, null for none, and whether it was changed. */
export interface MappedLine {
  readonly line: number | null;
  readonly changed: boolean;
}

/** Gives the head line of a base line; of a changed one, the line in its place. Line ends make no difference. */
export function lineMap(before: string, after: string | null): (line: number) => MappedLine {
  if (after === null) return () => ({ line: null, changed: true });
  const hunks = [...diff(before.split(/\r?\n/), after.split(/\r?\n/))];
  return (line) => {
    let shift = 0;
    for (const [from, to, into, out] of hunks) {
      if (line - 1 < from) break;
      const place = into + (line - from);
      if (line - 1 < to) return { line: place <= out ? place : null, changed: true };
      shift = out - to;
    }
    return { line: line + shift, changed: false };
  };
}
