import { TracewrightError } from '../../core/errors.ts';
import { type Trajectory, trajectorySchema } from '../../core/trajectory/atif.ts';
import { type Validation, validateTrajectory } from '../../core/trajectory/validate.ts';
import { readJsonFile } from './readJsonFile.ts';

export interface ReadTrajectory {
  readonly trajectory: Trajectory;
  readonly validation: Validation;
}

/** Reads an ATIF file leniently. Throws `not-atif` with the first thing that is wrong, and what reading JSON throws. */
export async function readTrajectory(file: string): Promise<ReadTrajectory> {
  const document = await readJsonFile(file);
  const validation = validateTrajectory(document);
  const parsed = trajectorySchema.safeParse(document);
  if (validation.valid && parsed.success) return { trajectory: parsed.data, validation };
  const first = validation.errors[0];
  const what = first === undefined ? 'its shape is not the format’s' : `${first.path || 'document'}: ${first.message}`;
  throw new TracewrightError('not-atif', `this is no ATIF trajectory: ${what}`, {
    place: { file },
    remedy: 'tracewright validate lists everything that is wrong with it',
  });
}
