import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { apply } from '../../src/core/edit/apply.ts';
import { invert } from '../../src/core/edit/invert.ts';
import { minimalDiff } from '../../src/core/edit/minimalDiff.ts';
import { encodeRecord } from '../../src/core/session/codec.ts';
import { WorkspaceFold } from '../../src/core/session/fold.ts';
import { inferOperations } from '../../src/core/session/operations.ts';
import { readLog } from '../../src/core/session/readLog.ts';
import { nodeDigest } from '../../src/node/store/digest.ts';
import { haveRecordings, RECORDINGS, readRecording } from './workspaceRecording.ts';

const none = () => undefined;
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
