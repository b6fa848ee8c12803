import { execFile } from 'node:child_process';
import { lstat, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Compares two folders byte for byte over the files that git would show in the first one, without any of the product's
 * own code. Returns how many were compared and which differ or are missing.
 */
export async function compareFiles(
  repository: string,
  other: string,
): Promise<{ compared: number; different: string[] }> {
  const { stdout } = await run('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: repository });
  const different: string[] = [];
  let compared = 0;
  for (const name of new Set(stdout.split('\0').filter((entry) => entry !== ''))) {
    const [here, there] = await Promise.all([bytes(path.join(repository, name)), bytes(path.join(other, name))]);
    if (here === undefined && there === undefined) continue;
    compared += 1;
    if (here === undefined || there === undefined || !here.equals(there)) different.push(name);
  }
  return { compared, different };
}

/** The tree id that git itself computes from a folder's files, with an index of its own. */
export async function treeOf(repository: string, indexFile: string): Promise<string> {
  const options = { cwd: repository, env: { ...process.env, GIT_INDEX_FILE: indexFile } };
  await run('git', ['add', '-A'], options);
  return (await run('git', ['write-tree'], options)).stdout.trim();
}

export async function countCommits(repository: string): Promise<number> {
  return Number((await run('git', ['rev-list', '--count', 'HEAD'], { cwd: repository })).stdout);
}

async function bytes(file: string): Promise<Buffer | undefined> {
  const stats = await lstat(file).catch(() => undefined);
  if (stats === undefined) return undefined;
  return stats.isSymbolicLink() ? Buffer.from(await readlink(file)) : readFile(file);
}
