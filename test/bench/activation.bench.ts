import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { findBrowser, launchBrowser } from '../../scripts/vscode/browser.ts';
import { bundleForHost } from '../../scripts/vscode/bundleForHost.ts';
import { codeServer } from '../../scripts/vscode/codeServer.ts';
import { startServer } from '../../scripts/vscode/server.ts';
import { quietSettings } from '../../scripts/vscode/settings.ts';
import { openWindow } from '../../scripts/vscode/window.ts';
import type { WindowFigures } from './activationWindow.ts';
import { type BenchRow, percentile } from './benchRow.ts';

const root = path.resolve(import.meta.dirname, '../..');
const extension = process.env.TEST_EXTENSION ?? root;
const bundles = path.join(root, 'out', 'test', 'bench');
const silent = { report: () => undefined };
const WINDOWS = 3;
/** Length of the loop that activationWindow.ts times beside every event. */
const LOOP_MS = 0.1;

/** What the built extension costs inside a real VS Code: three windows, the last of which types while it records. */
export async function bench(): Promise<readonly BenchRow[]> {
  assert.ok(existsSync(path.join(extension, 'dist', 'extension.cjs')), 'there is no dist/extension.cjs: npm run build');
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'tracewright-bench-'));
  await bundleForHost(import.meta.dirname, ['activationWindow.ts'], bundles);
  const browser = await launchBrowser(await findBrowser(silent));
  try {
    const windows: WindowFigures[] = [];
    for (let window = 1; window <= WINDOWS; window++) {
      windows.push(await measure(browser, path.join(scratch, String(window)), window === WINDOWS));
    }
    return rowsOf(windows);
  } finally {
    await browser.close();
    await rm(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function measure(browser: Browser, folder: string, types: boolean): Promise<WindowFigures> {
  const workspace = path.join(folder, 'workspace');
  const out = path.join(folder, 'figures.json');
  const typed = path.join(workspace, 'typed.txt');
  await mkdir(workspace, { recursive: true });
  if (types) await writeFile(typed, 'const answer = compute(42); // a line of ordinary length\n'.repeat(2_000));
  execFileSync('git', ['init', '--quiet', workspace]);
  const env = { TRACEWRIGHT_BENCH_OUT: out, TRACEWRIGHT_BENCH_TYPING: typed };
  const server = await startServer(await codeServer(silent), { settings: quietSettings, env });
  try {
    const said: string[] = [];
    const request = {
      folder: workspace,
      extensionDevelopmentPath: extension,
      extensionTestsPath: path.join(bundles, 'activationWindow.cjs'),
    };
    const { page, exitCode } = await openWindow(browser, server, request, (line) => said.push(line));
    const code = await Promise.race([exitCode, server.failed]);
    assert.equal(code, 0, `the window failed: ${said.slice(-8).join('\n')}`);
    await page.context().close();
    return JSON.parse(readFileSync(out, 'utf8')) as WindowFigures;
  } finally {
    await server.stop();
  }
}

function rowsOf(windows: readonly WindowFigures[]): BenchRow[] {
  const activation = percentile(
    windows.map((window) => window.activation),
    0.5,
  );
  const loading = percentile(
    windows.map((window) => window.require),
    0.5,
  );
  const listener = windows.flatMap((window) => window.listener);
  const attention = windows.flatMap(({ selection, view }) => [...selection, ...view]);
  const control = windows.flatMap((window) => window.control);
  const rate = Math.max(...windows.map(({ eventsPerSecond }) => eventsPerSecond));
  const p99 = percentile(listener, 0.99);
  // Whatever holds up the whole process holds up a loop of known length too: only the rest is ours.
  const noise = Math.max(0, percentile(control, 0.99) - LOOP_MS);
  const where = 'in VS Code';
  return [
    { name: `activation ${where}, median of 3`, value: activation, unit: 'ms', target: '< 50', ok: activation < 50 },
    { name: `loading the main bundle ${where}, median of 3`, value: loading, unit: 'ms', ok: true },
    { name: `edit events while recording ${where}`, value: rate, unit: 'events/s', ok: listener.length > 0 },
    { name: `recorder's listeners ${where}, median`, value: percentile(listener, 0.5), unit: 'ms', ok: true },
    {
      name: `recorder's listeners ${where}, p99`,
      value: p99,
      unit: 'ms',
      target: '< 2 + delay',
      // One event in a hundred meets the extension host's garbage collection, which the loop does not; the figure of
      // 1 ms at 1,000 events/s is held by the row of the bundled recorder, where nobody else makes garbage.
      ok: p99 < 2 + noise,
    },
    {
      name: `its listeners of cursors and views ${where}, p99`,
      value: percentile(attention, 0.99),
      unit: 'ms',
      target: '< 1 + delay',
      ok: percentile(attention, 0.99) < 1 + noise,
    },
    { name: `p99 of the delay of a loop of ${LOOP_MS} ms beside them`, value: noise, unit: 'ms', ok: true },
    { name: `recorder's listeners ${where}, slowest`, value: Math.max(...listener), unit: 'ms', ok: true },
  ];
}
