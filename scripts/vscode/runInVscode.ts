import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import type { Progress } from '../../src/core/ports.ts';
import { chooseVscode } from './chooseVscode.ts';

export interface VscodeRun {
  /** Folder that the window opens. */
  readonly workspace: string;
  /** CommonJS module whose `run()` is awaited inside the extension host. */
  readonly testsEntry: string;
  /** Default: this checkout. */
  readonly extension?: string;
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
  const data = await mkdtemp(path.join(os.tmpdir(), 'tracewright-profile-'));
  try {
    await runTests({
      vscodeExecutablePath: vscode.executable,
      extensionDevelopmentPath: run.extension ?? path.resolve(import.meta.dirname, '../..'),
      extensionTestsPath: run.testsEntry,
      launchArgs: [run.workspace, ...(await vscode.launchArgs(data))],
      extensionTestsEnv: {
        ...run.env,
        ...(run.screenshots ? { TRACEWRIGHT_HOST_SCREENSHOTS: path.resolve(run.screenshots) } : {}),
      },
    });
  } finally {
    await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
