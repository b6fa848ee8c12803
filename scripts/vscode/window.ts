import { format } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import type { VscodeServer, WindowRequest } from './server.ts';

/** Size of a window in CSS pixels. */
export const windowSize = { width: 1400, height: 900 };

export interface VscodeWindow {
  readonly page: Page;
  /** Resolves with the code that the test module of the window asked for: 0 when its `run()` resolved, else 1. */
  readonly exitCode: Promise<number>;
}

/** Opens a window of a server in a browser; `print` gets the console of its extension host until the tests ended. */
export async function openWindow(
  browser: Browser,
  server: VscodeServer,
  window: WindowRequest,
  print: (line: string) => void = () => undefined,
): Promise<VscodeWindow> {
  const context = await browser.newContext({ viewport: windowSize });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  const exitCode = deferred<number>();
  const ended = new AbortController();
  await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
    if (!ended.signal.aborted) print(format(...args));
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => {
    ended.abort();
    exitCode.resolve(code);
  });
  page.once('crash', () => exitCode.reject(new Error("the browser's page crashed")));
  exitCode.promise.catch(() => undefined);
  await page.goto(server.url(window));
  return { page, exitCode: exitCode.promise };
}

interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Error) => void;
}

function deferred<Value>(): Deferred<Value> {
  const settle: { resolve?: (value: Value) => void; reject?: (error: Error) => void } = {};
  const promise = new Promise<Value>((resolve, reject) => Object.assign(settle, { resolve, reject }));
  return { promise, resolve: (value) => settle.resolve?.(value), reject: (error) => settle.reject?.(error) };
}
