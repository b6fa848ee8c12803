import type { ToolWorld } from './callOutcome.ts';

/** How many files a search looks through at most: beyond, its outcome is not told. */
const MOST = 50_000;

/**
 * All files under a folder, relative to it, sorted by path in code units; git's own folder is left out. Null: there is
 * no such folder, the world cannot list, or there are too many.
 */
export function filesUnder(world: ToolWorld, folder: string): string[] | null {
  if (world.list === undefined) return null;
  const found: string[] = [];
  const waiting = [''];
  for (let inner = waiting.pop(); inner !== undefined; inner = waiting.pop()) {
    const entries = world.list([folder, inner].filter((part) => part !== '').join('/'));
    if (entries === null) {
      if (inner === '') return null;
      continue;
    }
    for (const { name, kind } of entries) {
      if (name === '.git') continue;
      const path = inner === '' ? name : `${inner}/${name}`;
      if (kind === 'folder') waiting.push(path);
      else if (kind === 'file') found.push(path);
    }
    if (found.length > MOST) return null;
  }
  return found.sort((a, b) => (a < b ? -1 : 1));
}
