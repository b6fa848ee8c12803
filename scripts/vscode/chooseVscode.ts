import path from 'node:path';
import type { Progress } from '../../src/core/ports.ts';
import { findBrowser } from './browser.ts';
import { codeServer } from './codeServer.ts';
import { desktopVscode } from './desktop.ts';
import { launcherProgram } from './launcherProgram.ts';

/** A program that takes the command line of VS Code. */
export interface VscodeProgram {
  readonly kind: 'desktop' | 'server';
  readonly executable: string;
}

/**
 * A desktop VS Code where one can be downloaded and shown, else VS Code's server with a headless browser.
 * `TRACEWRIGHT_VSCODE=desktop|server` decides instead.
 */
export async function chooseVscode(progress: Progress): Promise<VscodeProgram> {
  const desktop = await desktopVscode(progress);
  if (desktop !== undefined) return { kind: 'desktop', executable: desktop };
  await codeServer(progress);
  await findBrowser(progress);
  const executable = await launcherProgram(path.resolve(import.meta.dirname, '../../out/vscode'));
  return { kind: 'server', executable };
}
