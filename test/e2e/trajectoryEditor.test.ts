import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { sampleTrajectory } from '../unit/trajectory/viewing/sampleTrajectory.ts';
import { Workbench } from './workbench.ts';

describe('a trajectory, as a person reads it', () => {
  it('is opened from its view, read by keyboard, and shown as text', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'tracewright-e2e-'));
    await mkdir(path.join(folder, '.tracewright', 'trajectories'), { recursive: true });
    const file = path.join(folder, '.tracewright', 'trajectories', 'discounts.trajectory.json');
    await writeFile(file, JSON.stringify(sampleTrajectory(), null, 1));
    const workbench = await Workbench.open(folder);
    const { page } = workbench;
    try {
      await workbench.step('open it from the view', async () => {
        await page
          .locator('.activitybar')
          .getByRole('tab', { name: /Tracewright/ })
          .click();
        const row = page.locator('.sidebar').getByRole('treeitem', { name: /^discounts\.trajectory\.json, ATIF, / });
        await row.click();
      });
      await workbench.step('go to the first error and to the edit', async () => {
        const frame = await workbench.webview('[role="tree"]');
        await frame.locator('[id="row-0.1"]').click();
        await page.keyboard.press('F8');
        await frame.getByRole('heading', { name: 'Step 4: Agent' }).waitFor();
        await frame.getByText('✗ is never negative').waitFor();
        await page.keyboard.press('ArrowDown');
        const diff = frame.getByRole('table').filter({ hasText: 'Math.max(0, sum' });
        await diff.waitFor();
        assert.equal(await frame.locator('[role=treeitem][aria-selected=true]').getAttribute('id'), 'row-0.5');
        await workbench.screenshot('trajectory');
      });
    } finally {
      await workbench.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
