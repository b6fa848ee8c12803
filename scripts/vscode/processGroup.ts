import { type ChildProcess, execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Sends a signal to a process group by its leader's id; a group that is gone is fine. On Windows the tree is ended. */
function endProcessGroup(leader: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    if (process.platform === 'win32')
      execFileSync('taskkill', ['/pid', String(leader), '/T', '/F'], { stdio: 'ignore' });
    else process.kill(-leader, signal);
  } catch {
    // Nothing of it is left.
  }
}

/** Asks a group to end, waits up to `patience` ms, then ends it. Resolves when no process of the group is left. */
export async function stopProcessGroup(leader: ChildProcess, patience = 4_000): Promise<void> {
  const id = leader.pid;
  if (id === undefined) return;
  endProcessGroup(id, 'SIGTERM');
  const deadline = Date.now() + patience;
  while (isAlive(id) && Date.now() < deadline) await sleep(50);
  if (isAlive(id)) endProcessGroup(id, 'SIGKILL');
  while (isAlive(id) && Date.now() < deadline + 2_000) await sleep(20);
}

function isAlive(leader: number): boolean {
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, 0);
    return true;
  } catch {
    return false;
  }
}
