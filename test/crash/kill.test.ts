import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findBrowser, launchBrowser } from '../../scripts/vscode/browser.ts';
import { bundleForHost } from '../../scripts/vscode/bundleForHost.ts';
import { codeServer } from '../../scripts/vscode/codeServer.ts';
import { startServer, type VscodeServer } from '../../scripts/vscode/server.ts';
import { quietSettings } from '../../scripts/vscode/settings.ts';
import { openWindow } from '../../scripts/vscode/window.ts';
import type { SessionEventOf } from '../../src/core/session/event.ts';
import { openSession } from '../../src/node/store/openSession.ts';
import { readSession } from '../../src/node/store/sessionReader.ts';
import { verifySession } from '../../src/node/store/verifySession.ts';

const root = path.resolve(import.meta.dirname, '../..');
const extension = process.env.TEST_EXTENSION ?? root;
const silent = { report: () => undefined };

describe('an extension host that is killed in the middle of typing', () => {
  it('loses no acknowledged event, and the next start says what was recovered', async () => {
    const scratch = await mkdtemp(path.join(os.tmpdir(), 'tracewright-kill-'));
    const workspace = await makeWorkspace(path.join(scratch, 'workspace'));
    const acknowledged = path.join(scratch, 'acknowledged.txt');
    await bundleForHost(import.meta.dirname, ['typist.ts'], path.join(root, 'out', 'test', 'crash'));
    const server = await startServer(await codeServer(silent), {
      settings: quietSettings,
      env: { TRACEWRIGHT_TEST_ACKNOWLEDGED: acknowledged },
    });
    const browser = await launchBrowser(await findBrowser(silent));
    try {
      const said: string[] = [];
      const typist = path.join(root, 'out', 'test', 'crash', 'typist.cjs');
      const first = await openWindow(
        browser,
        server,
        {
          folder: workspace,
          extensionDevelopmentPath: extension,
          extensionTestsPath: typist,
        },
        (line) => said.push(line),
      );
      const { pid, session } = await typedEnough(acknowledged, 300, server, said);
      process.kill(pid, 'SIGKILL');
      // Before the window can start another extension host.
      await first.page.context().close();
      await gone(pid);
      const { versions } = readAcknowledged(acknowledged);
      const folder = path.join(workspace, '.tracewright', 'sessions', session);
      const killed = readSession(folder);
      const edits = killed.events.filter((event): event is SessionEventOf<'edit'> => event.kind === 'edit');
      const recorded = new Set(edits.map(({ v }) => v));
      assert.deepEqual(
        versions.filter((version) => !recorded.has(version)),
        [],
        'every version that was acknowledged is in the log',
      );
      assert.deepEqual(killed.problems, []);
      assert.notEqual(killed.events.at(-1)?.kind, 'session-stop');
      const second = await openWindow(browser, server, { folder: workspace, extensionDevelopmentPath: extension });
      await recoveredBy(folder);
      await second.page.locator('[id="status.notifications"]').click();
      await second.page.getByText(`Recovered the session ${session}`).first().waitFor({ timeout: 20_000 });
      const recovered = await openSession(folder);
      assert.deepEqual(
        recovered.events.slice(-2).map(({ kind }) => kind),
        ['recovered', 'session-stop'],
      );
      const verdict = verifySession(recovered);
      assert.deepEqual([verdict.ok, verdict.recovered, verdict.firstDivergence], [true, true, null]);
      assert.equal(recovered.events.length, killed.events.length + 2);
    } finally {
      await browser.close();
      await server.stop();
      await rm(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  });
});

async function makeWorkspace(folder: string): Promise<string> {
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
  await writeFile(path.join(folder, 'typed.txt'), 'start\n');
  const who = ['-c', 'user.name=Crash Test', '-c', 'user.email=crash@example.invalid'];
  execFileSync('git', ['-C', folder, 'add', '.']);
  execFileSync('git', ['-C', folder, ...who, 'commit', '--quiet', '--message', 'Start']);
  return folder;
}

function readAcknowledged(file: string): { pid: number; session: string; versions: number[] } {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  const [pid = '0', session = ''] = (lines[0] ?? '').split(' ');
  return { pid: Number(pid), session, versions: lines.slice(1).map(Number) };
}

/** Waits until `count` edits were acknowledged. */
async function typedEnough(file: string, count: number, server: VscodeServer, said: readonly string[]) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const now = readAcknowledged(file);
    if (now.versions.length >= count) return now;
    if (Date.now() > deadline)
      assert.fail(
        `only ${now.versions.length} edits were typed in a minute. The window said: ${said.slice(-5).join(' / ')}`,
      );
    await Promise.race([sleep(50), server.failed]);
  }
}

/** Waits until the next start has put the log in order. */
async function recoveredBy(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (readSession(folder).events.at(-1)?.kind === 'session-stop') return;
    await sleep(100);
  }
  assert.fail('the next start did not put the session in order within a minute');
}

async function gone(pid: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(50);
  }
  assert.fail('the killed process is still there');
}
