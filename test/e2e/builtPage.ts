import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { findBrowser, launchBrowser } from '../../scripts/vscode/browser.ts';

const pages = path.resolve(import.meta.dirname, '../../dist/webview');

/** A built page that is open, with the editor's side of its messages. */
export interface OpenPage<FromHost, FromPage> {
  readonly page: Page;
  /** Whatever the console, an error or a dialog said. */
  readonly complaints: string[];
  send(message: FromHost): Promise<void>;
  sent(): Promise<FromPage[]>;
  kept(): Promise<unknown>;
}

/** A page of `dist/webview` in a real browser, in the frame and under the policy that the editor gives it. */
export class BuiltPage<FromHost, FromPage> {
  readonly #name: string;
  #browser: Browser | undefined;
  #server: Server | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  async start(): Promise<void> {
    this.#browser = await launchBrowser(await findBrowser({ report() {} }));
    const assets = [`${this.#name}.js`, `${this.#name}.css`];
    const server = createServer(async (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page');
      const name = path.basename(pathname);
      response.setHeader(
        'content-type',
        name.endsWith('.js') ? 'text/javascript' : name.endsWith('.css') ? 'text/css' : 'text/html',
      );
      const asset = assets.includes(name);
      response.end(asset ? await readFile(path.join(pages, name)) : this.#frame(searchParams.get('theme') ?? ''));
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    this.#server?.close();
  }

  /** Opens it, and waits until it says that it is ready. `theme`: the class that the editor gives the body. */
  async open(options: { readonly kept?: unknown; readonly theme?: string; readonly width?: number } = {}) {
    const server = this.#server;
    if (this.#browser === undefined || server === undefined) throw new Error('the browser has not been started');
    const { kept, theme = 'vscode-dark', width = 1100 } = options;
    const page = await this.#browser.newPage({ viewport: { width, height: 800 } });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (!message.text().includes('favicon')) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(dialog.message());
      void dialog.dismiss();
    });
    await page.addInitScript((state) => {
      const editor = { sent: [] as unknown[], kept: state };
      Object.assign(globalThis, {
        editor,
        acquireVsCodeApi: () => ({
          postMessage: (message: unknown) => editor.sent.push(message),
          getState: () => editor.kept,
          setState: (next: unknown) => {
            editor.kept = next;
          },
        }),
      });
    }, kept);
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/?theme=${theme}`);
    await page.waitForFunction(() => (globalThis as unknown as { editor: { sent: unknown[] } }).editor.sent.length > 0);
    const inside = () =>
      page.evaluate(() => (globalThis as unknown as { editor: { sent: unknown[]; kept: unknown } }).editor);
    const opened: OpenPage<FromHost, FromPage> = {
      page,
      complaints,
      send: (message) => page.evaluate((data) => window.postMessage(data, '*'), message as unknown),
      sent: async () => (await inside()).sent as FromPage[],
      kept: async () => (await inside()).kept,
    };
    return opened;
  }

  #frame(theme: string): string {
    return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-n'; style-src 'self'">
<link rel="stylesheet" href="${this.#name}.css"></head>
<body class="${theme}"><div id="root"></div><script nonce="n" src="${this.#name}.js"></script></body></html>`;
  }
}
