import assert from 'node:assert/strict';
import type { NewEvent } from '../../../src/core/session/event.ts';
import { LastEdits } from '../../../src/extension/recorder/lastEdits.ts';

const edit = (doc: number): NewEvent => ({ kind: 'edit', doc, v: 1, changes: [[0, 0, 'x']] });
const focus = (doc: number | null): NewEvent => ({ kind: 'focus', doc });
const note: NewEvent = { kind: 'note', note: 'n', type: 'why', text: '', anchors: [] };

/** The events in turn, from seq 0; then what a note in these documents is about. */
function about(docs: number[], ...events: NewEvent[]): [number, number] | undefined {
  const last = new LastEdits();
  for (const [seq, event] of events.entries()) last.wrote(event, seq);
  return last.of(docs);
}

describe('what a note is about', () => {
  it('is the run of edits in its document, from the first to the last', () => {
    assert.deepEqual(about([1], focus(1), edit(1), edit(1), { kind: 'document-close', doc: 9 }, edit(1)), [1, 4]);
    assert.deepEqual(about([1], edit(1)), [0, 0]);
  });

  it('is nothing when that document was not edited', () => {
    assert.equal(about([2], focus(1), edit(1)), undefined);
    assert.equal(about([], edit(1)), undefined);
  });

  it('begins anew after a note, a pause, and when another document has the focus', () => {
    assert.equal(about([1], edit(1), note), undefined);
    assert.deepEqual(about([1], edit(1), note, edit(1)), [2, 2]);
    assert.equal(about([1], edit(1), { kind: 'pause' }), undefined);
    assert.equal(about([1], focus(1), edit(1), focus(2)), undefined);
    assert.deepEqual(about([1], focus(1), edit(1), focus(1), edit(1)), [1, 3]);
  });

  it('takes in a rename over files that nobody looked at, when the note is anchored there', () => {
    assert.deepEqual(about([2, 3], focus(1), edit(1), edit(2), edit(3)), [2, 3]);
  });
});
