import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SessionEvent } from '../../../src/core/session/event.ts';
import { openSession } from '../../../src/node/store/openSession.ts';
import { verifySession } from '../../../src/node/store/verifySession.ts';
import { WatchSession } from '../../../src/node/watch/watchSession.ts';
import { makeSandbox, type Sandbox } from '../git/sandbox.ts';

const settle = (ms = 1_200) => new Promise((resolve) => setTimeout(resolve, ms));
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('a folder that is watched', () => {
  let sandbox: Sandbox;
  let folder: string;
  beforeEach(() => {
    sandbox = makeSandbox();
    folder = path.join(realpathSync(sandbox.folder), 'repo');
    mkdirSync(path.join(folder, 'd'), { recursive: true });
    writeFileSync(path.join(folder, 'a.txt'), 'one\n');
    writeFileSync(path.join(folder, 'd/x.txt'), 'x\n');
    writeFileSync(path.join(folder, '.gitignore'), 'hidden/\n*.log\n');
    sandbox.commitAll(folder);
  });
  afterEach(() => sandbox.dispose());

  /** Records while `work` runs; the events after the first checkpoint, of a session that verifies. */
  async function recorded(work: () => Promise<void>): Promise<SessionEvent[]> {
    const session = await WatchSession.start({
      folder,
      dataFolder: path.join(folder, '.tracewright'),
      goal: 'g',
      version: '0',
      idleSeconds: 1,
      log,
      onEvent: () => undefined,
      onFailure: (error) => assert.fail(String(error)),
    });
    await work();
    await session.stop();
    const loaded = await openSession(session.folder);
    const { ok, firstDivergence, checkpoints } = verifySession(loaded);
    assert.deepEqual([ok, firstDivergence], [true, null]);
    assert.equal(checkpoints.checked, checkpoints.matched);
    return loaded.events.slice(2);
  }
  const files = (events: readonly SessionEvent[]) =>
    events.flatMap((event) =>
      event.kind === 'file' ? [`${event.op} ${event.path}${event.to === undefined ? '' : ` ${event.to}`}`] : [],
    );

  it('tells what changed, what moved with the same content, and a file written beside itself as one change', async () => {
    const events = await recorded(async () => {
      writeFileSync(path.join(folder, 'a.txt'), 'one\ntwo\n');
      await settle();
      renameSync(path.join(folder, 'a.txt'), path.join(folder, 'b.txt'));
      await settle();
      writeFileSync(path.join(folder, 'b.txt.tmp'), 'three\n');
      renameSync(path.join(folder, 'b.txt.tmp'), path.join(folder, 'b.txt'));
      await settle();
    });
    assert.deepEqual(files(events), ['change a.txt', 'rename a.txt b.txt', 'change b.txt']);
  });

  it('a folder replaced by a file, a link, and what is ignored', async () => {
    const events = await recorded(async () => {
      rmSync(path.join(folder, 'd'), { recursive: true });
      writeFileSync(path.join(folder, 'd'), 'a file\n');
      symlinkSync('/etc/hostname', path.join(folder, 'link'));
      mkdirSync(path.join(folder, 'hidden'));
      writeFileSync(path.join(folder, 'hidden/secret.txt'), 'secret');
      writeFileSync(path.join(folder, 'x.log'), 'noise');
      await settle();
    });
    assert.deepEqual(files(events).sort(), ['create d', 'create link']);
    const link = events.find((event) => event.kind === 'file' && event.path === 'link');
    assert.deepEqual(link?.kind === 'file' && [link.mode, link.content], ['120000', { text: '/etc/hostname' }]);
  });

  it('a commit is told with its tree and what git calls it', async () => {
    const events = await recorded(async () => {
      writeFileSync(path.join(folder, 'a.txt'), 'two\n');
      sandbox.commitAll(folder);
      await settle(2_000);
    });
    const git = events.find((event) => event.kind === 'git');
    assert.equal(git?.kind === 'git' && git.moves?.at(-1)?.action, 'commit');
  });

  it('many files at once are one event with both trees', async () => {
    const events = await recorded(async () => {
      for (let n = 0; n < 250; n++) writeFileSync(path.join(folder, `d/n${n}.txt`), `${n}\n`);
      await settle(2_500);
    });
    const bulk = events.filter((event) => event.kind === 'bulk');
    assert.equal(
      bulk.reduce((sum, event) => sum + (event.kind === 'bulk' ? event.files.length : 0), 0),
      250,
    );
  });

  it('what happens right before the end is in the log', async () => {
    const events = await recorded(async () => writeFileSync(path.join(folder, 'a.txt'), 'last words\n'));
    assert.deepEqual(files(events), ['change a.txt']);
  });
});
