/**
 * `npm start [FOLDER]`: VS Code with the extension, on the sample repository or a folder of yours, in the browser.
 * Stops on Ctrl+C. PORT asks for another port than 8123.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { TracewrightError } from '../src/core/errors.ts';
import { makeSampleRepository } from './sampleRepository.ts';
import { terminalProgress } from './terminalProgress.ts';
import { codeServer } from './vscode/codeServer.ts';
import { startServer } from './vscode/server.ts';
import { quietSettings } from './vscode/settings.ts';

const wantedPort = Number(process.env.PORT || 8123);

try {
  await main();
} catch (error) {
  const sentence = error instanceof TracewrightError ? error.sentence : String(error);
  process.stderr.write(`tracewright: ${sentence}\n`);
  process.exitCode = 4;
}

async function main(): Promise<void> {
  const progress = terminalProgress();
  const interrupted = onInterrupt();
  const program = await codeServer(progress);
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'tracewright-start-'));
  try {
    const folder = await chosenFolder(scratch);
    const server = await startServer(program, { port: wantedPort, settings: quietSettings });
    try {
      if (server.port !== wantedPort) process.stdout.write(`Port ${wantedPort} is in use.\n`);
      const address = server.url({ folder, extensionDevelopmentPath: path.resolve(import.meta.dirname, '..') });
      process.stdout.write(`\nVS Code with Tracewright, on ${folder}:\n\n  ${address}\n\nCtrl+C stops it.\n`);
      openInBrowser(address);
      await Promise.race([interrupted, server.failed]);
    } finally {
      await server.stop();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
  process.stdout.write('Stopped.\n');

  async function chosenFolder(scratchFolder: string): Promise<string> {
    const named = process.argv[2];
    if (named !== undefined) return path.resolve(named);
    const sample = path.join(scratchFolder, 'sample');
    await makeSampleRepository(sample, progress);
    return sample;
  }
}

function onInterrupt(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}

/** With the system's own opener, where there is a display; the printed address serves everywhere else. */
function openInBrowser(address: string): void {
  if (process.env.CI || !process.stdout.isTTY) return;
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
    darwin: ['open', address],
    win32: ['rundll32', 'url.dll,FileProtocolHandler', address],
  };
  const [command = 'xdg-open', ...args] = openers[process.platform] ?? ['xdg-open', address];
  const opener = spawn(command, args, { stdio: 'ignore', detached: true });
  opener.once('error', () => undefined);
  opener.unref();
}
