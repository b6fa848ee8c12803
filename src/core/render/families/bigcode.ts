import { type Evidence, type FamilyFormat, owners, unverified } from '../familyFormat.ts';
import { type ContextForm, path, repo, text, threeSentinels } from '../fimLayout.ts';

const underscores = threeSentinels('<fim_prefix>', '<fim_suffix>', '<fim_middle>');

/** The path stands inside the fragment that is permuted: the training code splits at `<file_sep>` and permutes all of it. */
const starcoder2Context: ContextForm = {
  repo: ['<repo_name>', repo],
  file: ['<file_sep>', path, '\n', text],
  end: ['<file_sep>'],
  header: [path, '\n'],
};

const megatron = owners('bigcode-project/Megatron-LM tokenizer.py, gpt_dataset.py');
const registries = unverified(
  'continuedev/continue AutocompleteTemplate.ts; TabbyML registry',
  "two editors' strings; the owner's document was not read",
);

const starcoderLike = (id: string, evidence: FamilyFormat['evidence']): FamilyFormat => ({
  id,
  end: '<|endoftext|>',
  stops: ['<|endoftext|>', '<file_sep>'],
  special: [
    '<fim_prefix>',
    '<fim_suffix>',
    '<fim_middle>',
    '<fim_pad>',
    '<|endoftext|>',
    '<repo_name>',
    '<file_sep>',
    '<filename>',
    '<reponame>',
  ],
  fim: underscores,
  evidence,
});
const all = (evidence: Evidence) => ({ psm: evidence, spm: evidence, end: evidence });

const safim = unverified('gonglinyuan/safim model_utils.py', "a benchmark's harness, not the owner's code");

/** BigCode's models, and those that took over their sentinels. */
export const bigcodeFamilies: readonly FamilyFormat[] = [
  {
    id: 'santacoder',
    end: '<|endoftext|>',
    stops: ['<|endoftext|>'],
    special: ['<fim-prefix>', '<fim-suffix>', '<fim-middle>', '<fim-pad>', '<|endoftext|>'],
    fim: threeSentinels('<fim-prefix>', '<fim-suffix>', '<fim-middle>'),
    evidence: all(safim),
  },
  starcoderLike('starcoder', all(megatron)),
  {
    ...starcoderLike('starcoder2', { ...all(megatron), context: owners('arXiv 2402.19173 section 5.1') }),
    fim: { ...underscores, context: starcoder2Context },
  },
  starcoderLike('stable-code', all(registries)),
  starcoderLike('granite-code', {
    ...all(owners('ibm-granite/granite-code-models issue 3')),
    spm: unverified('TabbyML registry', "the owner's tracker shows the prefix-first order only"),
  }),
  starcoderLike(
    'codeqwen1.5',
    all(unverified('TabbyML registry', "an editor's string; the owner's document was not read")),
  ),
];
