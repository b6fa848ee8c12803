import type { PathRule } from '../core/trajectory/pathInside.ts';
import { type NamedTrajectory, namedTrajectory } from '../node/replay/namedTrajectory.ts';
import { usageError } from './arguments.ts';
import { productVersion } from './version.ts';

/** What somebody names as a trajectory on the command line; `format` where it shall not be recognised. */
export function trajectoryOf(target: string, format?: string): Promise<NamedTrajectory> {
  return namedTrajectory(target, productVersion(), format);
}

/** FROM=TO: where an absolute path of a trajectory lies in the repository. */
export function pathRule(typed: string): PathRule {
  const at = typed.indexOf('=');
  if (at <= 0) throw usageError(`--map is ${typed}`, 'it takes FROM=TO, for example /workspace=.');
  return { from: typed.slice(0, at), to: typed.slice(at + 1) };
}
