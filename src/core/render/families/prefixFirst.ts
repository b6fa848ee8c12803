import { type FamilyFormat, owners, unverified } from '../familyFormat.ts';
import { path, prefix, suffix, text, threeSentinels } from '../fimLayout.ts';

const { psm } = threeSentinels('<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>');
const llama = owners('meta-llama/codellama llama/generation.py, tokenizer.py');
const gemma = owners('ai.google.dev CodeGemma prompt structure');
const granite4 = unverified(
  'continuedev/continue AutocompleteTemplate.ts',
  "an editor's template that names IBM's documentation as its source; that was not read",
);
const mercury = unverified('continuedev/continue', "an editor's template; the owner's document was not read");
const incoder = unverified('gonglinyuan/safim model_utils.py', "a benchmark's harness, not the owner's code");

/** Families with the prefix in front, each with sentinels of its own or with Qwen's. */
export const prefixFirstFamilies: readonly FamilyFormat[] = [
  {
    id: 'codellama',
    end: ' <EOT>',
    stops: [' <EOT>', '<EOT>'],
    bos: '<s>',
    special: ['<PRE>', '<SUF>', '<MID>', '<EOT>', '<s>', '</s>'],
    fim: {
      psm: { variant: 'psm', pieces: ['<PRE> ', prefix, ' <SUF>', suffix, ' <MID>'] },
      spm: { variant: 'spm-2', pieces: ['<PRE> <SUF>', suffix, ' <MID> ', prefix] },
      refusesCarriageReturnAfterSentinel: true,
    },
    evidence: { psm: llama, spm: llama, end: llama, bos: llama },
  },
  {
    id: 'codegemma',
    end: '<|file_separator|>',
    stops: ['<|file_separator|>', '<eos>'],
    bos: '<bos>',
    special: [
      '<|fim_prefix|>',
      '<|fim_suffix|>',
      '<|fim_middle|>',
      '<|file_separator|>',
      '<bos>',
      '<eos>',
      '<start_of_turn>',
      '<end_of_turn>',
    ],
    fim: { psm, context: { file: [text, '<|file_separator|>'] } },
    evidence: {
      psm: gemma,
      context: gemma,
      end: gemma,
      bos: unverified('none', "from memory; the tokenizer's own file says it for sure"),
    },
  },
  {
    id: 'granite4',
    end: '<|end_of_text|>',
    stops: ['<|end_of_text|>'],
    special: [
      '<|fim_prefix|>',
      '<|fim_suffix|>',
      '<|fim_middle|>',
      '<|fim_pad|>',
      '<|end_of_text|>',
      '<|start_of_role|>',
      '<|end_of_role|>',
    ],
    fim: { psm },
    evidence: { psm: granite4, end: granite4 },
  },
  {
    id: 'mercury-coder',
    end: null,
    stops: [],
    special: ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>', '<|file_sep|>'],
    fim: {
      psm: {
        variant: 'psm',
        pieces: ['<|file_sep|>', path, '\n<|fim_prefix|>', prefix, '<|fim_suffix|>', suffix, '<|fim_middle|>'],
      },
    },
    evidence: { psm: mercury },
  },
  {
    id: 'incoder',
    end: '<|endofmask|>',
    stops: ['<|endofmask|>'],
    special: ['<|mask:0|>', '<|mask:1|>', '<|endofmask|>', '<|endoftext|>'],
    fim: {
      psm: { variant: 'causal-mask', pieces: [prefix, '<|mask:0|>', suffix, '<|mask:1|><|mask:0|>'] },
    },
    evidence: { psm: incoder, end: incoder },
  },
];
