import { type FamilyFormat, owners, unverified } from '../familyFormat.ts';
import { threeSentinels } from '../fimLayout.ts';

const readme = owners('deepseek-ai/DeepSeek-Coder README');

/** Bars are U+FF5C and blocks U+2581; look-alikes in ASCII circulate, and are no tokens. */
const coder: Omit<FamilyFormat, 'id' | 'evidence'> = {
  end: '<｜end▁of▁sentence｜>',
  stops: ['<｜end▁of▁sentence｜>'],
  bos: '<｜begin▁of▁sentence｜>',
  special: [
    '<｜fim▁begin｜>',
    '<｜fim▁hole｜>',
    '<｜fim▁end｜>',
    '<｜begin▁of▁sentence｜>',
    '<｜end▁of▁sentence｜>',
    '<|EOT|>',
  ],
  fim: threeSentinels('<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'),
};
const suffixFirst = unverified(
  'gonglinyuan/safim model_utils.py',
  "a benchmark's harness, not the owner's code: the README has the prefix-first order only",
);

const bos = unverified('none', "from memory; the tokenizer's own file says it for sure");

export const deepseekFamilies: readonly FamilyFormat[] = [
  { id: 'deepseek-coder', ...coder, evidence: { psm: readme, spm: suffixFirst, end: readme, bos } },
  {
    id: 'deepseek-coder-v2-lite',
    ...coder,
    evidence: {
      psm: unverified('deepseek-ai/DeepSeek-Coder README', "the strings of version 1; V2's own document was not read"),
      spm: suffixFirst,
      end: unverified('deepseek-ai/DeepSeek-Coder README', "the strings of version 1; V2's own document was not read"),
      bos,
    },
  },
];
