import { statSync } from 'node:fs';
import path from 'node:path';
import type { Trajectory } from '../core/trajectory/atif.ts';
import type { PathRule } from '../core/trajectory/pathInside.ts';
import { readTrajectory } from '../node/formats/readTrajectory.ts';
import { requireSession } from '../node/formats/sessionFolder.ts';
import { sessionTrajectory } from '../node/replay/sessionTrajectory.ts';
import { dataFolderOf, withShadow } from '../node/store/openSession.ts';
import { usageError } from './arguments.ts';

export interface NamedTrajectory {
  readonly trajectory: Trajectory;
  /** Git directories that hold its states. */
  readonly stores: readonly string[];
}

/** An ATIF file, or a session's folder told as a trajectory. */
export async function trajectoryOf(target: string): Promise<NamedTrajectory> {
  if (statSync(target, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return { trajectory: (await readTrajectory(target)).trajectory, stores: [] };
  }
  requireSession(target);
  const trajectory = await withShadow(target, (shadow) => sessionTrajectory(target, shadow));
  return { trajectory, stores: [path.join(dataFolderOf(target), 'shadow.git')] };
}

/** FROM=TO: where an absolute path of a trajectory lies in the repository. */
export function pathRule(typed: string): PathRule {
  const at = typed.indexOf('=');
  if (at <= 0) throw usageError(`--map is ${typed}`, 'it takes FROM=TO, for example /workspace=.');
  return { from: typed.slice(0, at), to: typed.slice(at + 1) };
}
