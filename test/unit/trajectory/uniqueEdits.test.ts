import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ToolSession } from '../../../src/core/trajectory/tools/toolSession.ts';
import { uniqueEdits } from '../../../src/core/trajectory/uniqueEdits.ts';

function replay(before: string, after: string): string {
  let text = before;
  for (const { oldText, newText } of uniqueEdits(before, after)) {
    const call = { function_name: 'str_replace', arguments: { path: 'f', old_str: oldText, new_str: newText } };
    const outcome = new ToolSession({ look: () => ({ kind: 'text', text }) }, { rules: [] }).perform(call);
    assert.equal(outcome.kind, 'files', JSON.stringify({ before, after, text, oldText, newText, outcome }));
    if (outcome.kind === 'files') text = outcome.changes[0]?.after ?? '';
  }
  return text;
}

describe('uniqueEdits', () => {
  it('takes a unique line without any context', () => {
    assert.deepEqual(uniqueEdits('a\nb\nc\n', 'a\nB\nc\n'), [{ oldText: 'b', newText: 'B' }]);
  });

  it('grows by as few lines as make the place unique', () => {
    assert.deepEqual(uniqueEdits('x\na\ny\na\n', 'x\na\ny\nb\n'), [{ oldText: 'y\na', newText: 'y\nb' }]);
  });

  it('anchors an insertion at a neighbouring line', () => {
    const [edit, ...more] = uniqueEdits('one\ntwo\n', 'one\nand\ntwo\n');
    assert.equal(more.length, 0);
    assert.ok(edit !== undefined && edit.oldText.length > 0 && edit.newText.includes('and'));
  });

  it('fills an empty file and empties a full one', () => {
    assert.equal(replay('', 'x\n'), 'x\n');
    assert.equal(replay('x\ny', ''), '');
  });

  it('replayed by the tools gives the text after, for any two texts of few different lines', () => {
    const line = fc.constantFrom('a', 'b', 'aa', '', 'ab', '  }', '$&', '\r');
    const text = fc
      .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n', '')), { maxLength: 14 })
      .map((parts) => parts.flat().join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        assert.equal(replay(before, after), after);
      }),
      { numRuns: 3000, seed: 7 },
    );
  });
});
