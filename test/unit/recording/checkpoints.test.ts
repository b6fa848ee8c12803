import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NewEvent, SessionEvent } from '../../../src/core/session/event.ts';
import { WorkspaceFold } from '../../../src/core/session/fold.ts';
import { objectId } from '../../../src/node/git/looseObject.ts';
import { ShadowGit } from '../../../src/node/git/shadowGit.ts';
import { Checkpoints } from '../../../src/node/recording/checkpoints.ts';
import { readDisk } from '../../../src/node/recording/diskBytes.ts';
import { DiskLog, MANY_FILES } from '../../../src/node/recording/diskLog.ts';
import { FileOperations } from '../../../src/node/recording/fileOperations.ts';
import { Ignored } from '../../../src/node/recording/ignored.ts';
import { Journal } from '../../../src/node/recording/journal.ts';
import { leadsOut, placeOf } from '../../../src/node/recording/place.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { makeSandbox, type Sandbox } from '../git/sandbox.ts';

const silent = { info: () => undefined, warn: () => undefined, error: (message: string) => assert.fail(message) };

describe('checkpoints of several roots', () => {
  let sandbox: Sandbox;
  let shadow: ShadowGit;
  beforeEach(() => {
    sandbox = makeSandbox();
    shadow = new ShadowGit(path.join(sandbox.folder, 'data'), 'one');
  });
  afterEach(() => {
    shadow.dispose();
    sandbox.dispose();
  });

  const recorder = async (folders: readonly string[], writeBlob = (bytes: Uint8Array) => shadow.writeBlob(bytes)) => {
    const roots = folders.map((name) => ({ name, path: path.join(sandbox.folder, name) }));
    for (const root of roots) mkdirSync(root.path, { recursive: true });
    const events: NewEvent[] = [];
    const failures: unknown[] = [];
    const journal = new Journal({
      blobs: { blobId: (bytes) => objectId('blob', bytes), writeBlob },
      askForText: () => undefined,
      onFailure: (error) => failures.push(error),
      onWrite: () => undefined,
    });
    const disk = new DiskLog(journal, nodeDigest);
    const underWay = { operations: new FileOperations(), saves: new FileOperations() };
    const checkpoints = new Checkpoints({ roots, snapshots: shadow, journal, disk, log: silent, ...underWay });
    const trees = await checkpoints.base();
    const base = await Promise.all(trees.map((tree) => shadow.listTree(tree)));
    journal.open({ append: (event) => ({ seq: events.push(event) - 1 }) }, []);
    const told = () => events.filter(({ kind }) => kind !== 'checkpoint');
    /** What the watcher would do. */
    const write = (name: string, content: string) => {
      sandbox.write(name, content);
      const file = path.join(sandbox.folder, name);
      const place = placeOf(file, roots);
      assert.ok(place);
      disk.found(place, readDisk(file), 'watcher');
    };
    const folded = () => {
      const fold = new WorkspaceFold(base, () => undefined, nodeDigest);
      for (const [seq, event] of events.entries()) fold.apply({ seq, t: 0, ...event } as SessionEvent);
      assert.equal(fold.divergence, null);
      assert.equal(fold.checkpoints.matched, fold.checkpoints.checked);
      return fold;
    };
    return { roots, checkpoints, journal, told, write, folded, failures, events };
  };
  const names = (events: readonly NewEvent[]) =>
    events.map((event) => (event.kind === 'file' ? `${event.root ?? 0}:${event.op} ${event.path}` : event.kind));

  it('hold where one root is inside another: a file belongs to the innermost, and is told once', async () => {
    sandbox.write('a/outer.txt', '1\n');
    sandbox.write('a/b/inner.txt', '2\n');
    sandbox.write('a/b/c/innermost.txt', '3\n');
    const { checkpoints, told, write, folded } = await recorder(['a', 'a/b', 'a/b/c']);
    write('a/outer.txt', 'changed\n');
    write('a/b/inner.txt', 'changed\n');
    write('a/b/c/innermost.txt', 'changed\n');
    sandbox.write('a/b/missed.txt', 'nobody told\n');
    await checkpoints.take('idle');
    assert.deepEqual(names(told()), [
      '0:change outer.txt',
      '1:change inner.txt',
      '2:change innermost.txt',
      '1:create missed.txt',
    ]);
    const fold = folded();
    assert.deepEqual(
      [0, 1, 2].map((root) => [...fold.files(root).keys()]),
      [['outer.txt'], ['inner.txt', 'missed.txt'], ['innermost.txt']],
    );
  });

  it('hold where both are repositories, or the outer one tracks what it ignores in the inner one', async () => {
    sandbox.write('a/.gitignore', '*.log\n');
    sandbox.write('a/b/kept.log', 'tracked all the same\n');
    sandbox.write('a/n/inner.txt', 'in a repository of its own\n');
    sandbox.commitAll(path.join(sandbox.folder, 'a', 'n'));
    sandbox.git(['init', '-q'], path.join(sandbox.folder, 'a'));
    sandbox.git(['add', '-f', '.gitignore', 'b/kept.log'], path.join(sandbox.folder, 'a'));
    const { checkpoints, write, folded } = await recorder(['a', 'a/b', 'a/n']);
    write('a/n/inner.txt', 'changed\n');
    await checkpoints.take('idle');
    const fold = folded();
    assert.deepEqual(
      [0, 1, 2].map((root) => [...fold.files(root).keys()]),
      [['.gitignore'], ['kept.log'], ['inner.txt']],
    );
  });

  it('tell a burst as what the watcher noticed, each root for itself', async () => {
    const { checkpoints, told, folded } = await recorder(['a', 'z']);
    for (let file = 0; file <= MANY_FILES; file++) sandbox.write(`z/many/${file}.txt`, `${file}\n`);
    sandbox.write('a/one.txt', '1\n');
    await checkpoints.take('burst');
    await checkpoints.take('burst');
    assert.deepEqual(names(told()), ['0:create one.txt', 'bulk']);
    const bulk = told()[1];
    assert.ok(bulk?.kind === 'bulk' && bulk.root === 1 && bulk.source === 'watcher');
    assert.equal(folded().checkpoints.checked, 2, 'and the second one found nothing new');
  });

  it('hold when a whole root is deleted', async () => {
    sandbox.write('a/one.txt', '1\n');
    sandbox.write('z/two.txt', '2\n');
    const { checkpoints, told, folded } = await recorder(['a', 'z']);
    rmSync(path.join(sandbox.folder, 'a'), { recursive: true });
    sandbox.write('z/two.txt', 'changed\n');
    await checkpoints.take('idle');
    assert.deepEqual(names(told()), ['0:delete one.txt', '1:change two.txt']);
    folded();
  });

  it('tell what a link is, a folder in the place of a file, and the other way round', async () => {
    sandbox.write('a/file', '1\n');
    sandbox.write('a/folder/below', '2\n');
    sandbox.write('outside/private', 'private\n');
    const { checkpoints, folded, roots } = await recorder(['a']);
    rmSync(path.join(sandbox.folder, 'a/file'));
    sandbox.write('a/file/below', '1\n');
    renameSync(path.join(sandbox.folder, 'a/folder'), path.join(sandbox.folder, 'a/moved'));
    sandbox.write('a/folder', 'a file now\n');
    symlinkSync('../outside', path.join(sandbox.folder, 'a/link'));
    symlinkSync('moved/below', path.join(sandbox.folder, 'a/inside'));
    await checkpoints.take('idle');
    const files = folded().files();
    assert.deepEqual([...files.keys()].sort(), ['file/below', 'folder', 'inside', 'link', 'moved/below']);
    assert.equal(files.get('link')?.mode, '120000');
    assert.ok(leadsOut(path.join(sandbox.folder, 'a/link'), roots));
    assert.equal(leadsOut(path.join(sandbox.folder, 'a/inside'), roots), false);
    assert.equal(leadsOut(path.join(sandbox.folder, 'a/folder'), roots), false);
  });

  it('leave the files of a submodule to its own repository', async () => {
    const sub = path.join(sandbox.folder, 'a', 'sub');
    sandbox.write('a/sub/x.txt', '1\n');
    sandbox.commitAll(sub);
    const { checkpoints, told, write, folded } = await recorder(['a']);
    write('a/sub/x.txt', '2\n');
    write('a/sub/new.txt', '2\n');
    await checkpoints.take('idle');
    assert.deepEqual(names(told()), []);
    const commit = sandbox.commitAll(sub);
    await checkpoints.take('idle');
    assert.deepEqual(names(told()), ['0:change sub']);
    assert.deepEqual(folded().file('sub'), { mode: '160000', oid: commit });
  });

  it('wait for the base state', async () => {
    const { checkpoints, events, roots } = await recorder(['a']);
    const journal = new Journal({
      blobs: { blobId: (bytes) => objectId('blob', bytes), writeBlob: (bytes) => objectId('blob', bytes) },
      askForText: () => undefined,
      onFailure: (error) => assert.fail(String(error)),
      onWrite: () => undefined,
    });
    const disk = new DiskLog(journal, nodeDigest);
    const underWay = { operations: new FileOperations(), saves: new FileOperations() };
    const early = new Checkpoints({ roots, snapshots: shadow, journal, disk, log: silent, ...underWay });
    await early.base();
    sandbox.write('a/early.txt', 'while the rest of the start is waited for\n');
    await early.take('burst');
    journal.open({ append: (event) => ({ seq: events.push(event) - 1 }) }, []);
    for (let attempt = 0; attempt < 50 && events.length === 0; attempt++) await sleep(50);
    assert.deepEqual(names(events), ['0:create early.txt', 'checkpoint']);
    await checkpoints.take('idle');
  });

  it('ends the log before a content that the store does not take, and says so once', async () => {
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    const { write, events, failures, folded } = await recorder(['a'], () => {
      throw full;
    });
    write('a/small.txt', 'small\n');
    write('a/large.txt', 'large\n'.repeat(10_000));
    write('a/later.txt', 'later\n');
    assert.deepEqual(failures, [full]);
    assert.deepEqual(names(events), ['0:create small.txt']);
    folded();
  });
});

describe('what is kept out because git ignores it', () => {
  it('is asked for in one go, and never behind a link', async () => {
    const sandbox = makeSandbox();
    const shadow = new ShadowGit(path.join(sandbox.folder, 'data'), 'one');
    try {
      sandbox.write('a/.gitignore', 'dist/\n*.log\n');
      sandbox.write('outside/x.txt', 'x\n');
      sandbox.git(['init', '-q'], path.join(sandbox.folder, 'a'));
      symlinkSync('../outside', path.join(sandbox.folder, 'a/link'));
      const root = path.join(sandbox.folder, 'a');
      await shadow.snapshot(root);
      const asked: string[] = [];
      const ignored = new Ignored({
        roots: [{ name: 'a', path: root }],
        gitDir: shadow.gitDir,
        ignoreArguments: (folder) => {
          asked.push(folder);
          return shadow.ignoreArguments(folder);
        },
        isKnown: () => false,
      });
      const places = ['dist/x.js', 'x.log', 'src/ü "odd".ts', 'link/x.txt', '.git/x'].map((name) => ({
        root: 0,
        path: name,
      }));
      await ignored.prime(places);
      assert.deepEqual(
        places.map((place) => ignored.has(place)),
        [true, true, false, true, true],
      );
      assert.equal(asked.length, 1, 'git was asked once');
    } finally {
      shadow.dispose();
      sandbox.dispose();
    }
  });
});
