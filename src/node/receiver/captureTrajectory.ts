import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import path from 'node:path';
import { otlpLines } from '../../core/trajectory/importing/otlpSpans.ts';
import { TrajectoryBuilder } from '../../core/trajectory/importing/trajectoryBuilder.ts';
import { AtifWriter } from '../formats/atifWriter.ts';
import { jsonLines } from '../formats/jsonLines.ts';
import { withoutKnownSpans } from './spanBatches.ts';

export interface CapturedTrajectory {
  readonly file: string;
  readonly steps: number;
  readonly toolCalls: number;
}

/**
 * Makes one trajectory of the captures of one conversation and puts it in the place of an earlier one of that name.
 * Null, and nothing is written, when no span of them follows the GenAI conventions. Torn lines are left out.
 */
export async function captureTrajectory(captures: readonly string[], out: string): Promise<CapturedTrajectory | null> {
  const part = `${out}.${randomBytes(4).toString('hex')}.part`;
  const writer = new AtifWriter(part);
  try {
    const builder = new TrajectoryBuilder({ onStep: (step) => writer.step(step) });
    const [first = ''] = captures;
    builder.ground({ source: { format: otlpLines.id, formatVersion: null, file: path.basename(first) } });
    const reader = otlpLines.reader(builder);
    const seen = new Set<string>();
    for (const file of captures) {
      const beside = file === first ? {} : { file: path.basename(file) };
      for await (const lines of jsonLines(file)) {
        for (const { line, value, broken } of lines) {
          if (broken !== undefined)
            builder.warn('torn-line', 'this line was not written to its end', { line, ...beside });
          else reader.take(withoutKnownSpans(value, seen), { line, ...beside });
        }
      }
    }
    reader.end();
    const trajectory = builder.finish();
    const steps = Number(trajectory.final_metrics?.total_steps ?? 0);
    if (steps === 0) {
      writer.abandon();
      return null;
    }
    writer.finish(trajectory);
    renameSync(part, out);
    return { file: out, steps, toolCalls: builder.toolCalls };
  } catch (error) {
    writer.abandon();
    throw error;
  }
}
