import { diff } from 'fast-myers-diff';

const CONTEXT = 3;

/**
 * A unified diff of one file as git writes it, with three lines around each change; null for a file that is not there.
 * Empty when nothing changed.
 */
export function writeUnifiedDiff(
  from: { readonly path: string; readonly text: string | null },
  to: { readonly path: string; readonly text: string | null },
): string {
  const a = linesOf(from.text ?? '');
  const b = linesOf(to.text ?? '');
  const runs = [...diff(a, b)];
  if (runs.length === 0 && from.path === to.path && (from.text === null) === (to.text === null)) return '';
  const head = [
    `--- ${from.text === null ? '/dev/null' : `a/${from.path}`}\n`,
    `+++ ${to.text === null ? '/dev/null' : `b/${to.path}`}\n`,
  ];
  return [...head, ...grouped(runs).flatMap((group) => hunk(a, b, group))].join('');
}

type Run = readonly [aStart: number, aEnd: number, bStart: number, bEnd: number];

/** Changes that are near enough to share their surroundings. */
function grouped(runs: readonly Run[]): Run[][] {
  const groups: Run[][] = [];
  for (const run of runs) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && run[0] - last[1] <= 2 * CONTEXT) groups.at(-1)?.push(run);
    else groups.push([run]);
  }
  return groups;
}

function hunk(a: readonly string[], b: readonly string[], runs: readonly Run[]): string[] {
  const [first, last] = [runs[0], runs.at(-1)];
  if (first === undefined || last === undefined) return [];
  const before = Math.min(CONTEXT, first[0]);
  const after = Math.min(CONTEXT, a.length - last[1]);
  const [aFrom, aTo] = [first[0] - before, last[1] + after];
  const [bFrom, bTo] = [first[2] - before, last[3] + after];
  const lines = [`@@ -${range(aFrom, aTo)} +${range(bFrom, bTo)} @@\n`];
  let at = aFrom;
  for (const [aStart, aEnd, bStart, bEnd] of runs) {
    lines.push(...marked(' ', a.slice(at, aStart)), ...marked('-', a.slice(aStart, aEnd)));
    lines.push(...marked('+', b.slice(bStart, bEnd)));
    at = aEnd;
  }
  return [...lines, ...marked(' ', a.slice(at, aTo))];
}

function range(from: number, to: number): string {
  const count = to - from;
  return `${count === 0 ? from : from + 1}${count === 1 ? '' : `,${count}`}`;
}

function marked(mark: string, lines: readonly string[]): string[] {
  return lines.map((line) =>
    line.endsWith('\n') ? `${mark}${line}` : `${mark}${line}\n\\ No newline at end of file\n`,
  );
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}
