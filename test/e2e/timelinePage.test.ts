import assert from 'node:assert/strict';
import type { TimelineHostMessage, TimelinePageMessage } from '../../src/core/session/timelineMessages.ts';
import { poisonWith, sampleReport } from '../unit/report/sampleReport.ts';
import { BuiltPage } from './builtPage.ts';

describe('the timeline page', () => {
  const built = new BuiltPage<TimelineHostMessage, TimelinePageMessage>('timeline');
  const open = (kept?: unknown) => built.open({ kept });

  before(() => built.start());
  after(() => built.stop());

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
