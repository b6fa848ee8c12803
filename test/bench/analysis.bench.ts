import { analyzeTrajectory } from '../../src/core/trajectory/analysis/analyzeTrajectory.ts';
import type { Step, Trajectory } from '../../src/core/trajectory/atif.ts';
import { compareObservations } from '../../src/core/trajectory/observing/compareObservations.ts';
import { type BenchRow, bestTime } from './benchRow.ts';

const STEPS = 10_000;
const MEGABYTE = 1024 * 1024;

/** What the viewer waits for after the last row, and what a verdict on a large observation costs. */
export async function bench(): Promise<BenchRow[]> {
  const varied = made((number) => `${number}: ${output}`);
  const alike = made((number) => `${output} took ${number} ms`);
  const [one, other] = [large('12:00:01'), large('13:10:59')];
  return [
    rowOf(
      '10,000 steps analysed, results of 2 kB that differ',
      bestTime(3, () => analyzeTrajectory(varied)),
      2_000,
    ),
    rowOf(
      '10,000 steps analysed, all alike but for noise',
      bestTime(1, () => analyzeTrajectory(alike)),
      5_000,
    ),
    rowOf(
      'two observations of 1 MB compared',
      bestTime(3, () => compareObservations(one, other)),
      2_000,
    ),
  ];
}

function rowOf(name: string, value: number, most: number): BenchRow {
  return { name, value, unit: 'ms', target: `< ${most}`, ok: value < most };
}

const output = 'A line of what a command has put out, as long as such lines are.\n'.repeat(30);
const tools = ['read_file', 'bash', 'str_replace', 'grep'] as const;

function made(seen: (number: number) => string): Trajectory {
  return {
    schema_version: 'ATIF-v1.7',
    agent: { name: 'bench', version: '1' },
    steps: Array.from({ length: STEPS }, (_, index) => step(index, seen(index))),
  };
}

function step(index: number, content: string): Step {
  const name = tools[index % tools.length] ?? 'bash';
  const path = `src/folder${index % 97}/file${index % 1013}.ts`;
  const given = {
    read_file: { path },
    bash: { command: `npm test -- ${path}` },
    str_replace: { path, old_str: `value ${index}`, new_str: `value ${index + 1}` },
    grep: { pattern: `name${index}`, path: 'src' },
  }[name];
  return {
    step_id: index + 1,
    source: 'agent',
    message: `Next I look at ${path}, since what was found in step ${index} says so. `.repeat(4),
    tool_calls: [{ tool_call_id: `c${index}`, function_name: name, arguments: given }],
    observation: { results: [{ source_call_id: `c${index}`, content }] },
  };
}

function large(clock: string): string {
  const line = `2026-01-02 ${clock} INFO src/app.ts:12 handled a request of /api/orders in 12ms, all is well\n`;
  return line.repeat(Math.ceil(MEGABYTE / line.length));
}
