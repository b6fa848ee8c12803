import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Trajectory } from '../../src/core/trajectory/atif.ts';
import type { TrajectoryRow } from '../../src/core/trajectory/viewing/trajectoryRow.ts';
import type { TrajectoryHostMessage, TrajectoryPageMessage } from '../../src/core/trajectory/viewing/viewMessages.ts';
import { TrajectoryAnswers } from '../../src/extension/host/trajectoryAnswers.ts';
import { sampleTrajectory } from '../unit/trajectory/viewing/sampleTrajectory.ts';
import { BuiltPage, type OpenPage } from './builtPage.ts';

type Open = OpenPage<TrajectoryHostMessage, TrajectoryPageMessage>;

const screenshots = path.resolve(import.meta.dirname, '../../out/screenshots');

describe('the trajectory page', () => {
  const built = new BuiltPage<TrajectoryHostMessage, TrajectoryPageMessage>('trajectory');
  let folder: string;

  before(async () => {
    await mkdir(screenshots, { recursive: true });
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-page-'));
    await built.start();
  });
  after(async () => {
    await built.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The page with a trajectory that was read from a file; `answer` answers what the page has asked since. */
  async function show(trajectory: Trajectory, options: Parameters<typeof built.open>[0] = {}) {
    const file = path.join(folder, 'shop.trajectory.json');
    writeFileSync(file, JSON.stringify(trajectory));
    const open = await built.open({ width: 1280, ...options });
    const answers = new TrajectoryAnswers(file);
    const told: TrajectoryHostMessage[] = [{ kind: 'start', file: '/home/dev/shop/shop.trajectory.json' }];
    await answers.read((reading) => told.push(reading));
    for (const message of told) await open.send(message);
    await open.page.getByRole('treeitem').first().waitFor();
    let answered = 0;
    const answer = async () => {
      await open.page.waitForTimeout(250);
      const sent = await open.sent();
      for (const message of sent.slice(answered)) {
        if (message.kind === 'detail') await open.send({ kind: 'detail', detail: answers.detail(message.key) });
        if (message.kind === 'search') {
          await open.send({ kind: 'found', query: message.query, keys: answers.search(message.query) });
        }
      }
      answered = sent.length;
    };
    await answer();
    return { ...open, answer };
  }
  const selected = ({ page }: Pick<Open, 'page'>) =>
    page.locator('[role=treeitem][aria-selected=true]').getAttribute('id');

  it('shows the steps, and all that is known of the selected one', async () => {
    const open = await show(sampleTrajectory());
    const { page, answer, complaints } = open;
    assert.equal(await page.getByRole('treeitem').count(), 14);
    assert.match((await page.locator('header.page-header').textContent()) ?? '', /ATIF 1\.7.*shop-agent 2\.1\.0/);
    await page.locator('[id="row-0.4"]').click();
    await answer();
    const detail = page.locator('.timeline-detail');
    assert.equal(await detail.getByRole('heading', { level: 2 }).textContent(), 'Step 4: Agent');
    const result = detail.getByRole('region', { name: 'Result' });
    assert.match((await result.textContent()) ?? '', /Error.*exit code 1.*4\.2 s.*✗ is never negative/s);
    await page.locator('[id="row-0.5"]').click();
    await answer();
    assert.equal(await detail.getByRole('table').locator('.row-added').count(), 2);
    await page.locator('[id="row-0.11"]').click();
    await answer();
    assert.equal(await detail.locator('.patch-added').textContent(), '+  return Math.max(0, net - discount);\n');
    await page.locator('[id="row-0.2"]').click();
    await answer();
    assert.match((await detail.locator('.media-part').textContent()) ?? '', /image\/png, 48 kB/);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('is walked by keyboard: rows, panes, search and headings', async () => {
    const open = await show(sampleTrajectory());
    const { page, answer } = open;
    await page.getByRole('tree').focus();
    await page.keyboard.press('End');
    assert.equal(await selected(open), 'row-0.13');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    assert.equal(await selected(open), 'row-0.2');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H2');
    await page.keyboard.press('F6');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'tree');
    await page.locator('[id="row-0.10"]').click();
    await page.keyboard.press('ArrowDown');
    assert.equal(await selected(open), 'row-t1');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.equal(await selected(open), 'row-1.1');
    assert.equal(await page.locator('[id="row-1.1"]').getAttribute('aria-level'), '3');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await selected(open), 'row-t1');
    await page.keyboard.press('ControlOrMeta+f');
    await page.keyboard.type('voucher');
    await page.waitForTimeout(200);
    await answer();
    await page.waitForTimeout(50);
    assert.deepEqual(await page.getByRole('treeitem').evaluateAll((rows) => rows.map(({ id }) => id)), [
      'row-0.3',
      'row-0.5',
    ]);
    await page.close();
  });

  it('goes from error to error, and to the loop with the reason', async () => {
    const open = await show(sampleTrajectory());
    const { page } = open;
    await page.getByRole('tree').focus();
    for (const expected of ['0.4', '0.6', '0.7', '0.8', '0.4']) {
      await page.keyboard.press('F8');
      assert.equal(await selected(open), `row-${expected}`);
    }
    await page.keyboard.press('Shift+F8');
    assert.equal(await selected(open), 'row-0.8');
    await page.getByRole('button', { name: 'Next loop (1)' }).click();
    assert.equal(await selected(open), 'row-0.6');
    await page.getByText('The same calls gave the same results 3 times in a row (steps 6 to 8).').waitFor();
    assert.match((await page.locator('[id="row-0.6"]').textContent()) ?? '', /Echo/);
    assert.match((await page.locator('[id="row-0.12"]').textContent()) ?? '', /Recovery/);
    await page.locator('[id="row-0.4"]').click();
    await page.getByText('This error was overcome 7 steps later, in step 12.').waitFor();
    await page.getByRole('button', { name: '4 errors' }).click();
    assert.equal(await page.getByRole('treeitem').count(), 4);
    await page.close();
  });

  it('shows the raw record beside the step, and asks for the file as text', async () => {
    const { page, answer, sent } = await show(sampleTrajectory());
    await page.locator('[id="row-0.4"]').click();
    await answer();
    await page.getByRole('button', { name: 'Raw record' }).click();
    assert.match((await page.locator('.raw pre').textContent()) ?? '', /"step_id": 4/);
    await page.getByRole('button', { name: 'Open the file as text' }).click();
    assert.deepEqual((await sent()).at(-1), { kind: 'raw' });
    await page.close();
  });

  it('leads from a call to its subagent', async () => {
    const open = await show(sampleTrajectory());
    await open.page.locator('[id="row-0.10"]').click();
    await open.answer();
    await open.page.getByRole('button', { name: 'Subagent helper-1' }).click();
    assert.equal(await selected(open), 'row-t1');
    assert.equal(await open.page.locator('[id="row-1.3"]').count(), 1);
    await open.page.close();
  });

  it('is the same again after it was hidden', async () => {
    const first = await show(sampleTrajectory());
    await first.page.locator('[id="row-0.5"]').click();
    const kept = await first.kept();
    await first.page.close();
    const second = await show(sampleTrajectory(), { kept });
    assert.equal(await selected(second), 'row-0.5');
    await second.page.close();
  });

  it('says why a file cannot be read', async () => {
    const { page, send, sent } = await built.open();
    await send({ kind: 'start', file: '/x.traj' });
    await send({ kind: 'error', message: 'this is not whole JSON' });
    assert.match((await page.getByRole('alert').textContent()) ?? '', /this is not whole JSON/);
    await page.getByRole('button', { name: 'Open the file as text' }).click();
    assert.deepEqual((await sent()).at(-1), { kind: 'raw' });
    await page.close();
  });

  it('shows hostile text as text, under the editor’s policy', async () => {
    const payload = `"><img src=x onerror=alert(1)><script>alert(2)</script><a href="javascript:alert(3)">x</a>\u001b]0;t\u0007`;
    const { page, answer, complaints } = await show(poisoned(sampleTrajectory(), payload) as Trajectory);
    await page.getByRole('button', { name: 'Raw record' }).click();
    await page.getByRole('tree').focus();
    await page.keyboard.press('Home');
    for (let row = 0; row < 14; row++) {
      await answer();
      assert.equal(await page.locator('img, a, script:not([nonce]), [onerror]').count(), 0);
      await page.keyboard.press('ArrowDown');
    }
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('scrolls through ten thousand steps without a stall', async () => {
    const rows: TrajectoryRow[] = Array.from({ length: 10_000 }, (_, index) => ({
      key: `0.${index + 1}`,
      thread: 0,
      number: index + 1,
      source: 'agent',
      title: `Step ${index + 1} looks at \`file-${index}.ts\``,
      tools: ['Read', 'Grep'],
      calls: 2,
      error: index % 50 === 0,
      use: { prompt: index },
    }));
    const { page, send } = await built.open();
    await send({ kind: 'start', file: '/long.jsonl' });
    for (let at = 0; at < rows.length; at += 1_000) await send({ kind: 'rows', rows: rows.slice(at, at + 1_000) });
    await page.getByText('10,000 of 10,000').waitFor();
    const frames = await page.evaluate(async () => {
      const tree = document.querySelector('[role=tree]') as HTMLElement;
      const times: number[] = [];
      let last = performance.now();
      for (let frame = 0; frame < 120; frame++) {
        tree.scrollTop = (tree.scrollHeight / 120) * frame;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const now = performance.now();
        times.push(now - last);
        last = now;
      }
      return { times, drawn: tree.querySelectorAll('[role=treeitem]').length };
    });
    const longest = Math.max(...frames.times);
    assert.ok(frames.drawn < 100, `${frames.drawn} rows are drawn`);
    assert.ok(longest < 250, `the longest frame took ${longest.toFixed(0)} ms`);
    console.log(`      longest frame ${longest.toFixed(0)} ms, mean ${mean(frames.times).toFixed(1)} ms`);
    await page.close();
  });

  for (const theme of ['vscode-light', 'vscode-dark', 'vscode-high-contrast']) {
    it(`is photographed in ${theme}`, async () => {
      const { page, answer, complaints } = await show(sampleTrajectory(), { theme });
      await page.locator('[id="row-0.5"]').click();
      await answer();
      await page.getByRole('table').waitFor();
      await page.screenshot({ path: path.join(screenshots, `trajectory-${theme}.png`) });
      assert.deepEqual(complaints, []);
      await page.close();
    });
  }
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const structural = new Set(['source', 'schema_version', 'type', 'timestamp', 'tool_call_id', 'source_call_id']);

/** Every text in a value with a payload at its end, but for those that make it what it is. */
function poisoned(value: unknown, payload: string, name = ''): unknown {
  if (typeof value === 'string') return structural.has(name) ? value : `${value}${payload}`;
  if (Array.isArray(value)) return value.map((inner) => poisoned(inner, payload, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, poisoned(inner, payload, key)]));
}
