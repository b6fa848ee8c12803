import { type FamilyFormat, owners, unverified } from '../familyFormat.ts';
import { context, language, path, prefix, suffix, text } from '../fimLayout.ts';

const mistralCommon = owners('mistralai/mistral-common instruct.py encode_fim, tests/test_fim_tokenizer.py');
const codegeex = unverified(
  'continuedev/continue AutocompleteTemplate.ts',
  "an editor's template that names THUDM/CodeGeeX4 as its source; that was not read",
);
const seedPaper = owners('arXiv 2506.03524 section 2.2.6');
const seedEnd = unverified(
  'continuedev/continue AutocompleteTemplate.ts',
  "an editor's stop string; the report names no end",
);
const seedSpecial = [
  '<[fim-prefix]>',
  '<[fim-suffix]>',
  '<[fim-middle]>',
  '<[end▁of▁sentence]>',
  '<[begin▁of▁sentence]>',
];

/** Families whose first form has the suffix in front of the prefix, and Seed-Coder, of which both orders circulate. */
export const suffixFirstFamilies: readonly FamilyFormat[] = [
  {
    id: 'codestral',
    end: '</s>',
    stops: ['</s>'],
    bos: '<s>',
    special: ['[SUFFIX]', '[PREFIX]', '[MIDDLE]', '[INST]', '[/INST]', '<s>', '</s>'],
    fim: {
      spm: { variant: 'spm-1', pieces: ['[SUFFIX]', suffix, '[PREFIX]', context, prefix] },
      context: { file: ['+++++ ', path, '\n', text, '\n\n'], end: ['+++++ ', path, '\n'] },
    },
    evidence: {
      spm: mistralCommon,
      context: unverified('continuedev/continue AutocompleteTemplate.ts', 'marked as unofficial there'),
      end: mistralCommon,
      bos: mistralCommon,
    },
  },
  {
    id: 'codegeex4',
    end: '<|endoftext|>',
    stops: ['<|endoftext|>', '<|user|>'],
    special: [
      '<|user|>',
      '<|assistant|>',
      '<|code_prefix|>',
      '<|code_suffix|>',
      '<|code_middle|>',
      '<|system|>',
      '<|observation|>',
      '<|endoftext|>',
    ],
    fim: {
      spm: {
        variant: 'spm-1',
        pieces: [
          '<|user|>\n',
          context,
          '###PATH:',
          path,
          '\n###LANGUAGE:',
          language,
          '\n###MODE:BLOCK\n<|code_suffix|>',
          suffix,
          '<|code_prefix|>',
          prefix,
          '<|code_middle|><|assistant|>\n',
        ],
      },
      context: { file: ['###REFERENCE:\n###PATH:', path, '\n', text, '\n'], end: ['\n'] },
    },
    evidence: { spm: codegeex, context: codegeex, end: codegeex },
  },
  {
    id: 'seed-coder-suffix-first',
    end: '<[end▁of▁sentence]>',
    stops: ['<[end▁of▁sentence]>'],
    special: seedSpecial,
    fim: {
      spm: { variant: 'spm-1', pieces: ['<[fim-suffix]>', suffix, '<[fim-prefix]>', prefix, '<[fim-middle]>'] },
    },
    evidence: { spm: seedPaper, end: seedEnd },
  },
  {
    id: 'seed-coder-prefix-first',
    end: '<[end▁of▁sentence]>',
    stops: ['<[end▁of▁sentence]>'],
    special: seedSpecial,
    fim: { psm: { variant: 'psm', pieces: ['<[fim-prefix]>', prefix, '<[fim-suffix]>', suffix, '<[fim-middle]>'] } },
    evidence: {
      psm: unverified(
        'continuedev/continue AutocompleteTemplate.ts',
        "an editor's template; the owner's report (arXiv 2506.03524 section 2.2.6) trains suffix first",
      ),
      end: seedEnd,
    },
  },
];
