import assert from 'node:assert/strict';
import type { TextChange } from '../../../src/core/edit/change.ts';
import { type EditSeen, SaveFormatting } from '../../../src/extension/recorder/saveFormatting.ts';

const nothing = { formats: false, trims: false, endsLines: false };
const formats = { ...nothing, formats: true };

function edit(t: number, deleted: string, inserted: string, more: Partial<EditSeen> = {}): EditSeen {
  const change: TextChange = [10, deleted.length, inserted];
  return { changes: [change], deleted: [deleted], undone: false, t, ...more };
}

describe('the edits that a save makes', () => {
  it('are the layout changes right before it, with what comes until it is saved', () => {
    const saves = new SaveFormatting();
    saves.edited(1, 5, edit(0, '', 'typed'));
    saves.edited(1, 7, edit(1_000, "'a'", '"a"'));
    saves.edited(1, 8, edit(1_010, '', '\n  '));
    saves.willSave(1, 1_020, formats);
    saves.edited(1, 9, edit(1_025, '  ', '\n'));
    assert.deepEqual(saves.saved(1, formats), [7, 9]);
    assert.equal(saves.saved(1, formats), undefined, 'the next save has its own');
  });

  it('are none when the settings let a save do nothing', () => {
    const saves = new SaveFormatting();
    saves.edited(1, 5, edit(0, '  ', ''));
    saves.willSave(1, 5, nothing);
    assert.equal(saves.saved(1, nothing), undefined);
  });

  it('are not what a hand typed right before, nor what says something new', () => {
    const saves = new SaveFormatting();
    saves.edited(1, 5, edit(0, '', '\n'));
    saves.moved(1);
    saves.willSave(1, 5, formats);
    assert.equal(saves.saved(1, formats), undefined, 'a hand moved the cursor');
    saves.edited(1, 6, edit(10, '', 'const answer = 42;'));
    saves.edited(1, 7, edit(12, '', ' '));
    saves.willSave(1, 15, formats);
    assert.deepEqual(saves.saved(1, formats), [7, 7], 'from the new text on');
    saves.edited(1, 8, edit(20, ' ', '', { undone: true }));
    saves.willSave(1, 25, formats);
    assert.equal(saves.saved(1, formats), undefined, 'an undo');
  });

  it('are not what was edited a while before', () => {
    const saves = new SaveFormatting();
    saves.edited(1, 5, edit(0, ' ', ''));
    saves.willSave(1, 500, formats);
    assert.equal(saves.saved(1, formats), undefined);
  });

  it('may be trimmed ends of lines and the last line feed, each by its own setting', () => {
    const saves = new SaveFormatting();
    const trims = { ...nothing, trims: true };
    const endsLines = { ...nothing, endsLines: true };
    for (const [effects, deleted, inserted, own] of [
      [trims, '  \t', '', true],
      [trims, '', '\n', false],
      [endsLines, '', '\r\n', true],
      [endsLines, '\n\n', '', true],
      [endsLines, '  ', '', false],
    ] as const) {
      saves.edited(1, 5, edit(0, deleted, inserted));
      saves.willSave(1, 5, effects);
      assert.deepEqual(saves.saved(1, effects), own ? [5, 5] : undefined, JSON.stringify([effects, deleted, inserted]));
    }
  });

  it('are not known where the taken-out text is too long to be looked at', () => {
    const saves = new SaveFormatting();
    saves.edited(1, 5, edit(0, '', ' ', { deleted: [null] }));
    saves.willSave(1, 5, formats);
    assert.equal(saves.saved(1, formats), undefined);
  });
});
