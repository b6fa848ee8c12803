import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Workbench } from './workbench.ts';

describe('the workbench in a browser', () => {
  it('opens a folder, runs a command by its title and shows a file that was asked for', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'tracewright-e2e-'));
    await writeFile(path.join(folder, 'hello.txt'), 'hello from the smoke test\n');
    const workbench = await Workbench.open(folder);
    try {
      await workbench.step('open the file', () => workbench.openFile('hello.txt'));
      const text = await workbench.page.locator('.editor-instance .view-lines').first().textContent();
      assert.match((text ?? '').replaceAll('\u00a0', ' '), /hello from the smoke test/);
      await workbench.step('toggle the panel', () => workbench.runCommand('View: Toggle Panel Visibility'));
      await workbench.page.locator('.part.panel').waitFor({ state: 'visible' });
      const picture = await workbench.screenshot('smoke');
      assert.ok((await stat(picture)).size > 10_000, 'the picture is empty');
    } finally {
      await workbench.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
