import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { makeShop } from '../unit/timetravel/shopTrajectory.ts';
import { Workbench } from './workbench.ts';

describe('debugging a trajectory, as a person does it', () => {
  for (const theme of ['dark', 'light'] as const) {
    it(`is started from the view, stepped by keyboard, and shows the files at each step (${theme})`, async () => {
      const top = await mkdtemp(path.join(os.tmpdir(), 'tracewright-e2e-'));
      const folder = path.join(top, 'shop');
      makeShop(folder);
      await chooseTheme(folder, theme === 'dark' ? 'Default Dark Modern' : 'Default Light Modern');
      const workbench = await Workbench.open(folder);
      const { page } = workbench;
      const frame = (text: RegExp) =>
        page.locator('.debug-call-stack .monaco-list-row').filter({ hasText: text }).first();
      try {
        await workbench.step('debug it from the view', async () => {
          await page
            .locator('.activitybar')
            .getByRole('tab', { name: /Tracewright/ })
            .click();
          const row = page
            .locator('.sidebar')
            .getByRole('treeitem', { name: /^rename-total\.trajectory\.json, ATIF, / });
          await row.hover();
          // The row is drawn anew while the view fills, and a click into that moment is nobody's.
          const toolbar = page.locator('.debug-toolbar');
          for (let attempt = 0; attempt < 3 && !(await toolbar.isVisible()); attempt++) {
            await row.getByRole('button', { name: /Debug this Trajectory/ }).click();
            await toolbar.waitFor({ timeout: 10_000 }).catch(() => undefined);
          }
          await frame(/^1: You are a coding agent/).waitFor();
          await page
            .locator('.sidebar .pane-header')
            .filter({ hasText: /^Watch$/ })
            .click();
          await page.waitForTimeout(1_000);
          await workbench.screenshot(`debugging-start-${theme}`);
        });
        await workbench.step('step to the edit by keyboard', async () => {
          await page.keyboard.press('F10');
          await frame(/^2: Rename total/).waitFor();
          await page.keyboard.press('F10');
          await frame(/^bash: grep/).waitFor();
          await page.keyboard.press('F10');
          await frame(/^Edit: .*price\.ts/).waitFor();
          await page.locator('.tab.active').filter({ hasText: 'price.ts' }).waitFor();
        });
        await workbench.step('look at the call, the files and the changes', async () => {
          const tree = page.locator('.sidebar').getByRole('treeitem', { name: /2 files changed by this step/ });
          await tree.waitFor();
          // Keywords have a colour of their own as soon as the language has been loaded.
          await page
            .locator('.view-lines span.mtk6, .view-lines span.mtk12, .view-lines span.mtk18')
            .first()
            .waitFor()
            .catch(() => undefined);
          await page.waitForTimeout(1_500);
          await workbench.screenshot(`debugging-${theme}`);
          await page
            .locator('.sidebar')
            .getByRole('treeitem', { name: /^cart\.ts/ })
            .first()
            .click();
          await page
            .locator('.tab.active')
            .filter({ hasText: /cart\.ts \(step 4: before ↔ after\)/ })
            .waitFor();
          await page.locator('.monaco-diff-editor').first().waitFor();
          await page.waitForTimeout(1_000);
          await workbench.screenshot(`debugging-diff-${theme}`);
        });
        await workbench.step('read the steps as a text', async () => {
          await frame(/^4: Two files use it/).click();
          await page.locator('.tab.active').filter({ hasText: 'rename-total.steps' }).waitFor();
          await page.waitForTimeout(1_000);
          await workbench.screenshot(`debugging-steps-${theme}`);
        });
        await workbench.step('go on to the subagent, and back', async () => {
          await page.keyboard.press('F10');
          await frame(/^bash: npm test/).waitFor();
          await page.keyboard.press('F10');
          await frame(/^Task: Who imports/).waitFor();
          await page.keyboard.press('F11');
          await frame(/^1: Who imports/).waitFor();
          await page.waitForTimeout(1_000);
          await workbench.screenshot(`debugging-subagent-${theme}`);
          await page.keyboard.press('Alt+F10');
          await frame(/^Task: Who imports/).waitFor();
          await page.keyboard.press('Alt+F5');
          await frame(/^1: You are a coding agent/).waitFor();
        });
        assert.equal(
          await page
            .locator('.notification-list-item')
            .filter({ hasText: /error|failed/i })
            .count(),
          0,
        );
      } finally {
        await workbench.close();
        await rm(top, { recursive: true, force: true });
      }
    });
  }
});

/** Also away from the colours that the browser asks for. */
async function chooseTheme(folder: string, name: string): Promise<void> {
  await mkdir(path.join(folder, '.vscode'), { recursive: true });
  const settings = { 'workbench.colorTheme': name, 'window.autoDetectColorScheme': false };
  await writeFile(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
}
