import assert from 'node:assert/strict';
import { type EditMoment, editEvidence } from '../../../src/extension/recorder/editEvidence.ts';

const spot = (line: number, character: number) => ({ line, character });
const span = (line: number, from: number, to = from) => ({ start: spot(line, from), end: spot(line, to) });

function typed(more: Partial<EditMoment> = {}): EditMoment {
  return {
    active: true,
    visible: true,
    focused: true,
    cursors: [span(3, 5)],
    changes: [{ range: span(3, 5), text: 'x' }],
    undone: false,
    chatEditing: 0,
    refactorPreview: false,
    ...more,
  };
}

describe('evidence on an edit', () => {
  it('is absent for what is usual: typing, deleting, a pair of brackets, a new line', () => {
    assert.equal(editEvidence(typed()), undefined);
    assert.equal(editEvidence(typed({ changes: [{ range: span(3, 4, 5), text: '' }] })), undefined);
    for (const text of ['()', '{}', '\n    ', '\r\n', '😀', '""']) {
      assert.equal(editEvidence(typed({ changes: [{ range: span(3, 5), text }] })), undefined, JSON.stringify(text));
    }
    const cursors = [span(1, 0), span(2, 0)];
    const changes = [...cursors].reverse().map((range) => ({ range, text: 'long text' }));
    assert.equal(editEvidence(typed({ cursors, changes })), undefined, 'one text at several cursors');
  });

  it('says that no cursor was touched, and nothing of cursors elsewhere', () => {
    const changes = [{ range: span(9, 0, 4), text: 'sum' }];
    assert.deepEqual(editEvidence(typed({ changes })), { cursor: false });
    assert.deepEqual(editEvidence(typed({ changes, active: false, visible: false, cursors: [] })), {
      active: false,
      visible: false,
    });
  });

  it('counts what came at the cursor at once, unless it was pasted', () => {
    const changes = [{ range: span(3, 2, 5), text: 'return total;' }];
    assert.deepEqual(editEvidence(typed({ changes })), { atOnce: 13 });
    assert.deepEqual(editEvidence(typed({ changes, sincePaste: 12.4 })), { paste: 12 });
    assert.deepEqual(editEvidence(typed({ changes, sincePaste: 60_000 })), { atOnce: 13 });
    assert.equal(editEvidence(typed({ changes, undone: true })), undefined);
  });

  it('names the rest of what was seen', () => {
    const detailedReason = { source: 'cursor', metadata: { kind: 'type' } };
    assert.deepEqual(editEvidence(typed({ detailedReason, focused: false, chatEditing: 2, refactorPreview: true })), {
      detailedReason,
      focused: false,
      chatEditing: 2,
      refactorPreview: true,
    });
  });

  it('costs little with thousands of cursors and changes', () => {
    const cursors = Array.from({ length: 2_000 }, (_, line) => span(line, 0));
    const changes = Array.from({ length: 2_000 }, (_, line) => ({ range: span(line, 50), text: 'x' }));
    const before = performance.now();
    for (let round = 0; round < 10; round++) assert.equal(editEvidence(typed({ cursors, changes })), undefined);
    assert.ok(performance.now() - before < 100);
  });
});
