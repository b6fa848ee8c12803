import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { RecordingFormat } from '../../core/formats/recordingFormat.ts';
import type { Trajectory } from '../../core/trajectory/atif.ts';
import { sessionTrajectory } from '../replay/sessionTrajectory.ts';
import { withShadow } from '../store/openSession.ts';
import { importRecording } from './importRecording.ts';
import { recordingFiles } from './recordingFiles.ts';

/**
 * Somebody's recording of an editor as a trajectory: it becomes a session in a folder that is gone afterwards, and that
 * is told as any session is. Throws what importing it throws. `version` is this product's.
 */
export async function recordingTrajectory(file: string, format: RecordingFormat, version: string): Promise<Trajectory> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tracewright-recording-'));
  try {
    const progress = { report: () => undefined };
    const files = recordingFiles(file);
    const made = await importRecording({
      files,
      format,
      dataFolder: path.join(folder, '.tracewright'),
      version,
      progress,
    });
    return await withShadow(made.folder, (shadow) => sessionTrajectory(made.folder, shadow));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
