import { writeFile } from 'node:fs/promises';
import { ATIF_VERSION, type Trajectory } from '../../core/trajectory/atif.ts';
import { fileTrouble } from '../../node/formats/fileTrouble.ts';
import { readTrajectory } from '../../node/formats/readTrajectory.ts';
import { oneOf, pathOf, positional, text } from '../arguments.ts';
import type { Command } from '../command.ts';

/** Brings a trajectory file into the version of ATIF that Tracewright writes. */
export const importFile: Command = {
  usage: 'FILE [--format atif] [--out X]',
  example: 'tracewright import old.json --out trajectory.json',
  mostArguments: 1,
  options: { format: { type: 'string' }, out: { type: 'string' } },
  async run(invocation) {
    const file = pathOf(invocation, positional(invocation, 0, 'FILE'));
    const format = oneOf(text(invocation, 'format') ?? 'atif', ['atif'], '--format');
    const { trajectory, validation } = await readTrajectory(file);
    const typed = text(invocation, 'out');
    const out = typed === undefined ? null : pathOf(invocation, typed);
    if (out !== null) await write(out, { ...trajectory, schema_version: ATIF_VERSION });
    const toolCalls = trajectory.steps.reduce((sum, step) => sum + (step.tool_calls?.length ?? 0), 0);
    const warnings = validation.warnings.map(({ path, code, message }) => ({
      line: null,
      code,
      message: `${path}: ${message}`,
    }));
    return {
      json: {
        format,
        formatVersion: trajectory.schema_version,
        kind: 'trajectory',
        out,
        steps: trajectory.steps.length,
        toolCalls,
        events: 0,
        unknownRecords: 0,
        warnings,
      },
      text: [
        `${trajectory.schema_version}: ${trajectory.steps.length} steps, ${toolCalls} tool calls${out === null ? '' : `, written to ${out}`}`,
        ...warnings.map(({ code, message }) => `warning  ${code}  ${message}`),
      ].join('\n'),
    };
  },
};

async function write(out: string, trajectory: Trajectory): Promise<void> {
  try {
    await writeFile(out, `${JSON.stringify(trajectory, null, 2)}\n`, { flag: 'wx' });
  } catch (cause) {
    throw fileTrouble(cause, out) ?? cause;
  }
}
