import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { removeObjects } from './forgetObjects.ts';
import { withShadow } from './openSession.ts';
import { listSessions } from './sessionList.ts';
import { lockHolder } from './writerLock.ts';

/**
 * Removes from the shadow git directory what no session needs any more, after sessions were deleted. False: a session is
 * being recorded, so that nothing was done.
 */
export async function freeSpace(dataFolder: string): Promise<boolean> {
  const sessions = listSessions(dataFolder);
  if (sessions.some(({ folder }) => lockHolder(folder) !== null)) return false;
  const [first] = sessions;
  if (first === undefined) {
    rmSync(path.join(dataFolder, 'shadow.git'), { recursive: true, force: true });
    return true;
  }
  if (!existsSync(path.join(dataFolder, 'shadow.git'))) return true;
  await withShadow(first.folder, (shadow) => removeObjects(shadow, path.join(dataFolder, 'sessions'), first.id));
  return true;
}
