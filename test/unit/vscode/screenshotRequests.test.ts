import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { askForScreenshot } from '../../../scripts/vscode/askForScreenshot.ts';
import { serveScreenshots } from '../../../scripts/vscode/screenshotRequests.ts';

describe('screenshots asked for from inside the extension host', () => {
  const state = { folder: '' };
  beforeEach(async () => {
    state.folder = await mkdtemp(path.join(os.tmpdir(), 'tracewright-pictures-'));
    process.env.TRACEWRIGHT_HOST_SCREENSHOTS = state.folder;
  });
  afterEach(async () => {
    delete process.env.TRACEWRIGHT_HOST_SCREENSHOTS;
    await rm(state.folder, { recursive: true, force: true });
  });

  it('are there when the asking returns, and leave no request behind', async () => {
    const stop = await serveScreenshots(state.folder, (file) => writeFile(file, 'pixels'));
    assert.equal(await askForScreenshot('timeline'), true);
    await stop();
    assert.equal(await readFile(path.join(state.folder, 'timeline.png'), 'utf8'), 'pixels');
    assert.deepEqual(await readdir(state.folder), ['timeline.png']);
  });

  it('do not hold up anybody when none can be taken', async () => {
    const stop = await serveScreenshots(state.folder, () => Promise.reject(new Error('no page')));
    assert.equal(await askForScreenshot('timeline'), false);
    await stop();
    delete process.env.TRACEWRIGHT_HOST_SCREENSHOTS;
    assert.equal(await askForScreenshot('timeline'), false);
  });
});
