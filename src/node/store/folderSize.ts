import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

/** Bytes of all files below a folder; 0 where there is none. What goes away meanwhile does not count. */
export async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  let sum = 0;
  for (const entry of entries) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) sum += await folderSize(name);
    else sum += (await lstat(name).catch(() => undefined))?.size ?? 0;
  }
  return sum;
}
