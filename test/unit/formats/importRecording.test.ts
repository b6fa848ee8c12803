import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { recogniseRecording } from '../../../src/core/formats/recordingFormats.ts';
import { WorkspaceFold } from '../../../src/core/session/fold.ts';
import { importRecording } from '../../../src/node/formats/importRecording.ts';
import { recordingFiles } from '../../../src/node/formats/recordingFiles.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { openSession } from '../../../src/node/store/openSession.ts';
import { verifySession } from '../../../src/node/store/verifySession.ts';

const header = {
  documentType: 'workspaceRecording@1.0',
  kind: 'header',
  repoRootUri: 'file:///d%3A/a%20b',
  time: 1000,
};
const seen = { kind: 'documentEncountered', id: 0, relativePath: 'src\\a.ts', time: 1000 };
const set = (content: string, more = {}) => ({ kind: 'setContent', id: 0, v: 1, content, time: 1000, ...more });
const changed = (edit: unknown, more = {}) => ({ kind: 'changed', id: 0, v: 2, edit, time: 1100, ...more });

describe('importing a recording', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'import-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  const lines = (...records: unknown[]) => records.map((record) => `\n${JSON.stringify(record)}`).join('');
  async function bring(file: string, head: string) {
    const found = recogniseRecording(head);
    assert.ok(found, 'the format is recognised');
    const made = await importRecording({
      files: recordingFiles(file),
      format: found.format,
      dataFolder: path.join(folder, '.tracewright'),
      version: '0',
      progress: { report: () => undefined },
    });
    const session = await openSession(made.folder);
    const verification = verifySession(session);
    assert.deepEqual([verification.ok, verification.errors], [true, []]);
    const fold = new WorkspaceFold(session.base, session.blobs, nodeDigest);
    for (const event of session.events) fold.apply(event);
    return { made, session, fold, kinds: session.events.map(({ kind }) => kind) };
  }
  const text = (records: string) => bring(write(`r${Math.random()}.jsonl`, records), records);

  it('one record a line: paths, root and base come out as the editor had them', async () => {
    const { made, session, fold } = await text(
      lines(
        header,
        seen,
        set('abc'),
        changed([
          [0, 1, 'X'],
          [3, 3, '!'],
        ]),
      ),
    );
    assert.equal(fold.text(0), 'Xbc!');
    assert.deepEqual(session.meta.roots[0]?.path, 'd:/a b');
    assert.deepEqual(
      session.base[0]?.map(({ path: file }) => file),
      ['src/a.ts'],
    );
    assert.equal(made.formatVersion, '1.0');
  });

  it('a torn last line loses only that line, and says so', async () => {
    const { made, fold } = await text(`${lines(header, seen, set('abc'), changed([[0, 0, '1']]))}\n{"kind":"chan`);
    assert.equal(fold.text(0), '1abc');
    assert.deepEqual(
      made.warnings.map(({ code }) => code),
      ['unreadable', 'torn'],
    );
  });

  it('a document cut off in the middle is read up to there', async () => {
    const whole = JSON.stringify({ log: [header, seen, set('abc'), changed([[0, 0, '1']])] });
    const { made, fold } = await text(whole.slice(0, -3));
    assert.equal(fold.text(0), 'abc');
    assert.deepEqual(
      made.warnings.map(({ code }) => code),
      ['torn'],
    );
  });

  it('content that differs is a resync and counted; the same content is a check', async () => {
    const { made, kinds, fold } = await text(lines(header, seen, set('abc'), set('abc'), set('xyz', { v: 9 })));
    assert.deepEqual([made.counts.checks, made.counts.resyncs], [1, 1]);
    assert.equal(kinds.filter((kind) => kind === 'resync').length, 1);
    assert.equal(fold.text(0), 'xyz');
  });

  it('stored content comes back, also when it is empty', async () => {
    const store = { kind: 'storeContent', id: 0, v: 1, contentId: 'c', time: 1000 };
    const again = { kind: 'restoreContent', id: 1, v: 3, contentId: 'c', time: 1200 };
    const { fold, made } = await text(lines(header, seen, set(''), store, { ...seen, id: 1 }, again));
    assert.equal(fold.text(1), '');
    assert.deepEqual(made.warnings, []);
  });

  it('what it does not know, or what does not fit, is kept as it is and counted', async () => {
    const odd = { kind: 'hologram', id: 0, depth: 3, time: 1050 };
    const outside = changed([[9, 12, '']]);
    const closed = { kind: 'closed', id: 0, time: 1300 };
    const bookmark = { kind: 'bookmark', time: 1301 };
    const { made, session, fold } = await text(lines(header, seen, set('abc'), odd, outside, closed, bookmark));
    assert.equal(fold.text(0), 'abc');
    assert.equal(made.counts.unknownRecords, 2);
    const kept = session.events.flatMap((event) => (event.kind === 'foreign' ? [event] : []));
    assert.deepEqual(kept.map(({ type }) => type).slice(2), ['hologram', 'changed', 'closed', 'bookmark']);
    assert.deepEqual(kept.find(({ type }) => type === 'hologram')?.data, { depth: 3 });
    assert.deepEqual(kept.find(({ type }) => type === 'changed')?.data.edit, [[9, 12, '']]);
  });

  it('times that go back stay in the order of the log, with their own clock beside them', async () => {
    const late = changed([[0, 0, '1']], { time: 5000 });
    const early = changed([[0, 0, '2']], { time: 4000 });
    const { session } = await text(lines(header, seen, set('abc'), late, early));
    const edits = session.events.flatMap((event) => (event.kind === 'edit' ? [[event.t, event.clock]] : []));
    assert.deepEqual(edits, [
      [4000, undefined],
      [4000, 4000],
    ]);
  });

  it('a notebook fragment and a path outside become documents without a file', async () => {
    const cell = { kind: 'documentEncountered', id: 1, relativePath: 'n.ipynb#W0s', time: 1000 };
    const outside = { kind: 'documentEncountered', id: 2, relativePath: '../../etc/passwd', time: 1000 };
    const { session, fold } = await text(
      lines(
        header,
        cell,
        { ...set('x = 1'), id: 1 },
        outside,
        { ...set('root'), id: 2 },
        changed([[0, 1, 'y']], { id: 1 }),
      ),
    );
    assert.deepEqual(session.base[0], []);
    assert.equal(fold.text(1), 'y = 1');
    assert.deepEqual(
      [fold.document(1)?.uri, fold.document(2)?.uri],
      ['vscode-notebook:n.ipynb#W0s', 'recorded:../../etc/passwd'],
    );
  });

  it('half a surrogate pair comes through a long content', async () => {
    const long = `${'x'.repeat(20_000)}\ud800`;
    const { fold } = await text(lines(header, seen, set(long)));
    assert.equal(fold.text(0), long);
  });

  it('chunks of crowd-code are one session, with snapshots, patches and an agent’s edits', async () => {
    const event = (sequence: number, rest: object) => ({ sequence, timestamp: 2000 + sequence, ...rest });
    const action = (sequence: number, act: object) => event(sequence, { type: 'action', action: act });
    const chunk = (chunkIndex: number, events: unknown[]) =>
      JSON.stringify({ version: '2.0', sessionId: 's', startTime: 2000, chunkIndex, events });
    const head = chunk(0, [
      event(1, { type: 'workspace_snapshot', snapshotId: 'snapshot_001' }),
      action(2, { kind: 'tab_switch', source: 'user', file: 'a.ts', previousFile: null }),
      action(3, { kind: 'edit', source: 'user', file: 'a.ts', diff: { rangeOffset: 0, rangeLength: 3, text: 'One' } }),
    ]);
    write('crowd/chunk_000.json', head);
    const patch = '--- a/a.ts\n+++ b/a.ts\n@@ -1,2 +1,2 @@\n One\n-two\n+TWO\n';
    write(
      'crowd/chunk_001.json',
      chunk(1, [
        action(4, { kind: 'file_change', source: 'agent', file: 'a.ts', changeType: 'change', diff: patch }),
        event(5, {
          type: 'observation',
          observation: {
            viewport: { file: 'a.ts', startLine: 1, endLine: 2, content: 'One\nTWO', cursorPosition: null },
            activeTerminal: null,
          },
        }),
        action(6, {
          kind: 'edit',
          source: 'user',
          file: 'never-seen.ts',
          diff: { rangeOffset: 5, rangeLength: 0, text: 'x' },
        }),
        action(7, {
          kind: 'terminal_command',
          source: 'user',
          terminalId: '1',
          terminalName: 'bash',
          command: 'npm test',
        }),
      ]),
    );
    write('crowd/snapshots/snapshot_001.json', JSON.stringify({ 'a.ts': 'one\ntwo\n' }));
    const { made, fold, kinds } = await bring(path.join(folder, 'crowd'), head);
    assert.equal(fold.text(0), 'One\nTWO\n');
    assert.equal(fold.effectiveText('a.ts'), 'One\nTWO\n');
    assert.deepEqual([made.counts.checks, made.counts.unknownRecords], [1, 1]);
    assert.ok(kinds.includes('command-start'));
    assert.deepEqual(
      made.warnings.map(({ code }) => code),
      ['edit-without-text'],
    );
  });
});
