import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A folder that is this process's alone until it is given back. */
export interface PooledFolder {
  readonly folder: string;
  /** It has been used before, for the same key: what lies in it has to be brought into order. */
  readonly used: boolean;
  /** Lets somebody else have it. `keep`: as it is; else it is removed. */
  giveBack(keep: boolean): void;
}

/** Folders that lie idle at most; more are removed, the oldest first. */
const IDLE = 8;

/** Idle folders that nobody wanted for so long are removed. Milliseconds. */
const LONGEST_IDLE_MS = 24 * 60 * 60 * 1000;

/**
 * Takes an idle folder of the pool, or makes one. Any number of processes may do that at once: a folder is taken by
 * giving it another name, which only one can do. Its name then tells who has it, so that the folder of a process which
 * died is found and removed. Where no safe place for a pool can be had, the folder is temporary.
 * @param key folders are only used again for the same key
 */
export function takeFolder(key: string): PooledFolder {
  const pool = poolFolder();
  if (pool === null) return temporary();
  sweep(pool);
  const short = createHash('sha256').update(key).digest('hex').slice(0, 12);
  for (const idle of names(pool).filter((name) => name.startsWith(`idle-${short}-`))) {
    const taken = path.join(pool, busyName(short));
    if (renamed(path.join(pool, idle), taken)) return pooled(pool, taken, short, true);
  }
  const folder = path.join(pool, busyName(short));
  mkdirSync(folder, { mode: 0o700 });
  return pooled(pool, folder, short, false);
}

/** Where the pool's folders are: in the system's temporary folder, for this user alone. Null: no safe place there. */
export function poolFolder(): string | null {
  const folder = path.join(os.tmpdir(), `tracewright-pool-${userMark()}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stat = lstatSync(folder);
    const mine = process.getuid === undefined || (stat.uid === process.getuid() && (stat.mode & 0o077) === 0);
    return stat.isDirectory() && mine ? folder : null;
  } catch {
    return null;
  }
}

function pooled(pool: string, folder: string, short: string, used: boolean): PooledFolder {
  return {
    folder,
    used,
    giveBack: (keep) => {
      const idle = path.join(pool, `idle-${short}-${randomBytes(6).toString('hex')}`);
      if (keep) touch(folder);
      if (!keep || !renamed(folder, idle)) remove(folder);
    },
  };
}

function temporary(): PooledFolder {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-copy-'));
  return { folder, used: false, giveBack: () => remove(folder) };
}

/** Removes what dead processes of this machine left, and idle folders that are too many or too old. */
function sweep(pool: string): void {
  const all = names(pool);
  for (const name of all) {
    const busy = /^busy-([0-9a-f]+)-(\d+)-/.exec(name);
    if (busy !== null && busy[1] === machineMark() && !isAlive(Number(busy[2]))) discard(pool, name);
    if (name.startsWith('gone-')) remove(path.join(pool, name));
  }
  const idle = all
    .filter((name) => name.startsWith('idle-'))
    .map((name) => ({ name, at: statSync(path.join(pool, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at);
  const old = Date.now() - LONGEST_IDLE_MS;
  for (const [index, { name, at }] of idle.entries()) if (index >= IDLE || at < old) discard(pool, name);
}

/** First under another name, so that nobody takes it half removed. */
function discard(pool: string, name: string): void {
  const gone = path.join(pool, `gone-${randomBytes(6).toString('hex')}`);
  if (renamed(path.join(pool, name), gone)) remove(gone);
}

/** What cannot be removed now is tried again by {@link sweep}, when this process is gone. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    try {
      openFolders(folder);
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // Somebody else removes it just now, or a program holds it open.
    }
  }
}

/** A command may have taken the right to change a folder away. */
function openFolders(folder: string): void {
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) openFolders(path.join(folder, entry.name));
  }
}

function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}

function touch(folder: string): void {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // Its age then counts from before; nothing else depends on it.
  }
}

function names(pool: string): string[] {
  try {
    return readdirSync(pool);
  } catch {
    return [];
  }
}

function busyName(short: string): string {
  return `busy-${machineMark()}-${process.pid}-${short}-${randomBytes(6).toString('hex')}`;
}

/** Process ids only mean something on the machine (or in the container) that gave them. */
function machineMark(): string {
  return createHash('sha256').update(os.hostname()).digest('hex').slice(0, 8);
}

function userMark(): string {
  const user = process.getuid?.() ?? createHash('sha256').update(os.homedir()).digest('hex').slice(0, 8);
  return String(user);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
