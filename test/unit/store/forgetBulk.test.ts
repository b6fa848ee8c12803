import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { NewEvent } from '../../../src/core/session/event.ts';
import { objectId } from '../../../src/node/git/looseObject.ts';
import { ShadowGit } from '../../../src/node/git/shadowGit.ts';
import { DiskLog, MANY_FILES } from '../../../src/node/recording/diskLog.ts';
import { Journal } from '../../../src/node/recording/journal.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { forgetSession } from '../../../src/node/store/forgetSession.ts';
import { openSession } from '../../../src/node/store/openSession.ts';
import { SessionWriter } from '../../../src/node/store/sessionWriter.ts';
import { verifySession } from '../../../src/node/store/verifySession.ts';
import { makeSandbox, type Sandbox } from '../git/sandbox.ts';

const SECRET = 'hunter2-in-a-bulk';

describe('forgetting in a session with a checkout of many files', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = makeSandbox();
  });
  afterEach(() => sandbox.dispose());

  /** A `git` event, a `bulk` event, a checkpoint, and a minute later another event, as the recorder writes them. */
  const recorded = async (id: string): Promise<string> => {
    const root = path.join(sandbox.folder, 'root');
    const data = path.join(root, '.tracewright');
    const shadow = new ShadowGit(data, id);
    try {
      rmSync(path.join(root, 'many'), { recursive: true, force: true });
      sandbox.write('root/kept.txt', 'kept\n');
      sandbox.write('root/secret.env', 'A=1\n');
      const { tree } = await shadow.snapshot(root);
      const roots = [{ name: 'root', path: root, tree, commit: null, branch: null }];
      const at = '2026-03-04T05:06:07.000Z';
      const tool = { version: '0' };
      let now = 0;
      const writer = SessionWriter.create(
        path.join(data, 'sessions'),
        { id, goal: '', startedAt: at, roots, tool },
        { now: () => now },
      );
      const journal = new Journal({
        blobs: { blobId: (bytes) => objectId('blob', bytes), writeBlob: (bytes) => shadow.writeBlob(bytes) },
        askForText: () => undefined,
        onFailure: (error) => {
          throw error;
        },
        onWrite: () => undefined,
      });
      journal.open(writer, [{ kind: 'session-start', at, goal: '', roots, tool }]);
      const disk = new DiskLog(journal, nodeDigest);
      disk.load(0, await shadow.listTree(tree));
      for (let file = 0; file <= MANY_FILES; file++) sandbox.write(`root/many/${file}.txt`, `${id} ${file}\n`);
      sandbox.write('root/secret.env', `A=${SECRET}-${id}\n`);
      const moved: NewEvent = {
        kind: 'git',
        commit: 'b'.repeat(40),
        branch: 'main',
        moves: [{ action: 'commit', from: null, to: 'b'.repeat(40), message: 'commit: rotate secret.env' }],
        evidence: { files: [['secret.env', 'c'.repeat(40)]] },
      };
      journal.append(moved);
      const after = await shadow.snapshot(root);
      disk.reconcile(0, after.tree, await shadow.listTree(after.tree), 'watcher');
      now += 60_000;
      journal.append({ kind: 'checkpoint', trees: [after.tree], why: 'stop' });
      journal.append({ kind: 'session-stop', at, why: 'asked' });
      writer.close(at);
      return writer.folder;
    } finally {
      shadow.dispose();
    }
  };
  const holds = async (folder: string) => {
    const session = await openSession(folder);
    const { ok, firstDivergence } = verifySession(session);
    assert.deepEqual([ok, firstDivergence], [true, null]);
    return session;
  };
  const bulkOf = (session: Awaited<ReturnType<typeof holds>>) => {
    const bulk = session.events.find((event) => event.kind === 'bulk');
    assert.ok(bulk?.kind === 'bulk');
    return bulk;
  };

  it('takes a file out of it, out of both its trees and out of the messages of git', async () => {
    const folder = await recorded('one');
    assert.equal(bulkOf(await holds(folder)).files.length, MANY_FILES + 2);
    await forgetSession(folder, { path: 'secret.env' });
    const session = await holds(folder);
    assert.equal(bulkOf(session).files.length, MANY_FILES + 1);
    assert.equal(JSON.stringify(session.events).includes('secret.env'), false);
    assert.ok(session.events.some(({ kind }) => kind === 'git'));
  });

  it('leaves another session its contents, also when nothing but a bulk event names them', async () => {
    const two = await recorded('two');
    await forgetSession(two, { last: 30_000 });
    assert.ok((await holds(two)).events.every(({ kind }) => kind !== 'checkpoint'));
    const one = await recorded('one');
    await forgetSession(one, { path: 'secret.env' });
    const session = await holds(two);
    const shadow = new ShadowGit(path.dirname(path.dirname(two)), 'two');
    try {
      const contents = await shadow.readBlobs(bulkOf(session).files.flatMap(([, , oid]) => oid ?? []));
      assert.equal(contents.length, MANY_FILES + 2);
      assert.ok(contents.every((bytes) => bytes !== null));
    } finally {
      shadow.dispose();
    }
  });
});
