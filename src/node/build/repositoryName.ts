import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { gitText } from '../git/gitProcess.ts';

/**
 * What a repository is called: `owner/name` by where it was cloned from, else the name of its folder. No host, no
 * credentials, no folder of the machine.
 */
export async function repositoryName(folder: string): Promise<string> {
  const url = await originOf(folder);
  const named = /([^/:@]+\/[^/:@]+?)(?:\.git)?\/?$/.exec(url)?.[1];
  return named !== undefined && /^[a-z][a-z+.-]*:\/\/|^[^/]+@[^/]+:/i.test(url) && !url.startsWith('file:')
    ? named
    : path.basename(path.resolve(folder));
}

async function originOf(folder: string): Promise<string> {
  try {
    return (await gitText(['config', '--get', 'remote.origin.url'], { cwd: folder, answers: [0, 1] })).trim();
  } catch (error) {
    if (error instanceof TracewrightError) return '';
    throw error;
  }
}
