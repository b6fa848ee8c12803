import assert from 'node:assert/strict';
import path from 'node:path';
import { ShadowGit } from '../../../src/node/git/shadowGit.ts';
import { FileOperations } from '../../../src/node/recording/fileOperations.ts';
import { forgetSession } from '../../../src/node/store/forgetSession.ts';
import { openSession } from '../../../src/node/store/openSession.ts';
import { recoverSession } from '../../../src/node/store/recoverSession.ts';
import { listSessions } from '../../../src/node/store/sessionList.ts';
import { SessionWriter } from '../../../src/node/store/sessionWriter.ts';
import { verifySession } from '../../../src/node/store/verifySession.ts';
import { makeSandbox, type Sandbox } from '../git/sandbox.ts';

const NOON = '2026-03-04T12:00:00.000Z';
const ELEVEN = '2026-03-04T11:00:00.000Z';

describe('a clock that is put back while something is recorded', () => {
  let sandbox: Sandbox;
  let data: string;
  let root: string;
  beforeEach(() => {
    sandbox = makeSandbox();
    sandbox.write('root/a.txt', '1\n');
    root = path.join(sandbox.folder, 'root');
    data = path.join(root, '.tracewright');
  });
  afterEach(() => sandbox.dispose());

  /** Starts at noon, is paused, goes on at eleven; the time of the session goes on in minutes. */
  const recorded = async (id: string, startedAt: string, stop: boolean) => {
    const shadow = new ShadowGit(data, id);
    const { tree } = await shadow.snapshot(root);
    shadow.dispose();
    const roots = [{ name: 'root', path: root, tree, commit: null, branch: null }];
    const tool = { version: '0' };
    let now = 5_000;
    const head = { id, goal: '', startedAt, roots, tool };
    const writer = SessionWriter.create(path.join(data, 'sessions'), head, { now: () => now });
    writer.append({ kind: 'session-start', at: startedAt, goal: '', roots, tool });
    for (let minute = 1; minute <= 3; minute++) {
      now += 60_000;
      const content = { text: `${minute}\n` };
      writer.append({ kind: 'file', op: 'create', path: `${minute}.txt`, content, source: 'watcher' });
      if (minute === 2) writer.append({ kind: 'resume', at: ELEVEN });
    }
    if (stop) writer.append({ kind: 'session-stop', at: ELEVEN, why: 'asked' });
    writer.close(ELEVEN);
    return writer.folder;
  };
  const holds = async (folder: string) => {
    const session = await openSession(folder);
    const { ok, firstDivergence } = verifySession(session);
    assert.deepEqual([ok, firstDivergence], [true, null]);
    const times = session.events.map(({ t }) => t);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    return session;
  };

  it('leaves the session whole, and "the last two minutes" are those of the session', async () => {
    const folder = await recorded('20260304-120000-aaaa', NOON, true);
    assert.deepEqual((await holds(folder)).events.at(-1)?.t, 180_000);
    await forgetSession(folder, { last: 90_000 });
    const session = await holds(folder);
    const paths = session.events.flatMap((event) => (event.kind === 'file' ? [event.path] : []));
    assert.deepEqual(paths, ['1.txt']);
  });

  it('leaves the list in order, and a recorder that died at eleven is put in order', async () => {
    const first = await recorded('20260304-120000-aaaa', NOON, false);
    await recorded('20260304-110000-bbbb', ELEVEN, true);
    const listed = listSessions(data).map(({ id, state }) => [id, state]);
    assert.deepEqual(listed, [
      ['20260304-110000-bbbb', 'stopped'],
      ['20260304-120000-aaaa', 'stopped'],
    ]);
    assert.equal(recoverSession(first, new Date(ELEVEN))?.tornBytes, 0);
    await holds(first);
  });

  it('keeps nothing waiting for a save or a rename that never came', () => {
    const wallClock = Date.now;
    try {
      const operations = new FileOperations();
      Date.now = () => wallClock() + 3_600_000;
      operations.announce(['a']);
      Date.now = wallClock;
      assert.ok(operations.pending);
      const monotonic = performance.now;
      performance.now = () => monotonic.call(performance) + 6_000;
      try {
        assert.equal(operations.pending, false);
      } finally {
        performance.now = monotonic;
      }
    } finally {
      Date.now = wallClock;
    }
  });
});
