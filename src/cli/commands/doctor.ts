import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gitText } from '../../node/git/gitProcess.ts';
import type { Command } from '../command.ts';
import { table } from '../table.ts';
import { productVersion } from '../version.ts';

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Says what is on this machine, by trying it. Exit code 1 when something that is needed is not there. */
export const doctor: Command = {
  usage: '',
  example: 'tracewright doctor --json',
  options: {},
  async run() {
    const checks = [
      { name: 'tracewright', ok: true, detail: productVersion() },
      { name: 'node', ok: Number(process.versions.node.split('.')[0]) >= 20, detail: process.versions.node },
      await attempt('git', async () => (await gitText(['--version'])).trim()),
      await attempt('temporary folder', temporaryFolder),
    ];
    const rows = checks.map(({ name, ok, detail }) => [ok ? 'ok' : 'missing', name, detail]);
    return { json: { checks }, text: table(rows), exitCode: checks.every(({ ok }) => ok) ? 0 : 1 };
  },
};

async function attempt(name: string, check: () => Promise<string>): Promise<Finding> {
  try {
    return { name, ok: true, detail: await check() };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tracewright-doctor-'));
  try {
    await writeFile(path.join(folder, 'probe'), 'x');
    return `${os.tmpdir()} can be written`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
