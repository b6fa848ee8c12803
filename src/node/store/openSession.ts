import { existsSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { ShadowGit } from '../git/shadowGit.ts';
import { type LoadedSession, loadSession } from './loadSession.ts';

/** The `.tracewright` folder that a session's folder stands in. */
export function dataFolderOf(sessionFolder: string): string {
  return path.dirname(path.dirname(path.resolve(sessionFolder)));
}

/** Opens the shadow git directory beside a session for as long as `use` runs. Throws `shadow-missing`. */
export async function withShadow<Result>(
  sessionFolder: string,
  use: (shadow: ShadowGit) => Promise<Result>,
): Promise<Result> {
  const dataFolder = dataFolderOf(sessionFolder);
  if (!existsSync(path.join(dataFolder, 'shadow.git', 'objects'))) {
    throw new TracewrightError('shadow-missing', "the session's base state, the folder shadow.git, is not beside it", {
      place: { file: path.join(dataFolder, 'shadow.git') },
      remedy: 'keep the whole .tracewright folder together, sessions and shadow.git',
    });
  }
  const shadow = new ShadowGit(dataFolder, path.basename(path.resolve(sessionFolder)));
  try {
    return await use(shadow);
  } finally {
    shadow.dispose();
  }
}

/** Reads a session's folder with all that folding it needs. Errors as `loadSession` and {@link withShadow}. */
export function openSession(sessionFolder: string): Promise<LoadedSession> {
  return withShadow(sessionFolder, (shadow) => loadSession(sessionFolder, shadow));
}
