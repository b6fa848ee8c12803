import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { apply } from '../../src/core/edit/apply.ts';
import { invert } from '../../src/core/edit/invert.ts';
import { minimalDiff } from '../../src/core/edit/minimalDiff.ts';
import { SessionDraft } from '../../src/core/formats/sessionDraft.ts';
import { workspaceRecording } from '../../src/core/formats/workspaceRecording.ts';
import { writeWorkspaceRecording } from '../../src/core/formats/writeWorkspaceRecording.ts';
import { encodeRecord } from '../../src/core/session/codec.ts';
import { treeId } from '../../src/core/session/diskModel.ts';
import type { NewEvent, SessionEvent } from '../../src/core/session/event.ts';
import { WorkspaceFold } from '../../src/core/session/fold.ts';
import { inferOperations } from '../../src/core/session/operations.ts';
import { readLog } from '../../src/core/session/readLog.ts';
import { importRecording } from '../../src/node/formats/importRecording.ts';
import { nodeDigest } from '../../src/node/store/digest.ts';
import { openSession } from '../../src/node/store/openSession.ts';
import { verifySession } from '../../src/node/store/verifySession.ts';
import { haveRecordings, RECORDINGS, readRecording } from './workspaceRecording.ts';

const none = () => undefined;

/** The recording's events behind the start that an imported session has. */
function asImported(events: readonly SessionEvent[]): SessionEvent[] {
  const roots = [{ name: 'r', path: '/r', tree: treeId([], nodeDigest), commit: null, branch: null }];
  const start = {
    seq: 0,
    t: 0,
    kind: 'session-start',
    at: '2026-01-01T00:00:00.000Z',
    goal: '',
    roots,
    tool: { version: '0' },
    imported: { format: 'workspace-recording', version: '1.0', file: 'x' },
  } as const;
  return [start, ...events];
}

async function imported(file: string) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'imported-'));
  const dispose = () => rmSync(folder, { recursive: true, force: true });
  try {
    const progress = { report: none };
    const made = await importRecording({
      files: [file],
      format: workspaceRecording,
      dataFolder: path.join(folder, '.tracewright'),
      version: '0',
      progress,
    });
    return { made, verification: verifySession(await openSession(made.folder)), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
const there = haveRecordings();

(there ? describe : describe.skip)('published workspace recordings', () => {
  const files = there ? readdirSync(RECORDINGS).filter((name) => name.endsWith('recording.w.json')) : [];

  it('are there', () => assert.ok(files.length >= 7));

  for (const name of files) {
    describe(name, () => {
      const { events, checks, finalTexts } = readRecording(path.join(RECORDINGS, name));

      it('folds without a mismatch to every content that the recording states', () => {
        const fold = new WorkspaceFold([[]], none, nodeDigest);
        let edits = 0;
        for (const event of events) {
          fold.apply(event);
          if (event.kind === 'edit') edits++;
          const check = checks.get(event.seq);
          if (check !== undefined) assert.equal(fold.text(check.doc), check.text, `event ${event.seq}`);
        }
        assert.equal(fold.divergence, null);
        assert.ok(edits > 0);
        for (const [doc, text] of finalTexts) assert.equal(fold.text(doc), text);
      });

      it('says of itself that no content had to be set anew', () => {
        assert.deepEqual(
          events.filter(({ kind }) => kind === 'resync'),
          [],
        );
      });

      it('goes through the log and comes back', () => {
        let hash = 's';
        const lines = events.map((event) => {
          const record = encodeRecord(event, hash, nodeDigest);
          hash = record.hash;
          return record.line;
        });
        const read = readLog('s', [{ file: 'events-0001.jsonl', text: lines.join('') }], nodeDigest);
        assert.deepEqual(read.problems, []);
        assert.deepEqual(read.events, events);
      });

      it('becomes a session that verifies, with a log smaller than a long recording', async () => {
        const { made, verification, dispose } = await imported(path.join(RECORDINGS, name));
        try {
          assert.deepEqual([made.counts.resyncs, made.counts.unknownRecords, made.warnings], [0, 0, []]);
          assert.equal(made.counts.edits, events.filter(({ kind }) => kind === 'edit').length);
          assert.equal(verification.ok, true);
          if (made.bytes.read > 100_000) assert.ok(made.bytes.log < made.bytes.read, JSON.stringify(made.bytes));
        } finally {
          dispose();
        }
      });

      it('goes out and comes in again with the same texts after every edit', () => {
        const written = writeWorkspaceRecording(asImported(events), [[]], none, nodeDigest);
        assert.deepEqual(written.losses, []);
        const again: NewEvent[] = [];
        const draft = new SessionDraft({ base: none, event: (event) => again.push(event) });
        const reader = workspaceRecording.reader(draft);
        for (const line of written.content.split('\n').filter(Boolean)) reader.take(JSON.parse(line), null);
        assert.deepEqual([draft.counts.resyncs, draft.counts.unknownRecords], [0, 0]);
        const before = new WorkspaceFold([[]], none, nodeDigest);
        const after = new WorkspaceFold([[]], none, nodeDigest);
        const edits = (list: readonly (SessionEvent | NewEvent)[]) =>
          list.filter(({ kind }) => kind === 'edit' || kind === 'document-open') as SessionEvent[];
        const came = edits(again);
        edits(events).forEach((event, index) => {
          before.apply(event);
          after.apply(came[index] as SessionEvent);
          if ('doc' in event && typeof event.doc === 'number') {
            assert.equal(after.text(event.doc), before.text(event.doc), `event ${event.seq}`);
          }
        });
        assert.equal(came.length, edits(events).length);
      });

      it('has every edit in one operation', () => {
        const operations = inferOperations(events, [[]], none, nodeDigest);
        const owned = operations.flatMap(({ seqs }) => seqs);
        assert.equal(new Set(owned).size, owned.length);
        const of = new Set(owned);
        assert.deepEqual(
          events.filter(({ kind, seq }) => kind === 'edit' && !of.has(seq)),
          [],
        );
      });

      it('has edits that invert, and whose smallest form gives the same text', () => {
        const texts = new Map<number, string>();
        let seen = 0;
        for (const event of events) {
          if (event.kind === 'document-open' && 'text' in event.content) texts.set(event.doc, event.content.text);
          if (event.kind !== 'edit') continue;
          const before = texts.get(event.doc) ?? '';
          const after = apply(before, event.changes);
          texts.set(event.doc, after);
          if (seen++ % 10 !== 0) continue;
          assert.equal(apply(after, invert(before, event.changes)), before);
          assert.equal(apply(before, minimalDiff(before, after)), after);
        }
        assert.ok(seen > 0);
      });
    });
  }
});

interface ProbeEntry {
  readonly k: string;
  readonly ch?: readonly (readonly [offset: number, deleted: number, inserted: string])[];
  /** Whether applying the changes in array order, or in reverse, gave the text that VS Code then had. */
  readonly applySeq?: boolean;
  readonly applyRev?: boolean;
}

(there ? describe : describe.skip)('what VS Code was seen to raise', () => {
  const changesIn = (name: string) =>
    readFileSync(path.join(RECORDINGS, 'vscode-api-probe', name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ProbeEntry)
      .filter(({ k, ch = [] }) => k === 'change' && ch.length > 0);

  it('gives the new text when changes are applied in array order, and not always in reverse', () => {
    const judged = changesIn('probe-1.jsonl').filter(({ applySeq }) => applySeq !== undefined);
    assert.ok(judged.length >= 30);
    assert.deepEqual(
      judged.filter(({ applySeq }) => applySeq !== true),
      [],
    );
    assert.ok(judged.some(({ applyRev }) => applyRev === false));
  });

  for (const name of ['probe-1.jsonl', 'probe-2.jsonl']) {
    it(`${name}: array order is the order in which our edits apply: on one text, disjoint changes together`, () => {
      const several = changesIn(name).filter(({ ch = [] }) => ch.length > 1);
      assert.ok(several.length > 0);
      for (const { ch = [] } of several) {
        const length = Math.max(...ch.map(([offset, deleted]) => offset + deleted));
        const before = 'abcdefg'.repeat(length / 7 + 1).slice(0, length + 3);
        let expected = before;
        for (const [offset, deleted, inserted] of [...ch].sort((a, b) => b[0] - a[0])) {
          expected = expected.slice(0, offset) + inserted + expected.slice(offset + deleted);
        }
        assert.equal(apply(before, ch), expected);
      }
    });
  }
});
