import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const guard = path.resolve(import.meta.dirname, '../../../scripts/vscode/guard.ts');

/** A command that ignores requests to end, starts a child of its own, and writes both process ids down. */
const stubborn = `
  const { spawn } = require('node:child_process');
  process.on('SIGTERM', () => {});
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
  require('node:fs').writeFileSync(process.argv[1], JSON.stringify([process.pid, child.pid]));
  setInterval(() => {}, 1000);
`;

describe('the guard of a server', () => {
  const state: { folder: string; pids: number[] } = { folder: '', pids: [] };
  beforeEach(async () => {
    state.folder = await mkdtemp(path.join(os.tmpdir(), 'tracewright-guard-'));
  });
  afterEach(async () => {
    for (const pid of state.pids.splice(0).filter(isAlive)) process.kill(pid, 'SIGKILL');
    await rm(state.folder, { recursive: true, force: true });
  });

  async function start(): Promise<{ guardian: ChildProcess; pids: number[]; data: string }> {
    const data = await mkdtemp(path.join(state.folder, 'data-'));
    const notes = path.join(state.folder, 'pids');
    const args = [guard, data, process.execPath, '--eval', stubborn, notes];
    const guardian = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'inherit'] });
    while (!existsSync(notes)) await sleep(20);
    await sleep(20);
    state.pids = JSON.parse(await readFile(notes, 'utf8'));
    return { guardian, pids: [...state.pids], data };
  }

  it('ends the command with its children and removes its data when the parent lets go', async () => {
    const { guardian, pids, data } = await start();
    assert.deepEqual(pids.map(isAlive), [true, true]);
    guardian.stdin?.destroy();
    await once(guardian, 'exit');
    assert.deepEqual(pids.map(isAlive), [false, false]);
    assert.equal(existsSync(data), false);
  });

  it('gives back the code of a command that ends by itself', async () => {
    const data = await mkdtemp(path.join(state.folder, 'data-'));
    const args = [guard, data, process.execPath, '--eval', 'process.exit(7)'];
    const [code] = await once(spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'inherit'] }), 'exit');
    assert.equal(code, 7);
    assert.equal(existsSync(data), false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
