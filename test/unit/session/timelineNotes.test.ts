import assert from 'node:assert/strict';
import { buildTimeline } from '../../../src/core/session/buildTimeline.ts';
import type { NewEvent } from '../../../src/core/session/event.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { baseOf, edit, open, placed } from './fixtures.ts';

const meta = { version: 1, id: 's', goal: 'g', startedAt: '', stoppedAt: null, roots: [], tool: { version: '1' } };
const anchors = [{ doc: 0, path: 'a.ts', start: 0, end: 3, quote: 'one' }];
const note = (id: string, text: string, more: Partial<NewEvent & { kind: 'note' }> = {}): NewEvent => ({
  kind: 'note',
  note: id,
  type: 'why',
  text,
  anchors,
  about: [1, 1],
  ...more,
});

/** The operations of a session with one edit and these events after it. */
function operations(...events: NewEvent[]) {
  const { base, blobs } = baseOf({ 'a.ts': 'one\n' });
  const all = placed([open(0, 'a.ts', 'one\n'), edit(0, 2, [4, 0, 'two\n']), ...events]);
  return buildTimeline(meta, all, base, blobs, nodeDigest).operations;
}

describe('notes in a timeline', () => {
  it('are shown once in their last wording, with what else was weighed and what was answered', () => {
    const found = operations(
      note('d', 'a fold', { type: 'decision' }),
      note('r', 'also faster', { replyTo: 'd' }),
      note('d', 'a left fold', {
        type: 'decision',
        question: 'How?',
        alternatives: [{ option: 'a loop', reason: 'long' }],
      }),
    );
    assert.deepEqual(found[0]?.notes, [
      {
        type: 'decision',
        text: 'a left fold',
        place: 'a.ts:1',
        question: 'How?',
        alternatives: [{ option: 'a loop', reason: 'long' }],
        replies: ['also faster'],
      },
    ]);
    const own = found.filter(({ kind }) => kind === 'note');
    assert.deepEqual(
      own.map(({ title }) => title),
      ['Note (decision): a left fold'],
    );
  });

  it('are not there when they were taken back', () => {
    const found = operations(note('a', 'first'), note('b', 'second'), { kind: 'note-removed', note: 'a' });
    assert.deepEqual(
      found[0]?.notes.map(({ text }) => text),
      ['second'],
    );
    assert.equal(found.filter(({ kind }) => kind === 'note').length, 1);
  });

  it('say what should have been there instead', () => {
    const found = operations(note('c', '', { type: 'counterfactual', mark: 'would-have-done', expected: 'three' }));
    assert.deepEqual(found[0]?.notes[0]?.expected, 'three');
    assert.equal(found.find(({ kind }) => kind === 'note')?.title, 'Note (counterfactual): three');
  });
});
