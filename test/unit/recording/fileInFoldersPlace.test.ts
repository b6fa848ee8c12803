import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileStatus } from '../../../src/node/recording/fileStatus.ts';
import { linkStatus } from '../../../src/node/recording/linkStatus.ts';
import { leadsOut } from '../../../src/node/recording/place.ts';
import { PrivateFiles } from '../../../src/node/recording/privateFiles.ts';

describe('a file in the place of a folder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'tracewright-test-'));
    writeFileSync(path.join(root, 'folder'), 'was a folder\n');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('has nothing below it, whoever asks', () => {
    const below = path.join(root, 'folder', 'a.txt');
    assert.equal(fileStatus(below), undefined);
    assert.equal(linkStatus(below), undefined);
    assert.equal(leadsOut(below, [{ name: 'w', path: root }]), false);
    assert.equal(new PrivateFiles(root).hides('folder/a.txt'), false);
    assert.equal(fileStatus(path.join(root, 'folder'))?.isFile(), true);
  });
});
