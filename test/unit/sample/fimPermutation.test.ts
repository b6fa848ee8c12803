import assert from 'node:assert/strict';
import fc from 'fast-check';
import { familyById } from '../../../src/core/render/family.ts';
import { renderFim } from '../../../src/core/render/renderFim.ts';
import { bavarianLayout } from '../../../src/core/sample/fimBavarian.ts';
import { codePointLength, codeUnitOf, permuted, permutedFragments } from '../../../src/core/sample/fimPermutation.ts';

const tokens = { prefix: '<fim_prefix>', middle: '<fim_middle>', suffix: '<fim_suffix>' };

describe('permuting a text', () => {
  it('cuts between code points, as the reference code counts', () => {
    const text = 'x = "😀漢"\n';
    assert.equal(
      permuted(text, { boundaries: [7, 5], spm: false }, tokens),
      '<fim_prefix>x = "<fim_suffix>"\n<fim_middle>😀漢',
    );
    assert.equal(
      permuted(text, { boundaries: [5, 6], spm: true }, tokens),
      '<fim_prefix><fim_suffix>漢"\n<fim_middle>x = "😀',
    );
    assert.equal(
      permuted(text, { boundaries: [5, 6], spm: true }, tokens, 1),
      '<fim_suffix>漢"\n<fim_prefix>x = "<fim_middle>😀',
    );
  });

  it('any part may be empty', () => {
    assert.equal(permuted('ab', { boundaries: [0, 0], spm: false }, tokens), '<fim_prefix><fim_suffix>ab<fim_middle>');
    assert.equal(permuted('ab', { boundaries: [2, 0], spm: true }, tokens), '<fim_prefix><fim_suffix><fim_middle>ab');
  });

  it('offsets of code points agree with what iterating over the text says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, count) => {
        const points = Array.from(text);
        assert.equal(codePointLength(text), points.length);
        assert.equal(codeUnitOf(text, count), points.slice(0, count).join('').length);
      }),
    );
  });

  it('of a repository each file has its own draws, and what was not drawn stays as it is', () => {
    const files = ['one', 'two', 'three'];
    const draws = [null, { boundaries: [1, 2] as const, spm: false }, { boundaries: [0, 5] as const, spm: true }];
    assert.equal(
      permutedFragments(files, draws, tokens, '<file_sep>'),
      'one<file_sep><fim_prefix>t<fim_suffix>o<fim_middle>w<file_sep><fim_prefix><fim_suffix><fim_middle>three',
    );
    assert.equal(permutedFragments(files, null, tokens, '<file_sep>'), 'one<file_sep>two<file_sep>three');
  });

  it('rows of a family with these three sentinels are the same strings, in every order', () => {
    const text = 'def f(a):\n    return "😀" + a\n';
    const layout = bavarianLayout(familyById('starcoder'));
    assert.ok(layout);
    for (const [b0, b1] of [
      [0, 5],
      [12, 24],
      [24, 25],
    ] as const) {
      const [start, end] = [codeUnitOf(text, b0), codeUnitOf(text, b1)];
      const parts = { prefix: text.slice(0, start), middle: text.slice(start, end), suffix: text.slice(end) };
      const row = (mode: 'psm' | 'spm', more = {}) =>
        renderFim({ family: 'starcoder', mode, ...parts, ...more }).text.replace(/<\|endoftext\|>$/, '');
      assert.equal(row('psm'), permuted(text, { boundaries: [b0, b1], spm: false }, tokens));
      assert.equal(row('spm'), permuted(text, { boundaries: [b0, b1], spm: true }, tokens));
      assert.equal(row('spm', { layout }), permuted(text, { boundaries: [b0, b1], spm: true }, tokens, 1));
    }
  });

  it('families without a form of three sentinels have no such order', () => {
    assert.equal(bavarianLayout(familyById('codestral')), null);
    assert.equal(bavarianLayout(familyById('incoder')), null);
  });
});
