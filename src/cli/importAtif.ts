import { writeFile } from 'node:fs/promises';
import { ATIF_VERSION, type Trajectory } from '../core/trajectory/atif.ts';
import { fileTrouble } from '../node/formats/fileTrouble.ts';
import { readTrajectory } from '../node/formats/readTrajectory.ts';
import { usageError } from './arguments.ts';
import type { ImportAnswer, ImportOrder } from './importFormat.ts';

/** An ATIF file of any version, in the version that Tracewright writes. Nothing is written without `--out`. */
export async function importAtif({ files, out }: ImportOrder): Promise<ImportAnswer> {
  const [file = '', surplus] = files;
  if (surplus !== undefined)
    throw usageError(`the argument ${surplus} is one too many`, 'an ATIF trajectory is one file');
  const { trajectory, validation } = await readTrajectory(file);
  if (out !== null) await write(out, { ...trajectory, schema_version: ATIF_VERSION });
  return {
    formatVersion: trajectory.schema_version,
    kind: 'trajectory',
    out,
    steps: trajectory.steps.length,
    toolCalls: trajectory.steps.reduce((sum, step) => sum + (step.tool_calls?.length ?? 0), 0),
    events: 0,
    unknownRecords: 0,
    warnings: validation.warnings.map(({ path, code, message }) => ({
      line: null,
      code,
      message: `${path}: ${message}`,
    })),
  };
}

async function write(out: string, trajectory: Trajectory): Promise<void> {
  try {
    await writeFile(out, `${JSON.stringify(trajectory, null, 2)}\n`, { flag: 'wx' });
  } catch (cause) {
    throw fileTrouble(cause, out) ?? cause;
  }
}
