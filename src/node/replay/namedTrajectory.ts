import { statSync } from 'node:fs';
import path from 'node:path';
import { recogniseRecording } from '../../core/formats/recordingFormats.ts';
import type { Trajectory } from '../../core/trajectory/atif.ts';
import { atifHead } from '../../core/trajectory/importing/atifHead.ts';
import { recogniseTrajectory } from '../../core/trajectory/importing/trajectoryFormats.ts';
import { mainFile } from '../formats/companionFiles.ts';
import { fileHead } from '../formats/fileHead.ts';
import { readForeign } from '../formats/readForeign.ts';
import { readTrajectory } from '../formats/readTrajectory.ts';
import { recordingFiles } from '../formats/recordingFiles.ts';
import { recordingTrajectory } from '../formats/recordingTrajectory.ts';
import { isSessionFolder, requireSession } from '../formats/sessionFolder.ts';
import { dataFolderOf, withShadow } from '../store/openSession.ts';
import { sessionTrajectory } from './sessionTrajectory.ts';

export interface NamedTrajectory {
  readonly trajectory: Trajectory;
  /** Git directories that hold its states. */
  readonly stores: readonly string[];
}

/**
 * What somebody names as a trajectory: a session's folder, ATIF, an agent's log, or a recording of an editor.
 * @param version of this product, for what it writes into a recording's trajectory
 * @param format the id of a log's format where it shall not be recognised
 */
export async function namedTrajectory(target: string, version: string, format?: string): Promise<NamedTrajectory> {
  if (isSessionFolder(target)) {
    const trajectory = await withShadow(target, (shadow) => sessionTrajectory(target, shadow));
    return { trajectory, stores: [path.join(dataFolderOf(target), 'shadow.git')] };
  }
  return { trajectory: await foreign(target, version, format), stores: [] };
}

async function foreign(target: string, version: string, format: string | undefined): Promise<Trajectory> {
  const [first = target] = recordingFiles(target);
  const main = mainFile(first);
  if (statSync(main, { throwIfNoEntry: false })?.isDirectory() === true) requireSession(main);
  if (format !== undefined) return (await readForeign(main, { format })).trajectory;
  const head = await fileHead(main);
  const recording = recogniseRecording(head.text);
  if (recording !== null) return recordingTrajectory(target, recording.format, version);
  if (atifHead(head) === null && recogniseTrajectory(head) !== null) return (await readForeign(main)).trajectory;
  return (await readTrajectory(main)).trajectory;
}
