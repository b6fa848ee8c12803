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
  readonly kind: TrajectorySummary['loops'][number]['kind'];
  /** How many times over. */
  readonly count: number;
  /** Key of its first step. */
  readonly first: string;
  readonly firstNumber: number;
  readonly lastNumber: number;
}

export function loopsByStep(loops: TrajectorySummary['loops']): ReadonlyMap<string, StepLoop> {
  return new Map(
    loops.flatMap(({ kind, times, steps }) => {
      const [first = ''] = steps;
      const loop = {
        kind,
        count: times,
        first,
        firstNumber: stepNumber(first),
        lastNumber: stepNumber(steps.at(-1) ?? ''),
      };
      return steps.map((key) => [key, loop] as const);
    }),
  );
}

/** What a step has to do with errors: the failures that it began and those that it ended. */
export interface StepEpisodes {
  readonly began: readonly TrajectorySummary['episodes'][number][];
  readonly ended: readonly TrajectorySummary['episodes'][number][];
}

/** By the keys of the steps that begin or end an episode. */
export function episodesByStep(episodes: TrajectorySummary['episodes']): ReadonlyMap<string, StepEpisodes> {
  const known = new Map<string, { began: (typeof episodes)[number][]; ended: (typeof episodes)[number][] }>();
  const at = (key: string) => {
    const found = known.get(key) ?? { began: [], ended: [] };
    known.set(key, found);
    return found;
  };
  for (const episode of episodes) {
    at(episode.from).began.push(episode);
    if (episode.to !== null) at(episode.to).ended.push(episode);
  }
  return known;
}

/** The number in a step's key. */
export function stepNumber(key: string): number {
  return Number(key.split('.')[1]);
}
