import type { TrajectoryRow } from '../../core/trajectory/viewing/trajectoryRow.ts';
import type { TrajectorySummary } from '../../core/trajectory/viewing/viewMessages.ts';

/** What the rows so far amount to. */
export interface TrajectoryFacts {
  readonly steps: number;
  readonly calls: number;
  readonly errors: number;
  readonly sources: readonly TrajectoryRow['source'][];
  /** With how many steps call them, the most used first. */
  readonly tools: readonly (readonly [name: string, steps: number])[];
  /** The earliest time, in ms since 1970. */
  readonly began: number | undefined;
}

const SOURCES = ['user', 'agent', 'system'] as const;

export function trajectoryFacts(threads: readonly (readonly TrajectoryRow[])[]): TrajectoryFacts {
  const rows = threads.flat();
  const tools = new Map<string, number>();
  const sources = new Set<string>();
  let began = Number.POSITIVE_INFINITY;
  let calls = 0;
  let errors = 0;
  for (const row of rows) {
    for (const tool of row.tools) tools.set(tool, (tools.get(tool) ?? 0) + 1);
    sources.add(row.source);
    calls += row.calls;
    if (row.error) errors++;
    const time = row.time === undefined ? Number.NaN : Date.parse(row.time);
    if (time < began) began = time;
  }
  return {
    steps: rows.length,
    calls,
    errors,
    sources: SOURCES.filter((source) => sources.has(source)),
    tools: [...tools].sort(([one, many], [other, more]) => more - many || one.localeCompare(other)),
    began: Number.isFinite(began) ? began : undefined,
  };
}

/** A loop as one of its steps tells of it. */
export interface StepLoop {
  readonly kind: 'repeat' | 'alternate';
  readonly count: number;
  /** Key of its first step. */
  readonly first: string;
  readonly firstNumber: number;
  readonly lastNumber: number;
}

export function loopsByStep(loops: TrajectorySummary['loops']): ReadonlyMap<string, StepLoop> {
  return new Map(
    loops.flatMap(({ kind, steps }) => {
      const [first = ''] = steps;
      const number = (key: string) => Number(key.split('.')[1]);
      const loop = {
        kind,
        count: steps.length,
        first,
        firstNumber: number(first),
        lastNumber: number(steps.at(-1) ?? ''),
      };
      return steps.map((key) => [key, loop] as const);
    }),
  );
}
