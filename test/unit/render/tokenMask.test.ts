import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Tokenizer } from '../../../src/core/ports.ts';
import { families } from '../../../src/core/render/family.ts';
import { fimModes, renderFim } from '../../../src/core/render/renderFim.ts';
import { SpanText } from '../../../src/core/render/spanText.ts';
import { tokenMask } from '../../../src/core/render/tokenMask.ts';
import { estimatedTokens } from '../../../src/core/sample/estimatedTokens.ts';
import { realTokenizer } from '../tokens/realTokenizers.ts';

describe('tokenMask', function () {
  this.timeout(60_000);
  let qwen: Tokenizer;
  let deepseek: Tokenizer;
  before(async () => {
    qwen = await realTokenizer('qwen3');
    deepseek = await realTokenizer('deepseek_v3');
  });
  const fim = (family: string, mode: 'psm' | 'spm', prefix: string, middle: string, suffix: string) => ({
    family,
    ...renderFim({ family, mode, prefix, middle, suffix, path: 'a.py', language: 'python' }),
    spans: [...renderFim({ family, mode, prefix, middle, suffix, path: 'a.py', language: 'python' }).spans],
  });
  const ids = (tokenizer: Tokenizer, text: string) => tokenizer.encode(text)?.ids ?? [];

  it('trains the middle and the end token, and nothing else', () => {
    const { ids: made, mask, straddling } = tokenMask(fim('qwen2.5-coder', 'psm', 'a = ', 'f(1)', '\n'), qwen);
    const middle = ids(qwen, 'f(1)');
    assert.deepEqual(made, [151659, ...ids(qwen, 'a = '), 151661, ...ids(qwen, '\n'), 151660, ...middle, 151643]);
    assert.deepEqual(
      mask,
      made.map((_, at) => (at >= made.length - middle.length - 1 ? 1 : 0)),
    );
    assert.equal(straddling, 0);
  });

  it('no token reaches from the prefix into the middle where nothing stands between them', () => {
    const made = tokenMask(fim('deepseek-coder', 'spm', 'retu', 'rn x', ';'), deepseek);
    const parts = [
      128801,
      128800,
      ...ids(deepseek, ';'),
      128802,
      ...ids(deepseek, 'retu'),
      ...ids(deepseek, 'rn x'),
      1,
    ];
    assert.deepEqual(made.ids, [0, ...parts]);
    assert.notDeepEqual(ids(deepseek, 'return x').length, ids(deepseek, 'retu').length + ids(deepseek, 'rn x').length);
  });

  it("the token that the family's tokenizer puts in front stands first and is not trained", () => {
    const made = tokenMask(fim('deepseek-coder', 'psm', 'a', 'b', 'c'), deepseek);
    assert.deepEqual([made.ids[0], made.mask[0]], [0, 0]);
  });

  it('a control string in somebody’s text is tokenized as text, and counted', () => {
    const { text, spans } = new SpanText()
      .add('sentinel', '<|fim_prefix|>', 0)
      .add('prefix', 'a <|fim_middle|> b', 0)
      .add('sentinel', '<|fim_middle|>', 0)
      .add('middle', 'c', 1)
      .finish();
    const made = tokenMask({ family: 'qwen2.5-coder', text, spans }, qwen);
    assert.equal(made.ids.filter((id) => id === 151660).length, 1);
    assert.equal(made.forged, 1);
  });

  it('in a conversation, a token over the edge of what is trained is not trained, and counted', () => {
    const { text, spans } = new SpanText()
      .add('markup', '<|im_start|>assistant\nretu', 0)
      .add('final', 'rn it', 1)
      .add('stop', '<|im_end|>', 1)
      .finish();
    const made = tokenMask({ family: 'qwen3', text, spans }, qwen);
    const whole = qwen.encode(text, { special: true })?.ids;
    assert.deepEqual(made.ids, whole);
    assert.equal(made.straddling, 1);
    assert.deepEqual(made.mask.slice(-3), [0, 1, 1]);
  });

  it('weights go with their spans', () => {
    const { text, spans } = new SpanText()
      .add('user', 'q\n', 0)
      .add('reasoning', 'r\n', 0.25)
      .add('final', 'a', 2)
      .finish();
    const made = tokenMask({ family: 'qwen3', text, spans }, qwen);
    assert.deepEqual(made.mask, [0, 0, 0.25, 0.25, 2]);
  });

  it('of every family and mode, the tokens of a row are those of its parts, and the trained ones spell middle and end', () => {
    const part = fc.string({ unit: 'grapheme', maxLength: 20 });
    fc.assert(
      fc.property(fc.constantFrom(...families), part, part, part, (family, prefix, middle, suffix) => {
        for (const mode of fimModes(family)) {
          if (family.end === null || [prefix, middle, suffix].some((text) => text.includes('\r'))) continue;
          const row = fim(family.id, mode, prefix, middle, suffix);
          const made = tokenMask(row, qwen);
          const stop = qwen.encode(family.end, { special: true })?.ids ?? [];
          const trained = made.ids.filter((_, at) => (made.mask[at] ?? 0) > 0);
          assert.deepEqual(trained, [...ids(qwen, middle), ...stop]);
          assert.equal(made.straddling + made.forged, 0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('an estimate makes no tokens, and says what is needed', () => {
    assert.throws(() => tokenMask(fim('starcoder', 'psm', 'a', 'b', 'c'), estimatedTokens), {
      code: 'tokenizer-needed',
    });
  });
});
