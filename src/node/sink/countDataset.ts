import { TracewrightError } from '../../core/errors.ts';
import { countSample, noSamples, type SampleCounts } from '../../core/sample/manifest.ts';
import { SAMPLE_VERSION, type Sample, sampleSchema } from '../../core/sample/sample.ts';
import type { DatasetRow } from './datasetRow.ts';
import { readRows } from './readRows.ts';

/**
 * Counts a dataset's rows again, from the rows themselves: what its manifest must say.
 * @throws TracewrightError `newer-sample` or `not-a-sample` with file and line, and what readRows throws.
 */
export async function countDataset(target: string): Promise<SampleCounts> {
  const counts = noSamples();
  for await (const row of readRows(target)) countSample(counts, sampleOf(row));
  return counts;
}

/** @throws TracewrightError `newer-sample` or `not-a-sample` with file and line. */
export function sampleOf({ file, line, value }: DatasetRow): Sample {
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version > SAMPLE_VERSION) {
    throw new TracewrightError('newer-sample', `this sample has version ${version}, only ${SAMPLE_VERSION} is known`, {
      place: { file, line },
      remedy: 'update Tracewright',
    });
  }
  const parsed = sampleSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') || 'the row';
  throw new TracewrightError('not-a-sample', `this is no sample: ${where} is not what it should be`, {
    place: { file, line },
    remedy: 'tracewright lint lists everything that is wrong',
  });
}
