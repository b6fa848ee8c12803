/**
 * Runs a command for a parent that may die at any moment: `node guard.ts DATA COMMAND ARG…`. The parent holds this
 * process's standard input open; when that closes, whether on purpose or because the parent is gone, the command ends
 * with every process it started, and the folder DATA is removed.
 */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { stopProcessGroup } from './processGroup.ts';

const [data = '', command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, {
  detached: process.platform !== 'win32',
  windowsHide: true,
  stdio: ['ignore', 'inherit', 'inherit'],
});
const ended = new Promise<number>((resolve) => {
  child.once('exit', (code) => resolve(code ?? 1));
  child.once('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    resolve(127);
  });
});
const released = new Promise<number>((resolve) => {
  process.stdin.once('close', () => resolve(0)).resume();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(0));
});
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const code = await Promise.race([ended, released]);
await stopProcessGroup(child);
await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
process.exit(code);
