import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ShadowGit } from '../../src/node/git/shadowGit.ts';
import { openSession } from '../../src/node/store/openSession.ts';
import { recoverSession } from '../../src/node/store/recoverSession.ts';
import { readSession } from '../../src/node/store/sessionReader.ts';
import { verifySession } from '../../src/node/store/verifySession.ts';

const underLoad = path.join(import.meta.dirname, 'underLoad.ts');
const KILLS = 50;

describe('a recorder under load', function () {
  this.timeout(300_000);
  let scratch: string;
  let root: string;
  let data: string;
  let tree: string;

  beforeEach(async () => {
    scratch = mkdtempSync(path.join(os.tmpdir(), 'tracewright-faults-'));
    root = path.join(scratch, 'root');
    data = path.join(root, '.tracewright');
    mkdirSync(root);
    const shadow = new ShadowGit(data, 'base');
    ({ tree } = await shadow.snapshot(root));
    shadow.dispose();
  });
  afterEach(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

  /** Every event that was acknowledged is there, what is torn is set aside and told, and the rest holds. */
  const recovered = async (folder: string, lines: readonly string[]) => {
    const last = Math.max(-1, ...lines.filter((line) => /^\d+$/.test(line)).map(Number));
    const found = readSession(folder);
    assert.ok(found.nextSeq > last, `event ${last} was acknowledged, the log ends with ${found.nextSeq - 1}`);
    assert.ok(found.nextSeq <= last + 2, 'at most one event was written and not yet acknowledged');
    const recovery = recoverSession(folder);
    assert.equal(recovery?.events, found.nextSeq);
    assert.equal(recovery?.tornBytes === 0, found.torn === null);
    const session = await openSession(folder);
    const { ok, firstDivergence, recovered: told, checkpoints } = verifySession(session);
    assert.deepEqual([ok, firstDivergence, told], [true, null, true]);
    assert.equal(checkpoints.matched, checkpoints.checked);
    assert.deepEqual(
      session.events.slice(-2).map(({ kind }) => kind),
      ['recovered', 'session-stop'],
    );
    return { events: found.nextSeq, torn: recovery?.tornBytes ?? 0, segments: found.segments.length };
  };

  it(`that is killed ${KILLS} times at any moment loses no acknowledged event`, async () => {
    const seed = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 1e9));
    const all: Awaited<ReturnType<typeof recovered>>[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const id = `killed-${kill}`;
      const child = spawn(process.execPath, [underLoad, data, root, id, tree, String(seed + kill)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      const closed = new Promise((resolve) => child.on('close', resolve));
      const first = new Promise((resolve) => child.stdout.once('data', resolve));
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
      });
      await first;
      await sleep(((seed + kill * 7919) % 1000) * 0.25);
      child.kill('SIGKILL');
      await closed;
      // A line that was cut off was not acknowledged.
      const lines = said.split('\n').slice(0, -1);
      try {
        all.push(await recovered(path.join(data, 'sessions', id), lines));
      } catch (error) {
        throw new Error(`seed ${seed}, kill ${kill}`, { cause: error });
      }
    }
    const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0);
    assert.ok(sum(({ events }) => events) > KILLS * 10, 'they were killed in the middle of work');
    console.log(
      `      ${KILLS} kills, ${sum(({ events }) => events)} events, ${sum(({ torn }) => Number(torn > 0))} torn records, ` +
        `${sum(({ segments }) => Number(segments > 1))} in several segments`,
    );
  });

  const run = (script: string) => {
    const program = [process.execPath, underLoad, data, root, 'full', tree, '7'].map((word) => `'${word}'`).join(' ');
    const answer = spawnSync('sh', ['-c', script.replaceAll('RECORD', program)], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      timeout: 60_000,
    });
    return { ...answer, lines: answer.stdout.split('\n') };
  };
  const mounts =
    process.platform === 'linux' &&
    spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 't', os.tmpdir()]).status === 0;

  it('whose log may not grow any more ends it with one sentence, and what was acknowledged holds', async function () {
    if (process.platform === 'win32') this.skip();
    // `ulimit -f` counts in blocks of 512 bytes, and a few shells in 1024.
    const { lines, stderr } = run("trap '' XFSZ; ulimit -f 1200; RECORD");
    const failure = lines.find((line) => line.startsWith('failed: '));
    assert.match(failure ?? stderr, /^failed: (the log cannot be written: EFBIG|there is no space left on the disk)/);
    const { events } = await recovered(path.join(data, 'sessions', 'full'), lines);
    assert.ok(events > 5);
  });

  it('on a disk that is full ends the log with one sentence, and what was acknowledged holds', async function () {
    if (!mounts) {
      console.log('      skipped: no small disk can be mounted here');
      this.skip();
    }
    const copy = path.join(scratch, 'copy');
    cpSync(data, copy, { recursive: true });
    const { lines, stderr } = run(
      `unshare -rm sh -c "mount -t tmpfs -o size=3m t '${data}' && cp -r '${copy}/.' '${data}' && RECORD; ` +
        `rm -rf '${copy}'; cp -r '${data}' '${copy}'"`,
    );
    const failure = lines.find((line) => line.startsWith('failed: '));
    assert.match(failure ?? stderr, /^failed: (the log cannot be written: ENOSPC|there is no space left on the disk)/);
    rmSync(path.join(copy, 'sessions', 'full', 'writer.lock'), { force: true });
    const { events } = await recovered(path.join(copy, 'sessions', 'full'), lines);
    assert.ok(events > 5);
  });

  it('on a disk that may not be written to does not start, and says why', function () {
    if (!mounts) {
      console.log('      skipped: no disk can be mounted here');
      this.skip();
    }
    mkdirSync(path.join(data, 'sessions'));
    const { lines } = run(
      `unshare -rm sh -c "mount --bind '${data}' '${data}' && mount -o remount,bind,ro '${data}' && RECORD"`,
    );
    assert.match(lines[0] ?? '', /^failed: a session cannot be recorded here: EROFS/);
    assert.equal(existsSync(path.join(data, 'sessions', 'full')), false);
  });
});
