import assert from 'node:assert/strict';
import { families } from '../../src/core/render/family.ts';
import { type FimRequest, renderFim } from '../../src/core/render/renderFim.ts';

const P = 'def f(a):\n    ';
const S = '\n\nprint(f(1))\n';
const M = 'return a + 1';

/** What the owners' own code and documents write for one prefix, suffix and middle, typed by hand. */
const golden: readonly (readonly [family: string, mode: 'psm' | 'spm', text: string])[] = [
  ['santacoder', 'psm', `<fim-prefix>${P}<fim-suffix>${S}<fim-middle>${M}<|endoftext|>`],
  ['santacoder', 'spm', `<fim-prefix><fim-suffix>${S}<fim-middle>${P}${M}<|endoftext|>`],
  ['starcoder', 'psm', `<fim_prefix>${P}<fim_suffix>${S}<fim_middle>${M}<|endoftext|>`],
  ['starcoder', 'spm', `<fim_prefix><fim_suffix>${S}<fim_middle>${P}${M}<|endoftext|>`],
  ['starcoder2', 'psm', `<fim_prefix>${P}<fim_suffix>${S}<fim_middle>${M}<|endoftext|>`],
  ['starcoder2', 'spm', `<fim_prefix><fim_suffix>${S}<fim_middle>${P}${M}<|endoftext|>`],
  ['stable-code', 'psm', `<fim_prefix>${P}<fim_suffix>${S}<fim_middle>${M}<|endoftext|>`],
  ['stable-code', 'spm', `<fim_prefix><fim_suffix>${S}<fim_middle>${P}${M}<|endoftext|>`],
  ['granite-code', 'psm', `<fim_prefix>${P}<fim_suffix>${S}<fim_middle>${M}<|endoftext|>`],
  ['granite-code', 'spm', `<fim_prefix><fim_suffix>${S}<fim_middle>${P}${M}<|endoftext|>`],
  ['codeqwen1.5', 'psm', `<fim_prefix>${P}<fim_suffix>${S}<fim_middle>${M}<|endoftext|>`],
  ['codeqwen1.5', 'spm', `<fim_prefix><fim_suffix>${S}<fim_middle>${P}${M}<|endoftext|>`],
  [
    'deepseek-coder',
    'psm',
    `<\uFF5Cfim\u2581begin\uFF5C>${P}<\uFF5Cfim\u2581hole\uFF5C>${S}<\uFF5Cfim\u2581end\uFF5C>${M}<\uFF5Cend\u2581of\u2581sentence\uFF5C>`,
  ],
  [
    'deepseek-coder',
    'spm',
    `<\uFF5Cfim\u2581begin\uFF5C><\uFF5Cfim\u2581hole\uFF5C>${S}<\uFF5Cfim\u2581end\uFF5C>${P}${M}<\uFF5Cend\u2581of\u2581sentence\uFF5C>`,
  ],
  [
    'deepseek-coder-v2-lite',
    'psm',
    `<\uFF5Cfim\u2581begin\uFF5C>${P}<\uFF5Cfim\u2581hole\uFF5C>${S}<\uFF5Cfim\u2581end\uFF5C>${M}<\uFF5Cend\u2581of\u2581sentence\uFF5C>`,
  ],
  [
    'deepseek-coder-v2-lite',
    'spm',
    `<\uFF5Cfim\u2581begin\uFF5C><\uFF5Cfim\u2581hole\uFF5C>${S}<\uFF5Cfim\u2581end\uFF5C>${P}${M}<\uFF5Cend\u2581of\u2581sentence\uFF5C>`,
  ],
  [
    'seed-coder-suffix-first',
    'spm',
    `<[fim-suffix]>${S}<[fim-prefix]>${P}<[fim-middle]>${M}<[end\u2581of\u2581sentence]>`,
  ],
  [
    'seed-coder-prefix-first',
    'psm',
    `<[fim-prefix]>${P}<[fim-suffix]>${S}<[fim-middle]>${M}<[end\u2581of\u2581sentence]>`,
  ],
  ['qwen2.5-coder', 'psm', `<|fim_prefix|>${P}<|fim_suffix|>${S}<|fim_middle|>${M}<|endoftext|>`],
  ['qwen3-coder', 'psm', `<|fim_prefix|>${P}<|fim_suffix|>${S}<|fim_middle|>${M}<|endoftext|>`],
  [
    'qwen3-coder-instruct',
    'psm',
    `<|im_start|>system\nYou are a code completion assistant.<|im_end|>\n<|im_start|>user\n<|fim_prefix|>${P}<|fim_suffix|>${S}<|fim_middle|><|im_end|>\n<|im_start|>assistant\n${M}<|im_end|>`,
  ],
  ['codellama', 'psm', `<PRE> ${P} <SUF>${S} <MID>${M} <EOT>`],
  ['codellama', 'spm', `<PRE> <SUF>${S} <MID> ${P}${M} <EOT>`],
  ['codegemma', 'psm', `<|fim_prefix|>${P}<|fim_suffix|>${S}<|fim_middle|>${M}<|file_separator|>`],
  ['codestral', 'spm', `[SUFFIX]${S}[PREFIX]${P}${M}</s>`],
  ['granite4', 'psm', `<|fim_prefix|>${P}<|fim_suffix|>${S}<|fim_middle|>${M}<|end_of_text|>`],
  [
    'codegeex4',
    'spm',
    `<|user|>\n###PATH:a.py\n###LANGUAGE:python\n###MODE:BLOCK\n<|code_suffix|>${S}<|code_prefix|>${P}<|code_middle|><|assistant|>\n${M}<|endoftext|>`,
  ],
  ['incoder', 'psm', `${P}<|mask:0|>${S}<|mask:1|><|mask:0|>${M}<|endofmask|>`],
];

const request = (family: string, mode: 'psm' | 'spm', more: Partial<FimRequest> = {}): FimRequest => ({
  family,
  mode,
  prefix: P,
  suffix: S,
  middle: M,
  path: 'a.py',
  language: 'python',
  ...more,
});

describe('the exact strings of each model family', () => {
  for (const [family, mode, text] of golden) {
    it(`${family} ${mode}`, () => assert.equal(renderFim(request(family, mode)).text, text));
  }

  it('every family with a fill-in-the-middle form is held to its strings in every mode that it has', () => {
    const held = new Set(golden.map(([family, mode]) => `${family} ${mode}`));
    const known = families.flatMap(({ id, fim, end }) =>
      end === null ? [] : (['psm', 'spm'] as const).flatMap((mode) => (fim?.[mode] ? [`${id} ${mode}`] : [])),
    );
    assert.deepEqual([...held].sort(), known.sort());
  });

  it('mercury-coder names the file in front and has no end token to train', () => {
    const { prefix, suffix } = request('mercury-coder', 'psm');
    assert.equal(
      renderFim({ family: 'mercury-coder', mode: 'psm', prefix, suffix, path: 'src/a.py' }).text,
      `<|file_sep|>src/a.py\n<|fim_prefix|>${P}<|fim_suffix|>${S}<|fim_middle|>`,
    );
    assert.throws(() => renderFim(request('mercury-coder', 'psm')), { code: 'no-end-token' });
  });
});

describe('the exact strings with other files in front', () => {
  const context = [
    { path: 'lib/x.py', text: 'X = 1\n' },
    { path: 'y.py', text: 'Y = 2' },
  ];
  const withFiles = (family: string, mode: 'psm' | 'spm', repo?: string) =>
    renderFim(request(family, mode, { context, ...(repo === undefined ? {} : { repo }) })).text;

  it('StarCoder2 has the path inside the permuted fragment', () => {
    const front = '<repo_name>me/r<file_sep>lib/x.py\nX = 1\n<file_sep>y.py\nY = 2<file_sep>';
    assert.equal(
      withFiles('starcoder2', 'psm', 'me/r'),
      `${front}<fim_prefix>a.py\n${P}<fim_suffix>${S}<fim_middle>${M}<|endoftext|>`,
    );
    assert.equal(
      withFiles('starcoder2', 'spm', 'me/r'),
      `${front}<fim_prefix><fim_suffix>${S}<fim_middle>a.py\n${P}${M}<|endoftext|>`,
    );
  });

  it('Qwen2.5-Coder has no space after a path and bars around repo_name', () => {
    assert.equal(
      withFiles('qwen2.5-coder', 'psm', 'r'),
      `<|repo_name|>r\n<|file_sep|>lib/x.py\nX = 1\n\n<|file_sep|>y.py\nY = 2\n<|file_sep|>a.py\n<|fim_prefix|>${P}<|fim_suffix|>${S}<|fim_middle|>${M}<|endoftext|>`,
    );
  });

  it('CodeGemma joins files by its separator', () => {
    assert.equal(
      withFiles('codegemma', 'psm'),
      `X = 1\n<|file_separator|>Y = 2<|file_separator|><|fim_prefix|>${P}<|fim_suffix|>${S}<|fim_middle|>${M}<|file_separator|>`,
    );
  });

  it('Codestral has the files inside the prefix', () => {
    assert.equal(
      withFiles('codestral', 'spm'),
      `[SUFFIX]${S}[PREFIX]+++++ lib/x.py\nX = 1\n\n\n+++++ y.py\nY = 2\n\n+++++ a.py\n${P}${M}</s>`,
    );
  });

  it('CodeGeeX4 has them as references', () => {
    assert.equal(
      withFiles('codegeex4', 'spm'),
      `<|user|>\n###REFERENCE:\n###PATH:lib/x.py\nX = 1\n\n###REFERENCE:\n###PATH:y.py\nY = 2\n\n###PATH:a.py\n###LANGUAGE:python\n###MODE:BLOCK\n<|code_suffix|>${S}<|code_prefix|>${P}<|code_middle|><|assistant|>\n${M}<|endoftext|>`,
    );
  });
});
