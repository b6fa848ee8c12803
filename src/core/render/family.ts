import { TracewrightError } from '../errors.ts';
import {
  type ContextForm,
  context,
  type FimFormat,
  language,
  path,
  prefix,
  repo,
  suffix,
  text,
  threeSentinels,
} from './fimLayout.ts';

/** How a family writes conversations with tools. `chatml-hermes` is Qwen's ChatML with Hermes tool calls. */
export interface ChatFormat {
  readonly dialect: 'chatml-hermes';
  /** What the template puts where a conversation has no system message. */
  readonly defaultSystem?: string;
  /** `always`: every assistant turn has a `<think>` block, an empty one included. */
  readonly think: 'always' | 'when-present';
}

/**
 * What is known of a model family's training text, as data.
 *
 * `end` follows the middle and is trained; null where nobody documents one, and then only prompts can be made.
 * `stops` is what generation is cut at. `bos` is what the family's tokenizer puts in front by itself: it is not part
 * of the rendered text. `special` are the strings that a tokenizer turns into control tokens: none of them may stand
 * in somebody's code (see forgery.ts).
 */
export interface Family {
  readonly id: string;
  readonly end: string | null;
  readonly stops: readonly string[];
  readonly bos?: string;
  readonly special: readonly string[];
  readonly fim?: FimFormat;
  readonly chat?: ChatFormat;
  /** Where the strings were read. */
  readonly source: string;
}

const bigcode = ['<fim_prefix>', '<fim_suffix>', '<fim_middle>', '<fim_pad>', '<|endoftext|>'];
const underscores = threeSentinels('<fim_prefix>', '<fim_suffix>', '<fim_middle>');
const bars = threeSentinels('<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>');

const starcoder2Context: ContextForm = {
  repo: ['<repo_name>', repo],
  file: ['<file_sep>', path, '\n', text],
  end: ['<file_sep>'],
  header: [path, '\n'],
};
const qwenContext: ContextForm = {
  repo: ['<|repo_name|>', repo, '\n'],
  file: ['<|file_sep|>', path, '\n', text, '\n'],
  end: ['<|file_sep|>', path, '\n'],
};
const qwenSpecial = [
  '<|fim_prefix|>',
  '<|fim_suffix|>',
  '<|fim_middle|>',
  '<|fim_pad|>',
  '<|repo_name|>',
  '<|file_sep|>',
  '<|endoftext|>',
  '<|im_start|>',
  '<|im_end|>',
];
const hermesSpecial = ['<tool_call>', '</tool_call>'];
const thinkSpecial = ['<tool_response>', '</tool_response>', '<think>', '</think>'];

const starcoderLike = (id: string, source: string): Family => ({
  id,
  end: '<|endoftext|>',
  stops: ['<|endoftext|>', '<file_sep>'],
  special: [...bigcode, '<repo_name>', '<file_sep>', '<filename>', '<reponame>'],
  fim: underscores,
  source,
});

/**
 * Every family whose strings stand in a file or a document of its owner.
 * Left out: Seed-Coder, where the model card (suffix first) and the templates in circulation (prefix first) disagree,
 * and training in the wrong order teaches a format that the model was never served with.
 */
export const families: readonly Family[] = [
  {
    id: 'santacoder',
    end: '<|endoftext|>',
    stops: ['<|endoftext|>'],
    special: ['<fim-prefix>', '<fim-suffix>', '<fim-middle>', '<fim-pad>', '<|endoftext|>'],
    fim: threeSentinels('<fim-prefix>', '<fim-suffix>', '<fim-middle>'),
    source: 'gonglinyuan/safim model_utils.py',
  },
  starcoderLike('starcoder', 'bigcode-project/Megatron-LM tokenizer.py, gpt_dataset.py'),
  {
    ...starcoderLike('starcoder2', 'bigcode-project/Megatron-LM gpt_dataset.py; arXiv 2402.19173 section 5.1'),
    fim: { ...underscores, context: starcoder2Context },
  },
  starcoderLike('stable-code', 'continuedev/continue AutocompleteTemplate.ts; TabbyML registry'),
  starcoderLike('granite-code', 'ibm-granite/granite-code-models issue 3; TabbyML registry'),
  starcoderLike('codeqwen1.5', 'TabbyML registry'),
  {
    id: 'deepseek-coder',
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
    source: 'deepseek-ai/DeepSeek-Coder README; gonglinyuan/safim model_utils.py',
  },
  {
    id: 'qwen2.5-coder',
    end: '<|endoftext|>',
    stops: ['<|endoftext|>', '<|file_sep|>'],
    special: [...qwenSpecial, ...hermesSpecial],
    fim: { psm: bars.psm, context: qwenContext },
    chat: {
      dialect: 'chatml-hermes',
      defaultSystem: 'You are Qwen, created by Alibaba Cloud. You are a helpful assistant.',
      think: 'when-present',
    },
    source: 'QwenLM/Qwen2.5-Coder examples/Qwen2.5-Coder-repolevel-fim.py; huggingface/trl qwen2_5_training.jinja',
  },
  {
    id: 'qwen3-coder',
    end: '<|endoftext|>',
    stops: ['<|endoftext|>', '<|file_sep|>'],
    special: [...qwenSpecial, ...hermesSpecial, ...thinkSpecial],
    fim: { psm: bars.psm, context: qwenContext },
    source: 'QwenLM/Qwen3-Coder README',
  },
  {
    id: 'qwen3-coder-instruct',
    end: '<|im_end|>',
    stops: ['<|im_end|>', '<|endoftext|>', '<|file_sep|>'],
    special: [...qwenSpecial, ...hermesSpecial, ...thinkSpecial],
    fim: {
      psm: {
        variant: 'psm',
        pieces: [
          '<|im_start|>system\nYou are a code completion assistant.<|im_end|>\n<|im_start|>user\n<|fim_prefix|>',
          prefix,
          '<|fim_suffix|>',
          suffix,
          '<|fim_middle|><|im_end|>\n<|im_start|>assistant\n',
        ],
      },
    },
    source: 'QwenLM/Qwen3-Coder README',
  },
  {
    id: 'qwen3',
    end: '<|im_end|>',
    stops: ['<|im_end|>', '<|endoftext|>'],
    special: [...qwenSpecial, ...hermesSpecial, ...thinkSpecial],
    chat: { dialect: 'chatml-hermes', think: 'always' },
    source: 'huggingface/trl qwen3_training.jinja',
  },
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
    source: 'meta-llama/codellama llama/generation.py, tokenizer.py',
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
    fim: { psm: bars.psm, context: { file: [text, '<|file_separator|>'] } },
    source: 'ai.google.dev CodeGemma prompt structure',
  },
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
    source:
      'mistralai/mistral-common instruct.py encode_fim; files: continuedev/continue AutocompleteTemplate.ts (unofficial)',
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
    fim: { psm: bars.psm },
    source: 'continuedev/continue AutocompleteTemplate.ts, citing IBM',
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
    source: 'continuedev/continue',
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
    source: 'continuedev/continue AutocompleteTemplate.ts, citing THUDM/CodeGeeX4',
  },
  {
    id: 'incoder',
    end: '<|endofmask|>',
    stops: ['<|endofmask|>'],
    special: ['<|mask:0|>', '<|mask:1|>', '<|endofmask|>', '<|endoftext|>'],
    fim: {
      psm: { variant: 'causal-mask', pieces: [prefix, '<|mask:0|>', suffix, '<|mask:1|><|mask:0|>'] },
    },
    source: 'gonglinyuan/safim model_utils.py',
  },
];

/** @throws TracewrightError `unknown-family`, naming the known ones. */
export function familyById(id: string): Family {
  const family = families.find((known) => known.id === id);
  if (family !== undefined) return family;
  throw new TracewrightError('unknown-family', `there is no model family "${id}"`, {
    kind: 'usage',
    remedy: `use one of ${families.map((known) => known.id).join(', ')}`,
  });
}
