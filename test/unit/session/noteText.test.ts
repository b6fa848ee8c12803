import assert from 'node:assert/strict';
import {
  continuesDecision,
  noteInWords,
  parseAlternative,
  parseDecision,
  parseNoteText,
} from '../../../src/core/session/noteText.ts';

describe("a note's one line", () => {
  it('takes its type from a word or a letter before the text', () => {
    assert.deepEqual(parseNoteText('decision: use a map'), { type: 'decision', text: 'use a map' });
    assert.deepEqual(parseNoteText('D: use a map'), { type: 'decision', text: 'use a map' });
    assert.deepEqual(parseNoteText(' v :  ran the tests '), { type: 'verification', text: 'ran the tests' });
    assert.deepEqual(parseNoteText('h:'), { type: 'hypothesis', text: '' });
  });

  it('keeps other words with a colon as text', () => {
    for (const text of ['node: fs is slow', 'see http://example.invalid', 'x: y', 'constructor: y', 'w:y']) {
      assert.deepEqual(parseNoteText(text), { text });
    }
  });

  it('finds what a decision was made over, and why', () => {
    assert.deepEqual(parseDecision('a map instead of a list because it is looked up'), {
      chosen: 'a map',
      alternatives: [{ option: 'a list', reason: 'it is looked up' }],
    });
    assert.deepEqual(
      parseDecision('How to keep them? A map rather than a list, and instead of a tree since it is slow'),
      {
        question: 'How to keep them?',
        chosen: 'A map',
        alternatives: [{ option: 'a list' }, { option: 'a tree', reason: 'it is slow' }],
      },
    );
    assert.deepEqual(parseDecision('just a map'), { chosen: 'just a map', alternatives: [] });
  });

  it('tells an alternative that goes on with a decision', () => {
    assert.equal(continuesDecision('instead of a list because slow'), true);
    assert.equal(continuesDecision('a map instead of a list'), false);
    assert.deepEqual(parseAlternative('instead of a list because slow'), { option: 'a list', reason: 'slow' });
  });

  it('can be said in one go, and says nothing twice', () => {
    const alternatives = [{ option: 'a list', reason: 'it is slow' }, { option: 'a tree' }];
    assert.equal(
      noteInWords({ text: 'A map', question: 'How?', alternatives }),
      'How? A map\nNot a list, because it is slow.\nNot a tree.',
    );
    const text = 'How? A map instead of a list because it is slow';
    assert.equal(noteInWords({ text, question: 'How?', alternatives: [alternatives[0] ?? { option: '' }] }), text);
  });
});
