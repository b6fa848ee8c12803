import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Tokenizer as Engine } from '@huggingface/tokenizers';
import fc from 'fast-check';
import type { Tokenizer } from '../../../src/core/ports.ts';
import { openTokenizer } from '../../../src/node/tokens/openTokenizer.ts';
import { realTokenizer, vocabularyFolder } from './realTokenizers.ts';

interface Reference {
  encode(text: string, options: { readonly add_special_tokens: boolean }): { readonly ids: number[] };
}

const referenceOf = async (name: 'qwen3' | 'deepseek_v3') =>
  new Engine(JSON.parse(await readFile(path.join(vocabularyFolder(name), 'tokenizer.json'), 'utf8')), {}) as Reference;

describe('openTokenizer with real vocabularies', function () {
  this.timeout(60_000);
  const known: { name: string; tokenizer: Tokenizer; reference: Reference }[] = [];
  before(async () => {
    for (const name of ['qwen3', 'deepseek_v3'] as const) {
      known.push({ name, tokenizer: await realTokenizer(name), reference: await referenceOf(name) });
    }
  });
  const qwen = () => known[0]?.tokenizer as Tokenizer;

  it("Qwen's fill-in-the-middle strings are the ids 151659 to 151662, and its repository strings 151663 and 151664", () => {
    const text = '<|fim_prefix|><|fim_middle|><|fim_suffix|><|fim_pad|><|repo_name|><|file_sep|>';
    const ids = [151659, 151660, 151661, 151662, 151663, 151664];
    assert.deepEqual(qwen().encode(text, { special: true })?.ids, ids);
  });

  it('control strings are text like any other unless they are said to be genuine', () => {
    const text = 'a<|fim_prefix|>b<|fim_prefix|>';
    assert.ok(!qwen().encode(text)?.ids.includes(151659));
    const first = qwen().encode(text, { special: (start) => start === 1 });
    assert.equal(first?.ids.filter((id) => id === 151659).length, 1);
    assert.equal(first?.starts[first.ids.indexOf(151659)], 1);
  });

  it('the ids are those of the engine itself', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    const code = fc.constantFrom(
      'if (x) {\r\n\treturn 1;\r\n}\n\n\n',
      "it's 12345",
      '<|im_start|>',
      '\u6F22\u5B57\u304B',
      '<\uFF5Cfim\u2581hole\uFF5C>',
    );
    for (const { tokenizer, reference } of known) {
      fc.assert(
        fc.property(text, code, text, (a, b, c) => {
          const all = a + b + c;
          if (!all.isWellFormed()) return;
          const expected = reference.encode(all, { add_special_tokens: false }).ids;
          assert.deepEqual(tokenizer.encode(all, { special: true })?.ids, expected);
        }),
        { numRuns: 150 },
      );
    }
  });

  it('starts never go back, begin at 0, lie on characters, and cut the text so that each word is made of its own tokens', () => {
    for (const { tokenizer } of known) {
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (text) => {
          const made = tokenizer.encode(text);
          assert.ok(made !== null && made.starts.length === made.ids.length);
          assert.equal(made.starts[0], 0);
          for (const [at, start] of made.starts.entries()) {
            assert.ok(start >= (made.starts[at - 1] ?? 0) && start < text.length);
            assert.ok(!/[\uDC00-\uDFFF]/.test(text[start] ?? '') || !/[\uD800-\uDBFF]/.test(text[start - 1] ?? ''));
          }
        }),
        { numRuns: 150 },
      );
    }
  });

  it('what normalisation merges starts where its first character does', () => {
    const made = qwen().encode('e\u0301x e\u0301');
    assert.deepEqual(made?.starts, [0, 2, 3]);
  });

  it('a count takes control strings as one token each', () => {
    assert.equal(qwen().count('<|fim_prefix|>a<|fim_suffix|>'), 3);
  });

  it('the name of the counts is the file and its hash', () => {
    assert.match(qwen().id, /^tokenizer\.json sha256:[0-9a-f]{16}$/);
  });
});

/** A vocabulary of the kind that writes spaces as U+2581 and unknown characters as bytes. */
const spaces = {
  added_tokens: [
    { id: 0, content: '<s>', special: true },
    { id: 1, content: '<M>', special: true, lstrip: true, rstrip: true },
  ],
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'Prepend', prepend: '\u2581' },
      { type: 'Replace', pattern: { String: ' ' }, content: '\u2581' },
    ],
  },
  pre_tokenizer: null,
  post_processor: null,
  decoder: null,
  model: {
    type: 'BPE',
    byte_fallback: true,
    fuse_unk: true,
    unk_token: '<s>',
    vocab: { '<s>': 0, '<M>': 1, '\u2581': 2, a: 3, b: 4, '\u2581a': 5, '<0x0A>': 6, '<0xC3>': 7, '<0xA9>': 8 },
    merges: ['\u2581 a'],
  },
};

describe('openTokenizer with a small vocabulary', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'tokenizer-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const open = async (content: unknown) => {
    const file = path.join(folder, 'tokenizer.json');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    return openTokenizer(file);
  };

  it('the space that is put in front has no place in the text, and bytes start where their character does', async () => {
    const made = (await open(spaces)).encode('a a\n\u00E9b');
    assert.deepEqual(made, { ids: [5, 5, 6, 7, 8, 4], starts: [0, 1, 3, 4, 4, 5] });
  });

  it('a control token takes the white space beside it', async () => {
    const made = (await open(spaces)).encode('a <M> b', { special: true });
    assert.deepEqual(made?.ids, [5, 1, 2, 4]);
    assert.deepEqual(made?.starts, [0, 1, 6, 6]);
  });

  it('a text that the tokens do not spell is refused, and not given offsets that are wrong', async () => {
    const tokenizer = await open({
      ...spaces,
      normalizer: { type: 'Replace', pattern: { String: 'ab' }, content: 'a' },
    });
    assert.throws(() => tokenizer.encode('ab b'), { code: 'tokenizer-unaligned' });
  });

  it('another file is refused in one sentence that names it', async () => {
    await assert.rejects(open('{"a":1}'), { code: 'not-a-tokenizer', message: /no model/ });
    await assert.rejects(open('no json'), { code: 'not-a-tokenizer' });
    await assert.rejects(open({ model: 1, added_tokens: [] }), { code: 'not-a-tokenizer' });
  });
});
