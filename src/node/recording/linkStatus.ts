import { lstatSync, type Stats } from 'node:fs';

/** What stands at a path, a link itself included; undefined for nothing, also where a file is in a folder's place. */
export function linkStatus(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
