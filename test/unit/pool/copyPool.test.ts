import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { poolFolder, takeFolder } from '../../../src/node/pool/copyPool.ts';
import { makeSandbox, type Sandbox } from '../git/sandbox.ts';

describe('the pool of copies', () => {
  let sandbox: Sandbox;
  const kept = process.env.TMPDIR;

  beforeEach(() => {
    sandbox = makeSandbox();
    process.env.TMPDIR = sandbox.folder;
  });
  afterEach(() => {
    if (kept === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = kept;
    sandbox.dispose();
  });

  const pool = (): string => poolFolder() ?? assert.fail('there is no pool');

  it('gives a folder again for the same key only, and never to two at once', () => {
    const first = takeFolder('a');
    const second = takeFolder('a');
    assert.notEqual(first.folder, second.folder);
    assert.deepEqual([first.used, second.used], [false, false]);
    writeFileSync(path.join(first.folder, 'mark'), '');
    first.giveBack(true);
    assert.equal(takeFolder('b').used, false);
    const again = takeFolder('a');
    assert.equal(again.used, true);
    assert.ok(existsSync(path.join(again.folder, 'mark')));
    assert.equal(takeFolder('a').used, false);
  });

  it('removes a folder that shall not be used again, also one that nobody may change', () => {
    const taken = takeFolder('a');
    mkdirSync(path.join(taken.folder, 'closed/inside'), { recursive: true });
    writeFileSync(path.join(taken.folder, 'closed/inside/x'), '');
    chmodSync(path.join(taken.folder, 'closed'), 0o500);
    taken.giveBack(false);
    assert.deepEqual(readdirSync(pool()), []);
  });

  it('removes what a process that died left, not what a living one or another machine has', () => {
    const own = takeFolder('a');
    const [, machine = ''] = /^busy-([0-9a-f]+)-/.exec(path.basename(own.folder)) ?? [];
    const dead = path.join(pool(), `busy-${machine}-${2 ** 22 + 7}-aaaaaaaaaaaa-bbbbbbbbbbbb`);
    const foreign = path.join(pool(), `busy-00000000-${2 ** 22 + 7}-aaaaaaaaaaaa-bbbbbbbbbbbb`);
    for (const folder of [dead, foreign]) mkdirSync(path.join(folder, 'files'), { recursive: true });
    takeFolder('b');
    assert.deepEqual([existsSync(own.folder), existsSync(dead), existsSync(foreign)], [true, false, true]);
  });

  it('keeps eight idle folders at most, and none for longer than a day', () => {
    const many = Array.from({ length: 11 }, () => takeFolder('a'));
    for (const one of many) one.giveBack(true);
    takeFolder('other').giveBack(false);
    const idle = readdirSync(pool());
    assert.equal(idle.length, 8);
    const old = new Date(Date.now() - 25 * 60 * 60 * 1000);
    for (const name of idle) utimesSync(path.join(pool(), name), old, old);
    takeFolder('other').giveBack(false);
    assert.deepEqual(readdirSync(pool()), []);
  });

  it('is not used where somebody else could have put it there', function () {
    if (process.getuid === undefined) {
      console.log('      no user ids on this system');
      this.skip();
    }
    const folder = pool();
    chmodSync(folder, 0o777);
    assert.equal(poolFolder(), null);
    const taken = takeFolder('a');
    assert.notEqual(path.dirname(taken.folder), folder);
    taken.giveBack(true);
    assert.equal(existsSync(taken.folder), false);
    rmSync(folder, { recursive: true });
    mkdirSync(path.join(sandbox.folder, 'elsewhere'), { mode: 0o700 });
    renameSync(path.join(sandbox.folder, 'elsewhere'), folder);
    assert.equal(poolFolder(), folder);
  });

  it('lets eight processes take folders at once without a collision', async () => {
    const script = path.join(sandbox.folder, 'taker.mts');
    const source = path.resolve(import.meta.dirname, '../../../src/node/pool/copyPool.ts');
    writeFileSync(
      script,
      `import { openSync, closeSync, rmSync } from 'node:fs';
import path from 'node:path';
import { takeFolder } from ${JSON.stringify(source)};
for (let at = 0; at < 60; at++) {
  const taken = takeFolder('same');
  const mine = path.join(taken.folder, 'mine');
  closeSync(openSync(mine, 'wx'));
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
  rmSync(mine);
  taken.giveBack(at % 7 !== 0);
}
`,
    );
    const ended = await Promise.all(
      Array.from({ length: 8 }, () => exitOf(fork(script, { env: { ...process.env, TMPDIR: os.tmpdir() } }))),
    );
    assert.deepEqual(
      ended,
      Array.from({ length: 8 }, () => 0),
    );
    assert.ok(
      readdirSync(pool()).every((name) => name.startsWith('idle-')),
      readdirSync(pool()).join(),
    );
  }).timeout(60_000);
});

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('exit', resolve));
}
