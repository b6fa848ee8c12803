import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isGitWriting } from '../../../src/node/git/gitFolder.ts';

describe('whether git writes just now', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-writes-'));
    execFileSync('git', ['init', '--quiet', folder]);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is told by the lock of its index, from the folder and from below', () => {
    assert.equal(isGitWriting([folder]), false);
    writeFileSync(path.join(folder, '.git', 'index.lock'), '');
    assert.equal(isGitWriting([folder]), true);
    assert.equal(isGitWriting([path.join(folder, 'packages', 'one')]), true);
  });

  it('a lock that a dead git left behind holds nothing up', () => {
    const lock = path.join(folder, '.git', 'index.lock');
    writeFileSync(lock, '');
    const old = Date.now() / 1000 - 120;
    utimesSync(lock, old, old);
    assert.equal(isGitWriting([folder]), false);
  });

  it('is no question where there is no git', () => {
    assert.equal(isGitWriting([os.tmpdir()]), false);
  });
});
