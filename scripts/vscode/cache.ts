import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../../src/core/ports.ts';

/** A thing that is made once per machine and kept between runs. */
export interface CacheEntry {
  /** Folder name under the cache root; has the version in it, so that a new version is a new folder. */
  readonly name: string;
  /** Paths relative to the folder that must exist; where one is missing the entry is made again. */
  readonly needs: readonly string[];
  /** Fills an empty folder. */
  readonly build: (directory: string) => Promise<void>;
}

/** A lock whose holder has not touched it for this long (ms) is taken over. */
const staleAfter = 15_000;

/** The per-user cache folder; `TRACEWRIGHT_CACHE` moves it. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  if (env.TRACEWRIGHT_CACHE) return path.resolve(env.TRACEWRIGHT_CACHE);
  const home = os.homedir();
  if (platform === 'win32') {
    return path.join(env.LOCALAPPDATA || path.join(home, 'AppData', 'Local'), 'tracewright', 'Cache');
  }
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'tracewright');
  return path.join(env.XDG_CACHE_HOME || path.join(home, '.cache'), 'tracewright');
}

/**
 * The folder of an entry, made first where it is missing or incomplete. It is built beside its place and renamed when
 * whole, so an interrupted build is never taken for a finished one. A lock keeps a second process waiting instead of
 * building the same; losing that race is harmless, because the first rename wins.
 */
export async function cached(entry: CacheEntry, progress: Progress, root: string = cacheRoot()): Promise<string> {
  const directory = path.join(root, entry.name);
  if (await isWhole(directory, entry)) return directory;
  await mkdir(root, { recursive: true });
  const unlock = await lock(`${directory}.lock`, progress);
  try {
    if (await isWhole(directory, entry)) return directory;
    await removeLeftovers(root, entry.name);
    const staging = path.join(root, `${entry.name}.part-${randomBytes(4).toString('hex')}`);
    await mkdir(staging);
    await entry.build(staging);
    if (!(await isWhole(staging, entry))) {
      throw new Error(`${entry.name} came out incomplete: one of ${entry.needs.join(', ')} is missing`);
    }
    await rm(directory, { recursive: true, force: true });
    await renameWithRetry(staging, directory);
    return directory;
  } catch (error) {
    await removeLeftovers(root, entry.name);
    throw error;
  } finally {
    await unlock();
  }
}

async function isWhole(directory: string, entry: CacheEntry): Promise<boolean> {
  const found = await Promise.all([directory, ...entry.needs.map((need) => path.join(directory, need))].map(exists));
  return found.every(Boolean);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function removeLeftovers(root: string, name: string): Promise<void> {
  for (const sibling of await readdir(root)) {
    if (sibling.startsWith(`${name}.part-`)) await rm(path.join(root, sibling), { recursive: true, force: true });
  }
}

/** Virus scanners on Windows keep fresh files open for a moment. */
async function renameWithRetry(from: string, to: string, attempts = 20): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (attempt >= attempts || !['EPERM', 'EBUSY', 'EACCES'].includes(codeOf(error))) throw error;
      await sleep(250);
    }
  }
}

async function lock(file: string, progress: Progress): Promise<() => Promise<void>> {
  const token = `${process.pid} ${randomBytes(8).toString('hex')}`;
  for (;;) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(token);
      await handle.close();
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      if (await isAbandoned(file)) await rm(file, { force: true });
      else {
        progress.report({ message: `waiting for another process that is preparing ${path.basename(file, '.lock')}` });
        await sleep(300);
      }
    }
  }
  const heartbeat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), 2_000);
  heartbeat.unref();
  return async () => {
    clearInterval(heartbeat);
    if ((await readFile(file, 'utf8').catch(() => '')) === token) await rm(file, { force: true });
  };
}

/** The holder stopped touching the lock. A dead process id alone would not do: other containers share the folder. */
async function isAbandoned(file: string): Promise<boolean> {
  const state = await stat(file).catch(() => undefined);
  return state !== undefined && Date.now() - state.mtimeMs > staleAfter;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
