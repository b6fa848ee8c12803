import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** The files that somebody means: a folder of chunks stands for `chunk_*.json` in it, in their order; else the file. */
export function recordingFiles(named: string): string[] {
  if (statSync(named, { throwIfNoEntry: false })?.isDirectory() !== true) return [named];
  const chunks = readdirSync(named).filter((name) => /^chunk_\d+\.json$/.test(name));
  const inOrder = chunks.sort((a, b) => numberOf(a) - numberOf(b));
  return inOrder.length === 0 ? [named] : inOrder.map((name) => path.join(named, name));
}

function numberOf(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 0);
}
