import type { ImportGround, Trajectory } from '../../../../src/core/trajectory/atif.ts';
import type { FileHead } from '../../../../src/core/trajectory/importing/format.ts';
import { type ImportWarning, TrajectoryBuilder } from '../../../../src/core/trajectory/importing/trajectoryBuilder.ts';
import { trajectoryFormats } from '../../../../src/core/trajectory/importing/trajectoryFormats.ts';

export interface Read {
  readonly trajectory: Trajectory;
  readonly warnings: readonly ImportWarning[];
  readonly unknown: number;
}

/** Reads records, or one document, in a format by its id. */
export function read(id: string, records: readonly unknown[]): Read {
  const format = trajectoryFormats.find((candidate) => candidate.id === id);
  if (format === undefined) throw new Error(`no format ${id}`);
  const builder = new TrajectoryBuilder();
  const reader = format.reader(builder);
  records.forEach((record, index) => {
    reader.take(record, { line: index + 1 });
  });
  reader.end();
  const trajectory = builder.finish();
  return { trajectory, warnings: builder.warnings, unknown: builder.unknownRecords };
}

export function headOf(text: string, name = 'log.jsonl'): FileHead {
  return { name, path: `/home/somebody/${name}`, bytes: Buffer.from(text), text, whole: true };
}

/** A trajectory as short lines: source, message, calls with their results. */
export function outline({ steps }: Trajectory): string[] {
  return steps.map((step) => {
    const said = typeof step.message === 'string' ? step.message : JSON.stringify(step.message);
    const results = new Map((step.observation?.results ?? []).map((result) => [result.source_call_id, result.content]));
    const calls = (step.tool_calls ?? []).map(
      ({ tool_call_id: id, function_name: name }) => ` ${name}=${JSON.stringify(results.get(id) ?? null)}`,
    );
    return `${step.source}: ${said}${calls.join('')}`;
  });
}

export function codes({ warnings }: Read): string[] {
  return warnings.map(({ code }) => code);
}

/** What the importer says of the whole. */
export function groundOf({ extra }: Trajectory): Partial<ImportGround> {
  return extra?.tracewright ?? {};
}
