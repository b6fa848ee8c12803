import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { settleFolder } from '../../../src/node/sandbox/settleFolder.ts';

const plenty = { files: 1000, diskBytes: 1_000_000 };

describe('a folder that commands worked in', () => {
  let folder: string;
  beforeEach(function () {
    if (process.platform === 'win32') return this.skip();
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-settle-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const at = (...parts: string[]) => path.join(folder, ...parts);

  it('loses pipes, repositories inside and names that are no UTF-8, and keeps the rest', () => {
    execFileSync('mkfifo', [at('pipe')]);
    mkdirSync(at('a', 'b', '.GIT '), { recursive: true });
    mkdirSync(at('.git'));
    writeFileSync(at('.git', 'config'), 'x');
    writeFileSync(at('line\nbreak'), 'x');
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff])]), 'x');
    const { removed, excess } = settleFolder(folder, plenty);
    assert.equal(excess, null);
    assert.deepEqual(removed.map((line) => line.replace(/.*\(/, '(')).sort(), [
      '(a name that is no UTF-8)',
      '(a pipe)',
      '(a repository)',
      '(a repository)',
    ]);
    assert.ok(existsSync(at('line\nbreak')) && existsSync(at('a', 'b')));
    assert.ok(!existsSync(at('.git')) && !existsSync(at('pipe')));
  });

  it("keeps the empty place of the copy's own repository", () => {
    mkdirSync(at('.git'));
    assert.deepEqual(settleFolder(folder, plenty).removed, []);
    assert.ok(existsSync(at('.git')));
  });

  it('takes set-user-id bits away and lets the owner read', () => {
    writeFileSync(at('tool'), '#!/bin/sh\n');
    chmodSync(at('tool'), 0o4755);
    mkdirSync(at('closed'));
    writeFileSync(at('closed', 'x'), 'x');
    chmodSync(at('closed', 'x'), 0);
    chmodSync(at('closed'), 0);
    settleFolder(folder, plenty);
    assert.equal(statSync(at('tool')).mode & 0o7777, 0o755);
    assert.equal(statSync(at('closed')).mode & 0o700, 0o700);
    assert.equal(readFileSync(at('closed', 'x'), 'utf8'), 'x');
  });

  it('follows no link', () => {
    const outside = mkdtempSync(path.join(os.tmpdir(), 'tracewright-outside-'));
    try {
      mkdirSync(path.join(outside, '.git'));
      writeFileSync(path.join(outside, 'x'), 'x');
      chmodSync(path.join(outside, 'x'), 0o400);
      symlinkSync(outside, at('link'));
      symlinkSync(path.join(outside, 'x'), at('file'));
      symlinkSync(path.join(outside, '.git'), at('.git'));
      settleFolder(folder, plenty);
      assert.ok(existsSync(path.join(outside, '.git')));
      assert.equal(statSync(path.join(outside, 'x')).mode & 0o777, 0o400);
      assert.ok(lstatSync(at('link')).isSymbolicLink());
      assert.equal(lstatSync(at('.git'), { throwIfNoEntry: false }), undefined);
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });

  it('is given up where it holds too much', () => {
    for (const name of ['a', 'b', 'c', 'd']) writeFileSync(at(name), 'x'.repeat(100));
    assert.match(settleFolder(folder, { files: 3, diskBytes: 1000 }).excess ?? '', /3 files/);
    assert.match(settleFolder(folder, { files: 30, diskBytes: 399 }).excess ?? '', /399 bytes/);
    assert.equal(settleFolder(folder, { files: 4, diskBytes: 400 }).excess, null);
  });

  it('loses what is nested deeper than anybody makes it', function () {
    this.timeout(20_000);
    const name = 'x'.repeat(200);
    execFileSync('bash', ['-c', `for n in $(seq 25); do mkdir ${name}; cd -P ${name}; done`], { cwd: folder });
    const { removed } = settleFolder(folder, { files: 100_000, diskBytes: 1000 });
    assert.equal(removed.length, 1);
    assert.match(removed[0] ?? '', /too deep/);
    rmSync(folder, { recursive: true });
  });
});
