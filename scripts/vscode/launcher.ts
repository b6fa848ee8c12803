/**
 * The command line of a desktop VS Code, served by VS Code's server and a headless browser, as far as
 * `@vscode/test-electron` uses it: `--extensionDevelopmentPath=… --extensionTestsPath=… FOLDER`. Prints the console of
 * the extension host and exits with the code of the tests: 0 passed, 1 failed, 2 the extension host died or time ran
 * out. From the environment: TRACEWRIGHT_HOST_SCREENSHOTS (folder in which pictures are asked for, see
 * screenshotRequests.ts), TRACEWRIGHT_HOST_TIMEOUT (s, default 900), TRACEWRIGHT_HOST_VERBOSE (every line of the
 * workbench and the server).
 */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { terminalProgress } from '../terminalProgress.ts';
import { findBrowser, launchBrowser } from './browser.ts';
import { codeServer } from './codeServer.ts';
import { isConsoleNoise } from './consoleNoise.ts';
import { serveScreenshots } from './screenshotRequests.ts';
import { startServer, type VscodeServer } from './server.ts';
import { quietSettings } from './settings.ts';
import { openWindow } from './window.ts';

const verbose = Boolean(process.env.TRACEWRIGHT_HOST_VERBOSE);
process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'disable-workspace-trust': { type: 'boolean' },
    },
    strict: false,
    allowPositionals: true,
  });
  const progress = terminalProgress();
  const [program, browserProgram] = [await codeServer(progress), await findBrowser(progress)];
  const [extension, ...extensions] = paths(values.extensionDevelopmentPath);
  const server = await startServer(program, { settings: quietSettings, extensions });
  const interrupted = onInterrupt();
  try {
    const browser = await launchBrowser(browserProgram);
    try {
      const request = {
        folder: path.resolve(positionals[0] ?? '.'),
        ...pathOption('extensionDevelopmentPath', extension),
        ...pathOption('extensionTestsPath', values.extensionTestsPath),
      };
      const window = await openWindow(browser, server, request, print);
      const pictures = process.env.TRACEWRIGHT_HOST_SCREENSHOTS;
      const stopPictures = pictures
        ? await serveScreenshots(pictures, (file) => window.page.screenshot({ path: file }))
        : async () => undefined;
      const code = await Promise.race([window.exitCode, hostDied(server), timeout(), interrupted, server.failed]);
      await stopPictures();
      return code;
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

function print(message: string): void {
  if (verbose || !isConsoleNoise(message)) process.stdout.write(`${message}\n`);
}

function paths(values: unknown): readonly string[] {
  return [values].flat().filter((value) => typeof value === 'string');
}

function pathOption<Name extends string>(name: Name, value: unknown): { [key in Name]?: string } {
  return typeof value === 'string' ? ({ [name]: value } as { [key in Name]?: string }) : {};
}

/** Without tests to end it, a window whose extension host died would stay open for ever. */
function hostDied(server: VscodeServer): Promise<number> {
  return new Promise((resolve) => {
    server.onLine((line) => {
      if (verbose) process.stderr.write(`${line}\n`);
      if (!/Extension Host Process exited with code: (?!0\b)/.test(line)) return;
      process.stderr.write(`The extension host ended before the tests did: ${line.trim()}\n`);
      resolve(2);
    });
  });
}

async function timeout(): Promise<number> {
  const seconds = Number(process.env.TRACEWRIGHT_HOST_TIMEOUT || 900);
  await sleep(seconds * 1000, undefined, { ref: false });
  process.stderr.write(`The tests in VS Code did not end within ${seconds} s.\n`);
  return 2;
}

/** Somebody asks for the end, or the process that started this one is gone. */
function onInterrupt(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(130));
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid !== parent) resolve(130);
    }, 1_000);
    watch.unref();
  });
}
