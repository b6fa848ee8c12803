import { AtifWriter } from '../node/formats/atifWriter.ts';
import { readForeign } from '../node/formats/readForeign.ts';
import { usageError } from './arguments.ts';
import type { ImportAnswer, ImportOrder } from './importFormat.ts';

/** An agent's log as ATIF: written step by step while it is read; without `--out` it is only read and counted. */
export async function importTrajectory(format: string, { files, out }: ImportOrder): Promise<ImportAnswer> {
  const [file = ''] = files;
  if (files.length > 1) throw usageError(`there are ${files.length} files`, 'name one trajectory at a time');
  const writer = out === null ? undefined : new AtifWriter(out);
  try {
    const read = await readForeign(file, { format, onStep: (step) => writer?.step(step) });
    writer?.finish(read.trajectory);
    return {
      formatVersion: read.formatVersion ?? 'unknown',
      kind: 'trajectory',
      out,
      steps: read.steps,
      toolCalls: read.toolCalls,
      events: 0,
      unknownRecords: read.unknownRecords,
      warnings: read.warnings,
    };
  } catch (error) {
    writer?.abandon();
    throw error;
  }
}
