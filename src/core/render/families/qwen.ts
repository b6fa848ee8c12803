import { type FamilyFormat, owners, unverified } from '../familyFormat.ts';
import { type ContextForm, path, prefix, repo, suffix, text, threeSentinels } from '../fimLayout.ts';

const { psm } = threeSentinels('<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>');

/** As the runnable example has it: no space after a path, and bars around `repo_name`. The README's f-strings differ. */
const repositoryForm: ContextForm = {
  repo: ['<|repo_name|>', repo, '\n'],
  file: ['<|file_sep|>', path, '\n', text, '\n'],
  end: ['<|file_sep|>', path, '\n'],
};

const special = [
  '<|fim_prefix|>',
  '<|fim_suffix|>',
  '<|fim_middle|>',
  '<|fim_pad|>',
  '<|repo_name|>',
  '<|file_sep|>',
  '<|endoftext|>',
  '<|im_start|>',
  '<|im_end|>',
  '<tool_call>',
  '</tool_call>',
];
const withThoughts = [...special, '<tool_response>', '</tool_response>', '<think>', '</think>'];

const example = owners('QwenLM/Qwen2.5-Coder examples/Qwen2.5-Coder-repolevel-fim.py');
const qwen3Readme = owners('QwenLM/Qwen3-Coder README');
const trlTemplate = (name: string) =>
  unverified(`huggingface/trl ${name}`, "the training template of another project, made of the owner's template");

export const qwenFamilies: readonly FamilyFormat[] = [
  {
    id: 'qwen2.5-coder',
    end: '<|endoftext|>',
    stops: ['<|endoftext|>', '<|file_sep|>'],
    special,
    fim: { psm, context: repositoryForm },
    chat: {
      dialect: 'chatml-hermes',
      defaultSystem: 'You are Qwen, created by Alibaba Cloud. You are a helpful assistant.',
      think: 'when-present',
    },
    evidence: { psm: example, context: example, end: example, chat: trlTemplate('qwen2_5_training.jinja') },
  },
  {
    id: 'qwen3-coder',
    end: '<|endoftext|>',
    stops: ['<|endoftext|>', '<|file_sep|>'],
    special: withThoughts,
    fim: { psm, context: repositoryForm },
    evidence: {
      psm: qwen3Readme,
      context: unverified(
        'QwenLM/Qwen2.5-Coder examples/Qwen2.5-Coder-repolevel-fim.py',
        "the form of the version before; Qwen3-Coder's README has none",
      ),
      end: unverified('QwenLM/Qwen2.5-Coder examples', "as in the version before; Qwen3-Coder's README names none"),
    },
  },
  {
    id: 'qwen3-coder-instruct',
    end: '<|im_end|>',
    stops: ['<|im_end|>', '<|endoftext|>', '<|file_sep|>'],
    special: withThoughts,
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
    evidence: { psm: qwen3Readme, end: qwen3Readme },
  },
  {
    id: 'qwen3',
    end: '<|im_end|>',
    stops: ['<|im_end|>', '<|endoftext|>'],
    special: withThoughts,
    chat: { dialect: 'chatml-hermes', think: 'always' },
    evidence: { end: trlTemplate('qwen3_training.jinja'), chat: trlTemplate('qwen3_training.jinja') },
  },
];
