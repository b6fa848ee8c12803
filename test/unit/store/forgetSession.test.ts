import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { NewEvent } from '../../../src/core/session/event.ts';
import { sessionTrajectory } from '../../../src/node/replay/sessionTrajectory.ts';
import { foldToFolder } from '../../../src/node/store/foldToFolder.ts';
import { forgetSession, settleForgetting } from '../../../src/node/store/forgetSession.ts';
import { openSession, withShadow } from '../../../src/node/store/openSession.ts';
import { listSessions } from '../../../src/node/store/sessionList.ts';
import { readSession } from '../../../src/node/store/sessionReader.ts';
import { SessionWriter } from '../../../src/node/store/sessionWriter.ts';
import { verifySession } from '../../../src/node/store/verifySession.ts';
import { type Forgettable, filesWith, forgettable, LATE_SECRET, SECRET } from './forgettableSession.ts';

describe('forgetting', () => {
  let made: Forgettable;
  beforeEach(async () => {
    made = await forgettable();
  });
  afterEach(() => made.dispose());

  const verified = async (folder: string) => {
    const { ok, firstDivergence, checkpoints, errors, warnings } = verifySession(await openSession(folder));
    assert.deepEqual([ok, firstDivergence, errors, warnings], [true, null, [], []]);
    return checkpoints;
  };
  const filesAtEnd = async (name: string) => {
    const out = path.join(made.folder, name);
    await foldToFolder(made.one, { at: 'end', out });
    const files = readdirSync(out, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
    return new Map(
      files.map((entry) => {
        const file = path.join(entry.parentPath, entry.name);
        return [path.relative(out, file), readFileSync(file, 'utf8')] as const;
      }),
    );
  };
  /** Every file below the data folder with its bytes. */
  const everything = () =>
    readdirSync(made.data, { withFileTypes: true, recursive: true }).flatMap((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return entry.isFile() ? [`${file} ${statSync(file).mtimeMs} ${readFileSync(file, 'latin1')}`] : [];
    });

  describe('a path', () => {
    it('leaves no byte of it: not in the log, not in the store, not under a later name', async () => {
      assert.ok(filesWith(made, SECRET).length > 3);
      const answer = await forgetSession(made.one, { path: 'conf/secret.env' });
      assert.deepEqual(answer, {
        removedEvents: 9,
        rewrittenSegments: 1,
        names: ['conf/secret.env', 'conf/old.env'],
      });
      for (const text of [SECRET, 'secret.env', 'old.env']) assert.deepEqual(filesWith(made, text), [], text);
    });

    it('leaves both sessions whole, and every other file as it was', async () => {
      const before = await filesAtEnd('before');
      const count = readSession(made.one).events.length;
      const { removedEvents } = await forgetSession(made.one, { path: './conf/secret.env' });
      assert.deepEqual(await verified(made.one), { checked: 3, matched: 3 });
      assert.deepEqual(await verified(made.two), { checked: 1, matched: 1 });
      assert.ok(before.delete('conf/old.env'));
      assert.deepEqual(await filesAtEnd('after'), before);
      const { events, meta, lastHash } = readSession(made.one);
      assert.deepEqual(
        events.map(({ seq }) => seq),
        events.map((_event, index) => index),
      );
      assert.equal(events.length, count - removedEvents);
      assert.deepEqual(meta.summary, { events: events.length, documents: 1, segments: 1, lastHash });
      assert.equal(meta.goal, 'Rotate [forgotten] and add a sum');
      assert.deepEqual(readdirSync(made.one).sort(), ['events-0001.jsonl', 'session.json']);
      assert.deepEqual(readdirSync(made.data).sort(), ['sessions', 'shadow.git']);
    });

    it('takes the notes on it, and of a note that stands elsewhere too only the anchor and the mention', async () => {
      await forgetSession(made.one, { path: 'conf/secret.env' });
      const { events } = readSession(made.one);
      const notes = events.flatMap((event) => (event.kind === 'note' ? [event] : []));
      const edit = events.findIndex((event) => event.kind === 'edit');
      assert.deepEqual(
        notes.map(({ note, text, anchors, about }) => [note, text, anchors.map((anchor) => anchor.path), about]),
        [['n2', 'Both belong together, see [forgotten].', ['lib.ts'], [edit - 1, edit]]],
      );
      assert.ok(events.some((event) => event.kind === 'command-output' && event.text === '1 passing\n'));
    });

    it('that names a folder takes all below it', async () => {
      const { names } = await forgetSession(made.one, { path: 'conf/' });
      assert.deepEqual(names, ['conf']);
      assert.deepEqual([...(await filesAtEnd('after')).keys()].sort(), ['docs/guide.md', 'lib.ts']);
      for (const text of [SECRET, 'plain.env', 'A=1']) assert.deepEqual(filesWith(made, text), [], text);
      await verified(made.one);
    });

    it('that a file came to be called later takes what it was before', async () => {
      await forgetSession(made.one, { path: 'conf/old.env' });
      assert.deepEqual(filesWith(made, SECRET), []);
      await verified(made.one);
    });

    it('follows a file that no document showed through its renames', async () => {
      const { names, removedEvents } = await forgetSession(made.one, { path: 'docs/readme.md' });
      assert.deepEqual([names, removedEvents], [['docs/readme.md', 'docs/guide.md'], 1]);
      assert.deepEqual([...(await filesAtEnd('after')).keys()].sort(), ['conf/old.env', 'conf/plain.env', 'lib.ts']);
      await verified(made.one);
    });

    it('leaves the packs too, where the first snapshot of a folder is', async () => {
      made.dispose();
      made = await forgettable({ secretFirst: true });
      const packs = () => readdirSync(path.join(made.data, 'shadow.git', 'objects', 'pack'));
      assert.ok(packs().some((name) => name.endsWith('.pack')));
      await forgetSession(made.one, { path: 'conf/secret.env' });
      assert.deepEqual(filesWith(made, SECRET), []);
      await verified(made.one);
      await verified(made.two);
    });

    it('takes what other addresses, evidence and kinds of newer versions tell of it', async () => {
      const log = SessionWriter.continue(readSession(made.one));
      const uri = 'git:/shop/conf/secret.env?%7B%22ref%22%3A%22HEAD%22%7D';
      const head = { v: 1, eol: '\n', encoding: 'utf8', language: 'plain' } as const;
      log.append({ kind: 'document-open', doc: 7, path: '', uri, content: { text: `OLD=${SECRET}` }, ...head });
      const evidence = { from: path.join(made.root, 'conf/secret.env') };
      log.append({ kind: 'file', op: 'create', path: 'new.ts', content: { text: '' }, source: 'watcher', evidence });
      log.append({ kind: 'later', file: 'conf/secret.env', was: SECRET } as unknown as NewEvent);
      log.append({ kind: 'later', file: 'other.env' } as unknown as NewEvent);
      log.close('then');
      const { removedEvents } = await forgetSession(made.one, { path: 'conf/secret.env' });
      assert.equal(removedEvents, 11);
      for (const text of [SECRET, 'secret.env']) assert.deepEqual(filesWith(made, text), [], text);
      const { unknown } = readSession(made.one);
      assert.deepEqual(
        unknown.map((event) => ({ ...event, seq: 0, t: 0 })),
        [{ seq: 0, t: 0, kind: 'later', file: 'other.env' }],
      );
      await verified(made.one);
    });

    it('goes out of a session whose recorder died, with its torn record', async () => {
      const log = path.join(made.one, 'events-0001.jsonl');
      const lines = readFileSync(log, 'utf8').split('\n');
      writeFileSync(log, `${lines.slice(0, -1).join('\n')}\n{"seq":23,"text":"${SECRET}`);
      const { removedEvents } = await forgetSession(made.one, { path: 'conf/secret.env' });
      assert.equal(removedEvents, 9);
      assert.deepEqual(filesWith(made, SECRET), []);
      const { torn, meta, events } = readSession(made.one);
      assert.deepEqual([torn, meta.stoppedAt, events.at(-1)?.kind], [null, null, 'checkpoint']);
      await verified(made.one);
    });

    it('takes a file that was never opened out of the base and the checkpoints', async () => {
      const answer = await forgetSession(made.one, { path: 'conf/plain.env' });
      assert.deepEqual([answer.removedEvents, answer.rewrittenSegments], [0, 1]);
      assert.deepEqual(filesWith(made, 'A=1'), []);
      await verified(made.one);
    });

    it('takes the ledger of a replay with it, which can be made again', async () => {
      await withShadow(made.one, (shadow) => sessionTrajectory(made.one, shadow));
      await forgetSession(made.one, { path: 'conf/secret.env' });
      assert.deepEqual(filesWith(made, SECRET), []);
      const again = await withShadow(made.one, (shadow) => sessionTrajectory(made.one, shadow));
      assert.ok(again.steps.length > 1);
    });

    it('that the session does not hold changes nothing', async () => {
      const before = everything();
      assert.deepEqual(await forgetSession(made.one, { path: 'secret.env' }), {
        removedEvents: 0,
        rewrittenSegments: 0,
        names: [],
      });
      assert.deepEqual(everything(), before);
    });

    it('that leads elsewhere, or is everything, is refused', async () => {
      for (const typed of ['../x', '/etc/passwd', 'a/../../b', 'C:\\x']) {
        await assert.rejects(forgetSession(made.one, { path: typed }), { code: 'path-escapes' }, typed);
      }
      for (const typed of ['', '.', './']) {
        await assert.rejects(forgetSession(made.one, { path: typed }), { code: 'forget-everything' }, typed);
      }
    });
  });

  describe('the last minutes', () => {
    it('cuts the log there, closes it, and leaves no byte of what came after', async () => {
      const before = readSession(made.one).events;
      assert.ok(filesWith(made, LATE_SECRET).length > 2);
      // An edit, a save, a checkpoint and the stop, one a minute; the stop is at the very end.
      const answer = await forgetSession(made.one, { last: 3.5 * 60_000 });
      assert.deepEqual([answer.removedEvents, answer.rewrittenSegments], [3, 1]);
      assert.deepEqual(filesWith(made, LATE_SECRET), []);
      assert.deepEqual(await verified(made.one), { checked: 2, matched: 2 });
      assert.deepEqual(await verified(made.two), { checked: 1, matched: 1 });
      const { events, meta } = readSession(made.one);
      assert.deepEqual(events.slice(0, -1), before.slice(0, -4));
      const last = events.at(-1);
      assert.ok(last?.kind === 'session-stop' && last.why === 'asked');
      assert.equal(meta.stoppedAt, last.at);
      assert.deepEqual(meta.summary?.events, events.length);
      assert.equal((await filesAtEnd('after')).get('lib.ts')?.includes('sum'), true);
    });

    it('that hold nothing but the end change nothing', async () => {
      const before = everything();
      const answer = await forgetSession(made.one, { last: 1000 });
      assert.deepEqual([answer.removedEvents, answer.rewrittenSegments], [0, 0]);
      assert.deepEqual(everything(), before);
    });

    it('that are all of the session are refused, with what to do', async () => {
      await assert.rejects(forgetSession(made.one, { last: 24 * 3_600_000 }), {
        code: 'forget-everything',
        remedy: /delete the folder/,
      });
      await verified(made.one);
    });
  });

  it('keeps the segments, counts those that changed, and drops the bytes of torn records', async () => {
    made.dispose();
    made = await forgettable({ segmentBytes: 1000 });
    writeFileSync(path.join(made.one, 'torn-events-0001-at-5.bin'), `\n{"text":"${SECRET}`);
    writeFileSync(path.join(made.one, 'mine.txt'), 'kept');
    const segments = () => readdirSync(made.one).filter((name) => name.startsWith('events-'));
    const many = segments().length;
    assert.ok(many > 3);
    const first = readFileSync(path.join(made.one, 'events-0001.jsonl'));
    const { rewrittenSegments } = await forgetSession(made.one, { last: 3.5 * 60_000 });
    assert.ok(rewrittenSegments > 0 && rewrittenSegments < many);
    assert.deepEqual(readFileSync(path.join(made.one, 'events-0001.jsonl')), first);
    assert.equal(
      (await forgetSession(made.one, { path: 'conf/secret.env' })).rewrittenSegments >= segments().length,
      true,
    );
    assert.deepEqual(
      readSession(made.one).problems.map(({ error }) => error.code),
      ['foreign-file'],
    );
    assert.equal(readFileSync(path.join(made.one, 'mine.txt'), 'utf8'), 'kept');
    assert.deepEqual(filesWith(made, SECRET), []);
  });

  it('is refused while this or another session of the folder is recorded', async () => {
    const log = SessionWriter.continue(readSession(made.two));
    const request = { path: 'conf/secret.env' };
    await assert.rejects(forgetSession(made.two, request), { code: 'session-locked', message: /into this session/ });
    await assert.rejects(forgetSession(made.one, request), { code: 'session-locked', message: /into another session/ });
    log.close('then');
    assert.equal((await forgetSession(made.one, request)).removedEvents, 9);
  });

  it('refuses a damaged log rather than sealing the damage', async () => {
    const log = path.join(made.one, 'events-0001.jsonl');
    writeFileSync(log, readFileSync(log, 'utf8').replace('sum = 2', 'sum = 3'));
    await assert.rejects(forgetSession(made.one, { path: 'conf/secret.env' }), { code: 'session-damaged' });
  });

  it('removes what sessions left behind whose folders were deleted', async () => {
    rmSync(made.one, { recursive: true });
    await forgetSession(made.two, { path: 'docs' });
    assert.deepEqual(filesWith(made, SECRET), []);
    await verified(made.two);
  });

  for (const step of ['ready', 'aside', 'swapped', 'removed']) {
    it(`killed when it is ${step}, it leaves the old or the new session whole, and the next run finishes`, async () => {
      const script = path.join(made.folder, 'forget.ts');
      const store = path.resolve(import.meta.dirname, '../../../src/node/store/forgetSession.ts');
      writeFileSync(
        script,
        `import { forgetSession } from ${JSON.stringify(store)};
         await forgetSession(${JSON.stringify(made.one)}, { path: 'conf/secret.env' }, (step) => {
           if (step === ${JSON.stringify(step)}) process.kill(process.pid, 'SIGKILL');
         });`,
      );
      const { signal, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
      assert.equal(signal, 'SIGKILL', stderr);
      assert.deepEqual(
        listSessions(made.data).map(({ id, state }) => [id, state]),
        [
          ['one', 'stopped'],
          ['two', 'stopped'],
        ],
      );
      await verified(made.one);
      await settleForgetting(path.dirname(made.one));
      const { length } = readSession(made.one).events;
      assert.equal(length, step === 'ready' ? 24 : 15);
      await verified(made.one);
      const { removedEvents } = await forgetSession(made.one, { path: 'conf/secret.env' });
      assert.equal(removedEvents, step === 'ready' ? 9 : 0);
      assert.deepEqual(filesWith(made, SECRET), []);
      assert.ok(!existsSync(path.join(made.data, 'forgetting')));
      await verified(made.two);
    });
  }

  it('leaves a store in which recording goes on', async () => {
    await forgetSession(made.one, { path: 'conf/secret.env' });
    mkdirSync(path.join(made.root, 'more'));
    made.write('root/more/new.ts', 'new');
    await withShadow(made.two, async (shadow) => {
      const { tree } = await shadow.snapshot(made.root);
      const listed = await shadow.listTree(tree);
      assert.ok(listed.some(({ path: name }) => name === 'more/new.ts'));
      assert.ok((await shadow.readBlobs(listed.map(({ oid }) => oid))).every((bytes) => bytes !== null));
    });
  });
});
