import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findSandbox } from '../../src/node/sandbox/sandbox.ts';
import { SandboxedShell } from '../../src/node/sandbox/sandboxedShell.ts';
import { type BenchRow, percentile } from './benchRow.ts';

const STARTS = 10;
const COMMANDS = 100;

/** A sandboxed shell: to open one, and to run a command in it, against a bash of its own for every command. */
export async function bench(): Promise<BenchRow[]> {
  const finding = await findSandbox();
  if (finding.kind === 'none') {
    return [
      {
        name: `no sandbox here: ${finding.why}`,
        value: 0,
        unit: 'ms',
        ok: process.platform !== 'linux' || process.env.CI === undefined,
      },
    ];
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-bench-'));
  try {
    const starts: number[] = [];
    for (let n = 0; n < STARTS; n++) {
      const started = performance.now();
      const shell = await SandboxedShell.open(finding.program, folder);
      await shell.run({ command: 'true' });
      starts.push(performance.now() - started);
      await shell.close();
    }
    const shell = await SandboxedShell.open(finding.program, folder);
    const commands: number[] = [];
    const plain: number[] = [];
    for (let n = 0; n < COMMANDS; n++) {
      commands.push(await timed(() => shell.run({ command: 'echo x; /bin/true' })));
      plain.push(await timed(() => spawnSync('bash', ['-c', 'echo x; /bin/true'], { cwd: folder })));
    }
    await shell.close();
    const [start, command, bash] = [percentile(starts, 0.5), percentile(commands, 0.5), percentile(plain, 0.5)];
    const baseline = 'a bash of its own, no sandbox';
    return [
      {
        name: 'open a sandboxed shell and run a first command',
        value: start,
        unit: 'ms',
        baseline,
        ratio: bash / start,
        target: '< 30 of it',
        ok: start < 30 * bash,
      },
      {
        name: 'a command in it (median)',
        value: command,
        unit: 'ms',
        baseline,
        ratio: bash / command,
        target: '< 10 of it',
        ok: command < 10 * bash,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
