/**
 * Runs a command for a parent that may die at any moment: `node guard.ts COMMAND ARG…`. The parent starts it as the
 * leader of a process group and holds its standard input open; when that closes, the whole group is ended.
 */
import { spawn } from 'node:child_process';
import { endProcessGroup } from './processGroup.ts';

const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
process.stdin.resume();
process.stdin.once('close', () => endProcessGroup(process.pid, 'SIGKILL'));
process.once('SIGTERM', () => undefined);
child.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.once('exit', (code, signal) => {
  process.exit(signal === null ? (code ?? 1) : 1);
});
