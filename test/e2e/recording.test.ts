import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Workbench } from './workbench.ts';

describe('recording, as a person does it', () => {
  it('starts, types, notes why, stops, and finds both in the timeline', async () => {
    const folder = await makeRepository();
    const workbench = await Workbench.open(folder);
    const { page } = workbench;
    try {
      await workbench.step('start recording', async () => {
        await workbench.runCommand('Tracewright: Start Recording');
        await workbench.answer('Guard total against an empty list');
        await workbench.statusItem(/\d+ events/);
      });
      await workbench.step('type an edit and save it', async () => {
        await workbench.openFile('total.ts');
        await page.keyboard.press('ControlOrMeta+Home');
        await page.keyboard.press('End');
        await page.keyboard.press('Enter');
        await page.keyboard.type('if (list.length === 0) return 0;');
        await page.keyboard.press('Escape');
        await page.keyboard.press('ControlOrMeta+S');
        await page.locator('.tab.active:not(.dirty)').filter({ hasText: 'total.ts' }).waitFor();
      });
      await workbench.step('add a note', async () => {
        await page.keyboard.press('ControlOrMeta+Alt+N');
        await page.getByPlaceholder(/^In your own words/).waitFor();
        await page.getByText(/About: \d+ edits? in total\.ts, /).waitFor();
        await workbench.answer('Callers rely on zero for an empty list');
      });
      await workbench.step('look at the sessions', async () => {
        await page
          .locator('.activitybar')
          .getByRole('tab', { name: /Tracewright/ })
          .click();
        // The goal is cut so that time and events are in view; its whole text is what is read out.
        const row = page.locator('.sidebar').getByRole('treeitem', { name: /^Guard total against an empty list, / });
        await row.filter({ hasText: /Guard total… ?\d+:\d\d · \d+ events/ }).waitFor();
        await workbench.screenshot('recording');
      });
      await workbench.step('stop recording', async () => {
        await workbench.runCommand('Tracewright: Stop Recording');
        await workbench.statusItemGone(/\d+ events/);
      });
      await workbench.step('open the timeline', async () => {
        await workbench.runCommand('Tracewright: Open Timeline');
        const frame = await workbench.webview('[role="tree"]');
        const rows = frame.getByRole('treeitem');
        await rows.filter({ hasText: 'total.ts' }).first().click();
        const diff = frame.locator('.timeline-detail').getByRole('table').filter({ hasText: 'list.length === 0' });
        await diff.first().waitFor();
        await workbench.screenshot('timeline');
        assert.equal(await frame.getByText('Callers rely on zero for an empty list').first().isVisible(), true);
      });
    } finally {
      await workbench.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

async function makeRepository(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tracewright-e2e-'));
  const source = 'export function total(list: number[]): number {\n  return list.reduce((sum, n) => sum + n, 0);\n}\n';
  await writeFile(path.join(folder, 'total.ts'), source);
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Browser Test');
  git('config', 'user.email', 'browser@example.invalid');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Start');
  return folder;
}
