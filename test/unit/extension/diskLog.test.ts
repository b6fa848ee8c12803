import assert from 'node:assert/strict';
import { DiskModel } from '../../../src/core/session/diskModel.ts';
import type { NewEvent, SessionEvent } from '../../../src/core/session/event.ts';
import { WorkspaceFold } from '../../../src/core/session/fold.ts';
import { objectId } from '../../../src/node/git/looseObject.ts';
import { DiskLog, MANY_FILES } from '../../../src/node/recording/diskLog.ts';
import { Journal } from '../../../src/node/recording/journal.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';

const oidOf = (text: string) => objectId('blob', Buffer.from(text));
const entry = (path: string, text: string) => ({ path, mode: '100644', oid: oidOf(text) });
const file = (text: string) => ({ kind: 'file', file: { mode: '100644', bytes: Buffer.from(text) } }) as const;

function recorder(base: ReturnType<typeof entry>[]) {
  const events: NewEvent[] = [];
  const journal = new Journal({
    blobs: { blobId: (bytes) => objectId('blob', bytes), writeBlob: (bytes) => objectId('blob', bytes) },
    askForText: () => undefined,
    onFailure: (error) => {
      throw error;
    },
    onWrite: () => undefined,
  });
  journal.open({ append: (event) => ({ seq: events.push(event) - 1 }) }, []);
  const disk = new DiskLog(journal, nodeDigest);
  disk.load(0, base);
  return {
    disk,
    events,
    told: () => events.map((event) => (event.kind === 'file' ? `${event.op} ${event.path}` : '')),
  };
}

describe('the log of the disk', () => {
  it('tells a save once, whoever speaks of it afterwards', () => {
    const { disk, told } = recorder([entry('a', 'old')]);
    disk.saved({ root: 0, path: 'a' }, oidOf('new'));
    disk.found({ root: 0, path: 'a' }, file('new'), 'watcher');
    assert.deepEqual(told(), []);
    disk.found({ root: 0, path: 'a' }, file('newer'), 'watcher');
    assert.deepEqual(told(), ['change a']);
  });

  it('moves and removes whole folders', () => {
    const { disk, told } = recorder([entry('d/a', '1'), entry('d/e/b', '2'), entry('dd', '3')]);
    disk.renamed({ root: 0, path: 'd' }, { root: 0, path: 'n' });
    assert.ok(disk.has({ root: 0, path: 'n/e/b' }) && !disk.has({ root: 0, path: 'd/a' }));
    disk.found({ root: 0, path: 'n/e' }, { kind: 'none' }, 'watcher');
    disk.found({ root: 0, path: 'n/e' }, { kind: 'none' }, 'watcher');
    assert.deepEqual(told(), ['rename d', 'delete n/e']);
  });

  it('brings the log to what git found, and says how much nobody had told of', () => {
    const { disk, told } = recorder([entry('kept', 'k'), entry('gone', 'g'), entry('changed', 'c')]);
    const now = [entry('kept', 'k'), entry('changed', 'c2'), entry('made', 'm')];
    const tree = new DiskModel(now, nodeDigest).treeId();
    assert.equal(disk.reconcile(0, tree, now), 3);
    assert.deepEqual(told().sort(), ['change changed', 'create made', 'delete gone']);
    assert.equal(disk.reconcile(0, tree, now), 0);
  });

  it('tells of many files at once in one event that folds to the tree that git found', () => {
    const base = [entry('kept', 'k'), entry('was-a-file', 'f'), entry('was-a-folder/below', 'b')];
    const { disk, events } = recorder(base);
    const now = [
      entry('kept', 'k'),
      entry('was-a-file/below', '1'),
      entry('was-a-folder', '2'),
      ...Array.from({ length: MANY_FILES }, (_, at) => entry(`many/${at}`, String(at))),
    ];
    const tree = new DiskModel(now, nodeDigest).treeId();
    assert.equal(disk.reconcile(0, tree, now, 'watcher'), MANY_FILES + 4);
    assert.deepEqual(
      events.map((event) => event.kind === 'bulk' && [event.source, event.files.length, event.to]),
      [['watcher', MANY_FILES + 4, tree]],
    );
    const fold = new WorkspaceFold([base], () => undefined, nodeDigest);
    for (const [seq, event] of events.entries()) fold.apply({ seq, t: 0, ...event } as SessionEvent);
    assert.equal(fold.divergence, null);
    assert.equal(fold.treeId(), tree);
    assert.equal(disk.reconcile(0, tree, now), 0);
  });

  it('tells of fewer files one by one', () => {
    const { disk, told } = recorder([]);
    const now = Array.from({ length: MANY_FILES }, (_, at) => entry(`many/${at}`, String(at)));
    assert.equal(disk.reconcile(0, new DiskModel(now, nodeDigest).treeId(), now, 'watcher'), MANY_FILES);
    assert.equal(told().filter((words) => words.startsWith('create many/')).length, MANY_FILES);
  });
});
