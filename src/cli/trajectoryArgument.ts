import { statSync } from 'node:fs';
import path from 'node:path';
import { recogniseRecording } from '../core/formats/recordingFormats.ts';
import type { Trajectory } from '../core/trajectory/atif.ts';
import { atifHead } from '../core/trajectory/importing/atifHead.ts';
import { recogniseTrajectory } from '../core/trajectory/importing/trajectoryFormats.ts';
import type { PathRule } from '../core/trajectory/pathInside.ts';
import { mainFile } from '../node/formats/companionFiles.ts';
import { fileHead } from '../node/formats/fileHead.ts';
import { readForeign } from '../node/formats/readForeign.ts';
import { readTrajectory } from '../node/formats/readTrajectory.ts';
import { recordingFiles } from '../node/formats/recordingFiles.ts';
import { recordingTrajectory } from '../node/formats/recordingTrajectory.ts';
import { isSessionFolder, requireSession } from '../node/formats/sessionFolder.ts';
import { sessionTrajectory } from '../node/replay/sessionTrajectory.ts';
import { dataFolderOf, withShadow } from '../node/store/openSession.ts';
import { usageError } from './arguments.ts';
import { productVersion } from './version.ts';

export interface NamedTrajectory {
  readonly trajectory: Trajectory;
  /** Git directories that hold its states. */
  readonly stores: readonly string[];
}

/**
 * What somebody names as a trajectory: a session's folder, ATIF, an agent's log, or a recording of an editor.
 * `format` is the id of a log's format where it shall not be recognised.
 */
export async function trajectoryOf(target: string, format?: string): Promise<NamedTrajectory> {
  if (isSessionFolder(target)) {
    const trajectory = await withShadow(target, (shadow) => sessionTrajectory(target, shadow));
    return { trajectory, stores: [path.join(dataFolderOf(target), 'shadow.git')] };
  }
  return { trajectory: await foreign(target, format), stores: [] };
}

async function foreign(target: string, format: string | undefined): Promise<Trajectory> {
  const [first = target] = recordingFiles(target);
  const main = mainFile(first);
  if (statSync(main, { throwIfNoEntry: false })?.isDirectory() === true) requireSession(main);
  if (format !== undefined) return (await readForeign(main, { format })).trajectory;
  const head = await fileHead(main);
  const recording = recogniseRecording(head.text);
  if (recording !== null) return recordingTrajectory(target, recording.format, productVersion());
  if (atifHead(head) === null && recogniseTrajectory(head) !== null) return (await readForeign(main)).trajectory;
  return (await readTrajectory(main)).trajectory;
}

/** FROM=TO: where an absolute path of a trajectory lies in the repository. */
export function pathRule(typed: string): PathRule {
  const at = typed.indexOf('=');
  if (at <= 0) throw usageError(`--map is ${typed}`, 'it takes FROM=TO, for example /workspace=.');
  return { from: typed.slice(0, at), to: typed.slice(at + 1) };
}
