import { lstatSync, opendirSync } from 'node:fs';
import path from 'node:path';

/**
 * What lies in a folder, links not followed; bytes as they take up the disk. Stops counting behind `most` files.
 */
export function folderSize(folder: string, most: number): { readonly bytes: number; readonly files: number } {
  let [bytes, files] = [0, 0];
  const open = [folder];
  for (let at = open.pop(); at !== undefined && files <= most; at = open.pop()) {
    try {
      const directory = opendirSync(at);
      try {
        for (let entry = directory.readSync(); entry !== null && files <= most; entry = directory.readSync()) {
          files++;
          const place = path.join(at, entry.name);
          if (entry.isDirectory()) open.push(place);
          else bytes += (lstatSync(place, { throwIfNoEntry: false })?.blocks ?? 0) * 512;
        }
      } finally {
        directory.closeSync();
      }
    } catch {
      // It went meanwhile, or may not be read.
    }
  }
  return { bytes, files };
}
