import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { findBrowser, launchBrowser } from '../../scripts/vscode/browser.ts';
import type { TimelineHostMessage, TimelinePageMessage } from '../../src/core/session/timelineMessages.ts';
import { poisonWith, sampleReport } from '../unit/report/sampleReport.ts';

const pages = path.resolve(import.meta.dirname, '../../dist/webview');

/** The frame that the editor gives the page: its policy allows the one script and the one style sheet. */
const frame = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-n'; style-src 'self'">
<link rel="stylesheet" href="timeline.css"></head>
<body class="vscode-dark"><div id="root"></div><script nonce="n" src="timeline.js"></script></body></html>`;

interface Editor {
  readonly page: Page;
  readonly complaints: string[];
  send(message: TimelineHostMessage): Promise<void>;
  sent(): Promise<TimelinePageMessage[]>;
  kept(): Promise<unknown>;
}

describe('the timeline page', () => {
  let browser: Browser;
  let server: Server;

  before(async () => {
    browser = await launchBrowser(await findBrowser({ report() {} }));
    server = createServer(async (request, response) => {
      const name = path.basename(request.url ?? '/');
      const asset = name === 'timeline.js' || name === 'timeline.css';
      response.setHeader(
        'content-type',
        name.endsWith('.js') ? 'text/javascript' : name.endsWith('.css') ? 'text/css' : 'text/html',
      );
      response.end(asset ? await readFile(path.join(pages, name)) : frame);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    await browser?.close();
    server?.close();
  });

  async function open(kept?: unknown): Promise<Editor> {
    const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
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
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => (globalThis as unknown as { editor: { sent: unknown[] } }).editor.sent.length > 0);
    const inside = () =>
      page.evaluate(() => (globalThis as unknown as { editor: { sent: unknown[]; kept: unknown } }).editor);
    return {
      page,
      complaints,
      send: (message) => page.evaluate((data) => window.postMessage(data, '*'), message as unknown),
      sent: async () => (await inside()).sent as TimelinePageMessage[],
      kept: async () => (await inside()).kept,
    };
  }

  const report = sampleReport();
  const timeline = report.timeline as NonNullable<typeof report.timeline>;
  const filesOf = (operation: string) => report.diffs.find((diff) => diff.operation === operation)?.files ?? [];

  it('says that it is ready, asks for the diff of what is selected, and opens it in the editor', async () => {
    const { page, send, sent, complaints } = await open();
    assert.deepEqual(await sent(), [{ kind: 'ready' }]);
    await send({ kind: 'timeline', timeline, live: false });
    await page.getByRole('treeitem').first().waitFor();
    await page.waitForTimeout(150);
    assert.deepEqual((await sent()).at(-1), { kind: 'diff', operation: 'op-1' });
    await send({ kind: 'diff', operation: 'op-1', diffs: filesOf('op-1') });
    await page.getByRole('button', { name: 'Open src/invoice.ts in the editor' }).click();
    assert.deepEqual((await sent()).at(-1), { kind: 'open', operation: 'op-1', path: 'src/invoice.ts' });
    await page.getByRole('button', { name: 'src/cart.ts:10' }).click();
    assert.deepEqual((await sent()).at(-1), { kind: 'reveal', path: 'src/cart.ts', line: 10 });
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('says in words who did each operation, and shows only theirs when asked', async () => {
    const editor = await open();
    const operations = timeline.operations.map((operation, index) => ({
      ...operation,
      actor: index === 0 ? ('agent' as const) : ('human' as const),
    }));
    await editor.send({ kind: 'timeline', timeline: { ...timeline, operations }, live: false });
    await editor.page.locator('.tree-operation').first().waitFor();
    assert.equal(await editor.page.locator('.tree-operation .actor').first().textContent(), 'Agent');
    const all = await editor.page.locator('.tree-operation').count();
    await editor.page.getByRole('button', { name: 'Agent', exact: true }).click();
    assert.equal(await editor.page.locator('.tree-operation').count(), 1);
    assert.equal(await editor.page.locator('.operation-facts .actor').textContent(), 'Agent');
    await editor.page.getByRole('button', { name: 'Clear filters' }).click();
    assert.equal(await editor.page.locator('.tree-operation').count(), all);
    assert.deepEqual(editor.complaints, []);
  });

  it('asks for one diff, not for sixty, when a held key runs through the list', async () => {
    const { page, send, sent } = await open();
    await send({
      kind: 'timeline',
      timeline: { ...timeline, operations: sampleReport(undefined, 200).timeline?.operations ?? [] },
      live: false,
    });
    await page.getByRole('tree').focus();
    await page.waitForTimeout(150);
    const before = (await sent()).length;
    await page.evaluate(async () => {
      const tree = document.querySelector('[role=tree]');
      for (let presses = 0; presses < 60; presses++) {
        tree?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    });
    await page.waitForTimeout(200);
    const asked = (await sent()).slice(before);
    assert.ok(asked.length <= 6, `${asked.length} questions`);
    assert.deepEqual(asked.at(-1), { kind: 'diff', operation: 'op-61' });
    await page.close();
  });

  it('follows the end while recording, until one chooses another operation', async () => {
    const { page, send } = await open();
    const grown = (count: number) => ({ ...timeline, operations: timeline.operations.slice(0, count) });
    const selected = page.locator('[role=treeitem][aria-selected=true]');
    await send({ kind: 'timeline', timeline: grown(3), live: true });
    await page.getByText('Recording').waitFor();
    assert.equal(await selected.getAttribute('id'), 'row-op-3');
    await send({ kind: 'timeline', timeline: grown(5), live: true });
    await page.locator('[id="row-op-5"][aria-selected=true]').waitFor();
    assert.match((await page.locator('[aria-live=polite]').textContent()) ?? '', /^5 operations\. Latest: Type in/);
    await page.getByRole('tree').focus();
    await page.keyboard.press('Home');
    await send({ kind: 'timeline', timeline: grown(6), live: true });
    await page.locator('[id="row-op-6"]').waitFor();
    assert.equal(await selected.getAttribute('id'), 'row-op-1');
    await page.close();
  });

  it('keeps showing what it followed when the recording pauses and ends', async () => {
    const { page, send } = await open();
    const grown = { ...timeline, operations: timeline.operations.slice(0, 4) };
    await send({ kind: 'timeline', timeline: grown, live: true });
    await page.locator('[id="row-op-4"][aria-selected=true]').waitFor();
    await send({ kind: 'timeline', timeline: grown, live: true, paused: true });
    await page.getByText('Paused').waitFor();
    await send({ kind: 'timeline', timeline, live: false });
    await page.locator('[id="row-op-6"]').waitFor();
    assert.equal(await page.locator('[role=treeitem][aria-selected=true]').getAttribute('id'), 'row-op-4');
    await page.close();
  });

  it('is the same again after it was hidden', async () => {
    const first = await open();
    await first.send({ kind: 'timeline', timeline, live: false });
    await first.page.getByRole('searchbox').fill('cart');
    await first.page.getByRole('tree').focus();
    await first.page.keyboard.press('ArrowDown');
    const kept = await first.kept();
    await first.page.close();
    const second = await open(kept);
    await second.send({ kind: 'timeline', timeline, live: false });
    await second.page.locator('[id="row-op-2"][aria-selected=true]').waitFor();
    assert.equal(await second.page.getByRole('searchbox').inputValue(), 'cart');
    await second.page.close();
  });

  it('says why an operation cannot be shown', async () => {
    const { page, send } = await open();
    await send({ kind: 'timeline', timeline, live: false });
    await send({ kind: 'error', operation: 'op-1', message: 'The log of this session is damaged.' });
    assert.match((await page.getByRole('alert').textContent()) ?? '', /The log of this session is damaged\./);
    await page.close();
  });

  it('speaks the editor’s language where it was given one', async () => {
    const { page, send } = await open();
    await send({ kind: 'timeline', timeline, live: false, strings: { 'diff.split': 'Nebeneinander' } });
    await send({ kind: 'diff', operation: 'op-1', diffs: filesOf('op-1') });
    await page.getByRole('button', { name: 'Nebeneinander' }).waitFor();
    await page.close();
  });

  it('shows hostile text as text, under the editor’s policy', async () => {
    const payload = `"><img src=x onerror=alert(1)><script>alert(2)</script><a href="javascript:alert(3)">x</a>`;
    const hostile = sampleReport(poisonWith(payload));
    const { page, send, complaints } = await open();
    await send({
      kind: 'timeline',
      timeline: hostile.timeline as typeof timeline,
      live: true,
      strings: { 'diff.split': payload },
    });
    for (const { operation, files } of hostile.diffs) await send({ kind: 'diff', operation, diffs: files });
    await page.getByRole('tree').focus();
    await page.keyboard.press('Home');
    for (let operation = 0; operation < 8; operation++) {
      await page.keyboard.press('ArrowRight');
      await page.waitForTimeout(60);
      assert.equal(await page.locator('img, a, script:not([nonce]), [onerror]').count(), 0);
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowDown');
    }
    assert.deepEqual(complaints, []);
    await page.close();
  });
});
