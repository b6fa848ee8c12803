import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import type { Progress } from '../../src/core/ports.ts';
import { cacheRoot } from './cache.ts';
import { quoted } from './launcherProgram.ts';

const updateServer = 'https://update.code.visualstudio.com/api/releases/stable';
/** How long (ms) the update server may take to answer before it counts as out of reach. */
const patience = 3_000;

/**
 * A desktop VS Code, downloaded on first use; `undefined` where none can be downloaded or shown, after one line that
 * says so. `TRACEWRIGHT_VSCODE=server` asks for none, `=desktop` turns every obstacle into an error.
 */
export async function desktopVscode(progress: Progress): Promise<string | undefined> {
  const wish = process.env.TRACEWRIGHT_VSCODE;
  if (wish === 'server') return undefined;
  try {
    const display = displayCommand();
    await reachUpdateServer();
    progress.report({ message: 'VS Code: getting the desktop release …' });
    const executable = await downloadAndUnzipVSCode({ cachePath: path.join(cacheRoot(), 'vscode-desktop') });
    return display === undefined ? executable : await withDisplay(display, executable);
  } catch (error) {
    if (wish === 'desktop') throw error;
    progress.report({ message: `VS Code: using the server from the npm registry (${reason(error)})` });
    return undefined;
  }
}

/** The program that makes a display, where Linux has none; `undefined` where windows can be shown as it is. */
function displayCommand(): string | undefined {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return undefined;
  const folders = (process.env.PATH ?? '').split(':');
  const xvfb = folders.map((folder) => path.join(folder, 'xvfb-run')).find((file) => existsSync(file));
  if (xvfb === undefined) throw new Error('there is neither a display nor xvfb-run for a desktop one');
  return xvfb;
}

async function reachUpdateServer(): Promise<void> {
  const answer = await fetch(updateServer, { signal: AbortSignal.timeout(patience) }).catch(() => undefined);
  if (!answer?.ok) throw new Error('the update server of VS Code is out of reach');
  await answer.body?.cancel();
}

async function withDisplay(xvfb: string, executable: string): Promise<string> {
  const file = path.join(cacheRoot(), 'vscode-with-display');
  await writeFile(file, `#!/bin/sh\nexec ${quoted(xvfb)} -a ${quoted(executable)} "$@"\n`);
  await chmod(file, 0o755);
  return file;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
