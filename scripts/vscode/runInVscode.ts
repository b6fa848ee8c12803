import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import type { Progress } from '../../src/core/ports.ts';
import { chooseVscode } from './chooseVscode.ts';
import { serveDesktopScreenshots } from './desktopScreenshots.ts';
import { freePort } from './freePort.ts';
import { quietSettings } from './settings.ts';

export interface VscodeRun {
  /** Folder that the window opens. */
  readonly workspace: string;
  /** CommonJS module whose `run()` is awaited inside the extension host. */
  readonly testsEntry: string;
  /** Default: this checkout. */
  readonly extension?: string;
  /** Folders of further extensions that the tests need. */
  readonly helpers?: readonly string[];
  /** Added to the environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folder for pictures that `run()` asks for (see screenshotRequests.ts). */
  readonly screenshots?: string;
  readonly progress: Progress;
}

/**
 * Opens a folder in a real VS Code with the extension and runs a module inside the extension host, whose console goes
 * to this terminal. Rejects when `run()` rejects, when the extension host dies, or when time runs out.
 */
export async function runInVscode(run: VscodeRun): Promise<void> {
  const vscode = await chooseVscode(run.progress);
  if (vscode.kind === 'desktop') return runInDesktop(vscode.executable, run);
  await startTests(vscode.executable, run, []);
}

async function runInDesktop(executable: string, run: VscodeRun): Promise<void> {
  const data = await mkdtemp(path.join(os.tmpdir(), 'tracewright-profile-'));
  const port = await freePort();
  const stopScreenshots = run.screenshots ? await serveDesktopScreenshots(run.screenshots, port) : undefined;
  try {
    await startTests(executable, run, [...(await profileArgs(data)), `--remote-debugging-port=${port}`]);
  } finally {
    await stopScreenshots?.();
    await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function startTests(executable: string, run: VscodeRun, launchArgs: readonly string[]): Promise<void> {
  await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: [run.extension ?? path.resolve(import.meta.dirname, '../..'), ...(run.helpers ?? [])],
    extensionTestsPath: run.testsEntry,
    launchArgs: [run.workspace, ...launchArgs],
    extensionTestsEnv: {
      ...run.env,
      ...(run.screenshots ? { TRACEWRIGHT_HOST_SCREENSHOTS: path.resolve(run.screenshots) } : {}),
    },
  });
}

/** A profile of its own for one run, with the settings that the server's windows have. */
async function profileArgs(data: string): Promise<readonly string[]> {
  const user = path.join(data, 'user', 'User');
  await mkdir(user, { recursive: true });
  await writeFile(path.join(user, 'settings.json'), JSON.stringify(quietSettings, undefined, 2));
  return [`--user-data-dir=${path.join(data, 'user')}`, `--extensions-dir=${path.join(data, 'extensions')}`];
}
