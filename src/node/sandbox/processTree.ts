import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  /** As in /proc/PID/stat: R, S, D, T, Z, … */
  readonly state: string;
  readonly threads: number;
  /** With its ended and waited-for children, in clock ticks. */
  readonly ticks: number;
  readonly residentPages: number;
}

export interface ProcessUse {
  /** Processes and threads. */
  readonly processes: number;
  readonly memoryBytes: number;
  readonly cpuMs: number;
}

const TICKS_A_SECOND = 100;

/**
 * All processes below one. What a pid namespace holds stays below its first process: orphans are given to that one.
 * Quick where the kernel lists a task's children; that list may lack one while others end, see {@link surelyBelow}.
 */
export function processesBelow(root: number): ProcessFacts[] {
  if (!existsSync(`/proc/${root}/task/${root}/children`)) return surelyBelow(root);
  const found: ProcessFacts[] = [];
  const open = childrenOf(root);
  const known = new Set(open);
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    const facts = factsOf(pid);
    if (facts === null) continue;
    found.push(facts);
    for (const child of childrenOf(pid)) {
      if (known.has(child)) continue;
      known.add(child);
      open.push(child);
    }
  }
  return found;
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1')
        .split(' ')
        .filter((child) => child !== '')
        .map(Number),
    );
  } catch {
    return [];
  }
}

/** {@link processesBelow}, by the parents of all processes of the machine. */
function surelyBelow(root: number): ProcessFacts[] {
  const children = new Map<number, ProcessFacts[]>();
  for (const name of readdirSync('/proc')) {
    const facts = /^\d+$/.test(name) ? factsOf(Number(name)) : null;
    if (facts === null) continue;
    const siblings = children.get(facts.parent);
    if (siblings === undefined) children.set(facts.parent, [facts]);
    else siblings.push(facts);
  }
  const found: ProcessFacts[] = [];
  const open = [root];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    for (const child of children.get(pid) ?? []) {
      found.push(child);
      open.push(child.pid);
    }
  }
  return found;
}

function factsOf(pid: number): ProcessFacts | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null;
  }
  // The name stands in brackets and may hold anything, brackets too.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const number = (index: number) => Number(fields[index] ?? 0);
  return {
    pid,
    parent: number(1),
    state: fields[0] ?? '?',
    ticks: number(11) + number(12) + number(13) + number(14),
    threads: number(17),
    residentPages: number(21),
  };
}

export function useBelow(root: number): ProcessUse {
  const all = processesBelow(root);
  const sum = (value: (facts: ProcessFacts) => number) => all.reduce((total, facts) => total + value(facts), 0);
  return {
    processes: sum(({ threads }) => threads),
    memoryBytes: sum(({ residentPages }) => residentPages) * pageSize(),
    cpuMs: (sum(({ ticks }) => ticks) * 1000) / TICKS_A_SECOND,
  };
}

/** Bytes: what this process holds, over its pages, as a power of two. */
function pageSize(): number {
  const pages = factsOf(process.pid)?.residentPages ?? 0;
  return pages === 0 ? 4096 : 2 ** Math.round(Math.log2(process.memoryUsage.rss() / pages));
}

/**
 * Stops every process below `root`, except `spared`, so that nothing in there acts until {@link resumeBelow}.
 * Rounds go on until one finds everything stopped, for a process may have been made meanwhile.
 * @returns false: something would not stop within `ms`
 */
export async function stopBelow(root: number, spared: ReadonlySet<number>, ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  const acts = ({ pid, state }: ProcessFacts) => !spared.has(pid) && !/[TtZXx]/.test(state);
  for (;;) {
    const quick = processesBelow(root).filter(acts);
    const running = quick.length > 0 ? quick : surelyBelow(root).filter(acts);
    if (running.length === 0) return true;
    if (performance.now() > until) return false;
    for (const { pid } of running) signal(pid, 'SIGSTOP');
    await sleep(1);
  }
}

export function resumeBelow(root: number): void {
  for (const { pid, state } of processesBelow(root)) if (/[Tt]/.test(state)) signal(pid, 'SIGCONT');
}

/** Kills every process below `root`, except `spared`. @returns false: something was still there after `ms` */
export async function killBelow(root: number, spared: ReadonlySet<number>, ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  for (;;) {
    const lives = ({ pid, state }: ProcessFacts) => !spared.has(pid) && !/[ZXx]/.test(state);
    const quick = processesBelow(root).filter(lives);
    const running = quick.length > 0 ? quick : surelyBelow(root).filter(lives);
    if (running.length === 0) return true;
    if (performance.now() > until) return false;
    for (const { pid } of running) signal(pid, 'SIGKILL');
    await sleep(2);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
