import type { ChatWarning } from '../chat/chatWarning.ts';
import type { RuleNote } from './rule.ts';

type Code = ChatWarning['code'];

/** Rules for conversations as the chat template given with `--template` writes them, and the warnings that break them. */
export const templateRules: readonly (RuleNote & { readonly codes: readonly Code[] })[] = [
  {
    name: 'prefix-preservation',
    means: 'With `--template`: what is written of the first messages is the beginning of what is written of all.',
    severity: 'error',
    example: 'a template that drops the reasoning of all turns but the last',
    codes: ['not-prefix-preserving'],
  },
  {
    name: 'call-untrained',
    means: 'With `--template`: each call, with its name and arguments, is written, and stands in a trained span.',
    severity: 'error',
    example: 'a template that knows no tool calls and writes the text of the message alone',
    codes: ['tool-call-dropped', 'tool-call-not-trained', 'tool-argument-dropped', 'message-dropped', 'span-not-found'],
  },
  {
    name: 'stop-untrained',
    means: 'With `--template`: the stop token after the answer is trained.',
    severity: 'error',
    example: 'a template whose `{% generation %}` block ends before `<|im_end|>`',
    codes: ['stop-not-trained'],
  },
];
