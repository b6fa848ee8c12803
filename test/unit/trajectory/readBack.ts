import type { Trajectory } from '../../../src/core/trajectory/atif.ts';
import { TrajectoryBuilder } from '../../../src/core/trajectory/importing/trajectoryBuilder.ts';
import { trajectoryFormats } from '../../../src/core/trajectory/importing/trajectoryFormats.ts';

/** A file's content, read in a format by its id. Only ATIF needs no importer. */
export function readBack(id: string, content: string): Trajectory {
  if (id === 'atif') return JSON.parse(content) as Trajectory;
  const format = trajectoryFormats.find((candidate) => candidate.id === id);
  if (format === undefined) throw new Error(`no format ${id}`);
  const builder = new TrajectoryBuilder();
  const reader = format.reader(builder);
  const records = format.shape === 'lines' ? content.split('\n').filter((line) => line !== '') : [content];
  records.forEach((record, index) => {
    reader.take(JSON.parse(record), { line: index + 1 });
  });
  reader.end();
  return builder.finish();
}
