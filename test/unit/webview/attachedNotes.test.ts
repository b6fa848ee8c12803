import assert from 'node:assert/strict';
import type { OperationKind } from '../../../src/core/session/operation.ts';
import type { TimelineOperation } from '../../../src/core/session/timeline.ts';
import { attachNotes } from '../../../src/webview/model/attachedNotes.ts';

type Note = TimelineOperation['notes'][number];

const why: Note = { type: 'why', text: 'Callers rely on zero for an empty list', place: 'total.ts:1' };
const doubt: Note = { type: 'hypothesis', text: 'The average may divide by zero', place: 'total.ts:2' };

function operation(seq: number, kind: OperationKind, notes: readonly Note[], title: string = kind): TimelineOperation {
  return {
    id: `op-${seq}`,
    kind,
    title,
    seqs: [seq],
    files: ['total.ts'],
    confidence: 1,
    actor: 'human',
    evidence: [],
    t: [seq, seq],
    events: [{ seq, t: seq, kind, title }],
    notes,
    output: '',
  };
}

const written = (seq: number, own: Note, notes: readonly Note[]) =>
  operation(seq, 'note', notes, `Note (${own.type}): ${own.text}`);

describe('notes in the timeline', () => {
  it('stand once, with the work right before them, which takes over their event', () => {
    const edit = (seq: number) => operation(seq, 'typed-edit', [why]);
    const { operations, shownBy } = attachNotes([edit(1), edit(2), written(3, why, [why]), edit(4)]);
    assert.deepEqual(
      operations.map(({ id, notes, events }) => [id, notes.length, events.map(({ seq }) => seq)]),
      [
        ['op-1', 0, [1]],
        ['op-2', 1, [2, 3]],
        ['op-4', 0, [4]],
      ],
    );
    assert.equal(shownBy.get('op-3'), 'op-2');
  });

  it('explain what a person did rather than what was written to the disk afterwards', () => {
    const done = [operation(1, 'move-file', [why]), operation(2, 'disk-change', [why]), written(3, why, [why])];
    assert.equal(attachNotes(done).shownBy.get('op-3'), 'op-1');
  });

  it('that come first stand with the work that follows', () => {
    const { operations } = attachNotes([written(1, doubt, [doubt]), operation(2, 'typed-edit', [doubt])]);
    assert.deepEqual(
      operations.map(({ id, events }) => [id, events.map(({ seq }) => seq)]),
      [['op-2', [1, 2]]],
    );
  });

  it('that are about no work are rows of their own', () => {
    const { operations, shownBy } = attachNotes([operation(1, 'typed-edit', []), written(2, why, [why])]);
    assert.deepEqual(
      operations.map(({ id, notes }) => [id, notes]),
      [
        ['op-1', []],
        ['op-2', [why]],
      ],
    );
    assert.equal(shownBy.size, 0);
  });

  it('on the same code are told apart', () => {
    const { operations } = attachNotes([
      operation(1, 'typed-edit', [why, doubt]),
      written(2, doubt, [why, doubt]),
      operation(3, 'typed-edit', [why, doubt]),
      written(4, why, [why, doubt]),
    ]);
    assert.deepEqual(
      operations.map(({ id, notes }) => [id, notes]),
      [
        ['op-1', [doubt]],
        ['op-3', [why]],
      ],
    );
  });

  it('lose no event, whatever they are about', () => {
    const all = [written(1, why, [why]), operation(2, 'edit', [why]), written(3, why, [why]), written(4, doubt, [])];
    const seqs = attachNotes(all).operations.flatMap(({ events }) => events.map(({ seq }) => seq));
    assert.deepEqual(seqs.sort(), [1, 2, 3, 4]);
  });
});
