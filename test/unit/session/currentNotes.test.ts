import assert from 'node:assert/strict';
import { currentNotes } from '../../../src/core/session/currentNotes.ts';
import type { SessionEvent } from '../../../src/core/session/event.ts';

const note = (seq: number, id: string, text: string, replyTo?: string): SessionEvent => ({
  seq,
  t: seq,
  kind: 'note',
  note: id,
  type: 'why',
  text,
  anchors: [],
  ...(replyTo === undefined ? {} : { replyTo }),
});
const removed = (seq: number, id: string): SessionEvent => ({ seq, t: seq, kind: 'note-removed', note: id });
const shape = (events: SessionEvent[]) =>
  currentNotes(events).map(({ event, first, edited, replies }) => [
    event.text,
    first.seq,
    edited,
    replies.map((reply) => reply.event.text),
  ]);

describe('the notes that there are', () => {
  it('show an edited note once, in its last wording, in its first place', () => {
    assert.deepEqual(shape([note(0, 'a', 'one'), note(1, 'b', 'two'), note(2, 'a', 'ONE')]), [
      ['ONE', 0, true, []],
      ['two', 1, false, []],
    ]);
  });

  it('leave out what was taken back, and let its replies stand by themselves', () => {
    const events = [note(0, 'a', 'one'), note(1, 'r', 'but', 'a'), note(2, 's', 'and', 'a')];
    assert.deepEqual(shape(events), [['one', 0, false, ['but', 'and']]]);
    assert.deepEqual(shape([...events, removed(3, 'r')]), [['one', 0, false, ['and']]]);
    assert.deepEqual(shape([...events, removed(3, 'a')]), [
      ['but', 1, false, []],
      ['and', 2, false, []],
    ]);
  });
});
