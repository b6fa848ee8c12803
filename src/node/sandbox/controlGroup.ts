import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxLimits } from './limits.ts';

/**
 * A control group of our own, in which the kernel itself holds the number of processes (and, with version 2, the
 * memory). Null where none can be had: it takes root, or a group that was delegated to the user.
 */
export class ControlGroup {
  /** A process that writes its id there (`0` stands for itself) belongs to the group, and all that it starts. */
  readonly members: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.members = path.join(folder, 'cgroup.procs');
  }

  static create(limits: SandboxLimits): ControlGroup | null {
    for (const parent of candidates()) {
      sweep(parent);
      const folder = path.join(parent, `tracewright-${process.pid}-${randomBytes(4).toString('hex')}`);
      try {
        mkdirSync(folder);
      } catch {
        continue;
      }
      try {
        writeFileSync(path.join(folder, 'pids.max'), String(limits.processes), { flag: 'r+' });
      } catch {
        rmdirSync(folder);
        continue;
      }
      attempt(() => writeFileSync(path.join(folder, 'memory.max'), String(limits.memoryBytes), { flag: 'r+' }));
      attempt(() => writeFileSync(path.join(folder, 'memory.swap.max'), '0', { flag: 'r+' }));
      return new ControlGroup(folder);
    }
    return null;
  }

  /** Removes the group once its last process is gone, for which it waits `ms`; then the next one's start removes it. */
  async remove(ms: number = 500): Promise<void> {
    const until = performance.now() + ms;
    while (!attempt(() => rmdirSync(this.#folder)) && performance.now() < until) await sleep(5);
  }
}

/** Folders in which a group with a limit of processes may be made: of version 1's `pids`, of version 2 own and above. */
function candidates(): string[] {
  if (process.platform !== 'linux') return [];
  let lines: string[];
  try {
    lines = readFileSync('/proc/self/cgroup', 'utf8').split('\n');
  } catch {
    return [];
  }
  const root = '/sys/fs/cgroup';
  return lines.flatMap((line) => {
    const [, controllers, place] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || place === undefined || place.includes('..')) return [];
    if (controllers.split(',').includes('pids')) return [path.join(root, 'pids', place)];
    return controllers === '' ? [path.join(root, place), path.join(root, path.dirname(place))] : [];
  });
}

/** Groups of ours that nobody is in any more: only an empty one can be removed, and one that is new is not left empty long. */
function sweep(parent: string): void {
  attempt(() => {
    for (const name of readdirSync(parent)) {
      const owner = /^tracewright-(\d+)-[0-9a-f]{8}$/.exec(name)?.[1];
      if (owner === undefined || (Number(owner) !== process.pid && existsSync(`/proc/${owner}`))) continue;
      const folder = path.join(parent, name);
      const old = performance.timeOrigin + performance.now() - statSync(folder).ctimeMs > 60_000;
      if (old || Number(owner) !== process.pid) attempt(() => rmdirSync(folder));
    }
  });
}

function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
