import { type Stats, statSync } from 'node:fs';

/** What a path leads to, links followed; undefined for nothing, also where a file is in a folder's place. */
export function fileStatus(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
