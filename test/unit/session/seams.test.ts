import assert from 'node:assert/strict';
import type { NewEvent } from '../../../src/core/session/event.ts';
import { type Seam, SeamDetector } from '../../../src/core/session/seams.ts';

const edit = (doc: number, more: Partial<NewEvent & { kind: 'edit' }> = {}): NewEvent => ({
  kind: 'edit',
  doc,
  v: 1,
  changes: [[0, 0, 'x']],
  ...more,
});
const undo = (doc = 0) => edit(doc, { reason: 'undo' });
const agent = { detailedReason: { source: 'Chat.applyEdits' } };

const state = (doc: number, dirty: boolean): NewEvent => ({ kind: 'document-state', doc, dirty });

/** In a session whose documents have unsaved edits already. */
function detector(): SeamDetector {
  const seams = new SeamDetector();
  for (const doc of [0, 1, 2]) seams.wrote(state(doc, true), 0, 0);
  return seams;
}

/** What is found in events at these times, and in the quiet after them. */
function found(...events: [t: number, event: NewEvent][]): Seam[] {
  const seams = detector();
  const all = events.map(([t, event], seq) => seams.wrote(event, seq, t));
  return [...all, seams.quiet()].filter((seam) => seam !== undefined);
}
const kinds = (...events: [t: number, event: NewEvent][]) => found(...events).map(({ what }) => what);

function runs(...codes: (number | null)[]): [number, NewEvent][] {
  return codes.flatMap((exitCode, command): [number, NewEvent][] => [
    [command, { kind: 'command-start', command, terminal: 't', line: 'npm test', confidence: 'high' }],
    [command, { kind: 'command-end', command, exitCode }],
  ]);
}

describe('the seams of the work', () => {
  it('are where an operation over several files has ended, and not before', () => {
    const seams = detector();
    assert.equal(seams.wrote(edit(0), 3, 0), undefined);
    assert.equal(seams.wrote(edit(1), 4, 5), undefined);
    assert.equal(seams.wrote(edit(2), 5, 9), undefined);
    assert.deepEqual(seams.quiet(), {
      seam: 'operation',
      what: 'several-files',
      subject: '',
      count: 3,
      about: [3, 5],
      doc: 0,
    });
    assert.equal(seams.quiet(), undefined, 'it is found once');
  });

  it('are not in typing, nor in edits of two files far apart', () => {
    assert.deepEqual(kinds([0, edit(0)], [200, edit(0)], [400, edit(0)]), []);
    assert.deepEqual(kinds([0, edit(0)], [5_000, edit(1)]), []);
    assert.deepEqual(kinds([0, edit(0)], [5, edit(1)], [9_000, edit(0)]), ['several-files']);
  });

  it('are not where several files were read again from the disk, or edited by an agent', () => {
    const saved: [number, NewEvent][] = [0, 1, 2].map((doc) => [0, state(doc, false)]);
    assert.deepEqual(kinds(...saved, [1, edit(0)], [2, edit(1)]), []);
    const dirtied = kinds(...saved, [1, edit(0)], [2, edit(1)], [2, state(0, true)], [2, state(1, true)]);
    assert.deepEqual(dirtied, ['several-files'], 'the editor says after the edits that a document is unsaved');
    assert.deepEqual(kinds([1, edit(0, { evidence: agent })], [2, edit(1, { evidence: agent })]), []);
  });

  it('are where tests went from red to green or back, by their own command line', () => {
    assert.deepEqual(kinds(...runs(1, 1, 0)), ['red-to-green']);
    assert.deepEqual(kinds(...runs(0, 0, 1, null, 0)), ['green-to-red', 'red-to-green']);
    assert.deepEqual(kinds(...runs(0)), []);
    const other: [number, NewEvent][] = [
      [0, { kind: 'command-start', command: 7, terminal: 't', line: 'make', confidence: 'high' }],
      [1, { kind: 'command-end', command: 7, exitCode: 1 }],
    ];
    assert.deepEqual(kinds(...other, ...other), []);
    assert.deepEqual(found(...runs(1, 0))[0]?.about, [2, 3]);
  });

  it('are where a run of undos took something back', () => {
    assert.deepEqual(kinds([0, undo()], [1, undo()], [2, undo()]), []);
    assert.deepEqual(kinds([0, undo()], [1_500, undo()], [3_000, undo()], [4_000, undo()]), ['undone']);
  });

  it('are where git went back to another state, which is no operation over files', () => {
    const move = { action: 'checkout' as const, from: 'a', to: 'b', message: '' };
    const git: NewEvent = { kind: 'git', commit: 'b', branch: 'main', moves: [move] };
    assert.deepEqual(kinds([0, edit(0)], [1, edit(1)], [500, git]), ['git']);
    assert.deepEqual(kinds([0, { kind: 'git', commit: 'b', branch: 'main' }]), []);
  });

  it('are where somebody read for long and then edited', () => {
    const view: NewEvent = { kind: 'view', doc: 0, ranges: [[0, 9]], dwell: 61_000 };
    assert.deepEqual(kinds([0, view], [1, edit(0)]), ['read-then-edited']);
    assert.deepEqual(kinds([0, view], [1, edit(0)], [9_000, edit(0)]), ['read-then-edited']);
    const looks = Array.from({ length: 8 }, (_, n): [number, NewEvent] => [n * 10_000, { kind: 'focus', doc: n }]);
    assert.deepEqual(kinds(...looks, [80_000, edit(0)]), ['read-then-edited']);
    assert.deepEqual(
      kinds([0, { kind: 'focus', doc: 1 }], [900_000, { kind: 'focus', doc: 2 }], [900_001, edit(0)]),
      [],
    );
  });

  it("are where a person changed an agent's text, wherever that had moved to", () => {
    const written = edit(0, { changes: [[10, 0, 'function f() {}']], evidence: agent });
    assert.deepEqual(kinds([0, written], [5_000, edit(0)], [9_000, edit(0, { changes: [[13, 2, '']] })]), [
      'agent-changed',
    ]);
    const by = (evidence: Record<string, unknown>) => edit(0, { changes: [[10, 0, 'function f() {}']], evidence });
    assert.deepEqual(kinds([0, by({ chatEditing: 1, cursor: false })], [5_000, edit(0, { changes: [[12, 2, '']] })]), [
      'agent-changed',
    ]);
    assert.deepEqual(kinds([0, by({ cursor: false })], [5_000, edit(0, { changes: [[12, 2, '']] })]), []);
    assert.deepEqual(kinds([0, written], [5_000, edit(0, { changes: [[40, 2, '']] })]), []);
    assert.deepEqual(kinds([0, written], [5_000, edit(0, { changes: [[12, 2, 'yy']], evidence: agent })]), []);
  });
});
