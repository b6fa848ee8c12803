import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { findBrowser, launchBrowser } from '../../scripts/vscode/browser.ts';
import type { ReportData } from '../../src/core/report/report.ts';
import { writeReport } from '../../src/node/report/writeReport.ts';
import { poisonWith, sampleReport } from '../unit/report/sampleReport.ts';
import { contrastsOf } from './contrastsOf.ts';

const pages = path.resolve(import.meta.dirname, '../../dist/webview');

/** A page, and everything it complained about or asked for. */
interface Visit {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

describe('the report in a browser', () => {
  let browser: Browser;
  let folder: string;
  let file = 0;

  before(async () => {
    browser = await launchBrowser(await findBrowser({ report() {} }));
    folder = await mkdtemp(path.join(tmpdir(), 'report-e2e-'));
  });
  after(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function visit(data: ReportData, options: BrowserContextOptions = {}): Promise<Visit> {
    const out = path.join(folder, `report-${++file}.html`);
    await writeReport(data, out, { pages });
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => requests.push(request.url()));
    await page.addInitScript(() => {
      const violations: string[] = [];
      Object.assign(globalThis, { violations });
      addEventListener('securitypolicyviolation', (event) =>
        violations.push((event as unknown as { violatedDirective: string }).violatedDirective),
      );
    });
    await page.goto(pathToFileURL(out).href);
    await page.getByRole('treeitem').first().waitFor();
    return { page, complaints, requests };
  }

  async function assertQuiet({ page, complaints, requests }: Visit): Promise<void> {
    assert.deepEqual(complaints, []);
    assert.deepEqual(await page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations), []);
    assert.equal(requests.length, 1, `asked for ${requests.join(', ')}`);
    await page.close();
  }

  it('shows goal, proof, operations, samples, replay and findings, and asks for nothing', async () => {
    const seen = await visit(sampleReport());
    const { page } = seen;
    const text = (await page.locator('#root').textContent()) ?? '';
    for (const part of [
      'Make it clear that a cart’s total is before tax',
      'Fold equals disk: 12 checkpoints of 12',
      '9f2c1e7ab04d5c6f8e1a2b3c4d5e6f708192a3b4',
      'Lint: 42 rows, nothing found',
      'Ends on the same tree',
      'src/shipping.ts:6',
      'src/billing/invoice.ts:1',
    ]) {
      assert.ok(text.includes(part), part);
    }
    assert.equal(await page.getByRole('treeitem').count(), 8);
    await assertQuiet(seen);
  });

  it('is used with the keyboard alone: the selected operation shows its diff', async () => {
    const seen = await visit(sampleReport());
    const { page } = seen;
    const tree = page.getByRole('tree');
    const detail = page.locator('.timeline-detail');
    await tree.focus();
    await page.keyboard.press('Home');
    assert.equal(await detail.locator('.diff').count(), 4);
    assert.deepEqual(await detail.locator('.row-removed mark').first().allInnerTexts(), ['total']);
    assert.deepEqual(await detail.locator('.row-added mark').first().allInnerTexts(), ['netTotal']);

    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.locator('[role=treeitem][aria-level="2"]').count(), 4);
    assert.match((await tree.getAttribute('aria-activedescendant')) ?? '', /op-1\/3$/);

    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press('ArrowDown');
    await detail.getByText('expected 749.9999999999999 to be 750').waitFor();
    await page.keyboard.type('mo');
    await detail.getByRole('heading', { level: 2, name: 'Move' }).waitFor();
    assert.equal(await detail.locator('.badge-moved').count(), 1);

    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H2');
    await page.keyboard.press('F6');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'tree');
    await assertQuiet(seen);
  });

  it('shows both layouts of a diff, and the lines that a fold hides', async () => {
    const seen = await visit(sampleReport());
    const { page } = seen;
    const diff = page.locator('.diff').first();
    const lines = await diff.locator('.row-context').count();
    await diff.locator('.fold-all').first().click();
    assert.ok((await diff.locator('.row-context').count()) > lines);
    await page.getByRole('button', { name: 'Side by side' }).click();
    assert.equal(await diff.locator('table.split').count(), 1);
    assert.deepEqual(
      await diff
        .locator('tr', { has: page.locator('td.side-removed') })
        .first()
        .locator('td.code mark')
        .allInnerTexts(),
      ['total', 'netTotal'],
    );
    await assertQuiet(seen);
  });

  it('finds operations by word and by kind', async () => {
    const seen = await visit(sampleReport());
    const { page } = seen;
    await page.getByRole('searchbox').fill('billing');
    assert.equal(await page.getByRole('treeitem').count(), 3);
    await page.getByRole('button', { name: 'Move file' }).click();
    assert.equal(await page.getByRole('treeitem').count(), 1);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    assert.equal(await page.getByRole('treeitem').count(), 8);
    await assertQuiet(seen);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`colours trained spans, readable in the ${colorScheme} look, and says where a span came from`, async () => {
      const seen = await visit(sampleReport(), { colorScheme });
      const { page } = seen;
      assert.deepEqual(await page.locator('.sample').first().locator('.span.trained').allInnerTexts(), [
        'Math.round(sum)',
        '<|endoftext|>',
      ]);
      const contrasts = await page.locator('.span').evaluateAll(contrastsOf);
      for (const { text, contrast } of contrasts) assert.ok(contrast >= 4.5, `${text}: ${contrast.toFixed(2)}`);

      const middle = page.locator('.span.span-middle');
      await middle.focus();
      const told = page.locator('.sample').first().locator('.span-told');
      assert.match(
        (await told.textContent()) ?? '',
        /middle, weight 1, 15 characters[\s\S]*src\/cart\.ts[\s\S]*events 15 to 16/,
      );
      await page.keyboard.press('ArrowRight');
      assert.match((await told.textContent()) ?? '', /stop, weight 1/);
      await middle.click();
      await page.mouse.move(5, 5);
      await told.getByRole('button', { name: 'Show in timeline' }).click();
      assert.equal(await page.getByRole('tree').getAttribute('aria-activedescendant'), 'row-op-5');
      await assertQuiet(seen);
    });
  }

  it('keeps ten thousand operations out of the document but within reach', async () => {
    const seen = await visit(sampleReport(undefined, 10_000));
    const { page } = seen;
    await page.getByRole('tree').focus();
    await page.keyboard.press('End');
    await page.locator('[id="row-op-10000"]').waitFor();
    assert.ok((await page.getByRole('treeitem').count()) < 60);
    await assertQuiet(seen);
  });

  it('goes on paper with every operation', async () => {
    const seen = await visit(sampleReport());
    await seen.page.emulateMedia({ media: 'print' });
    await seen.page.locator('#timeline .operation').nth(7).waitFor();
    assert.equal(await seen.page.getByRole('tree').count(), 0);
    await assertQuiet(seen);
  });

  it('shows hostile text as text in every field', async () => {
    const payload = `</script><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>"'><!--javascript:alert(4)\u2028`;
    const seen = await visit(sampleReport(poisonWith(payload)));
    const { page } = seen;
    await page.getByRole('tree').focus();
    for (let operation = 0; operation < 8; operation++) {
      await page.keyboard.press('ArrowRight');
      await page.waitForTimeout(80);
      assert.equal(
        await page.locator('img, [onerror], [onload], [onclick], iframe, object, a[href^="javascript"]').count(),
        0,
      );
      assert.equal(await page.locator('script').count(), 2);
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowDown');
    }
    assert.ok((await page.locator('#root').textContent())?.includes('<img src=x onerror=alert(2)>'));
    await assertQuiet(seen);
  });
});
