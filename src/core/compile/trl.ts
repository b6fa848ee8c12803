import { tokenMask } from '../render/tokenMask.ts';
import type { Sample } from '../sample/sample.ts';
import { chatForm, isAssistant, toolsJson } from './chatForm.ts';
import { type CompiledRow, type CompileTarget, isBinary, isRefusal, type Refusal, refused } from './compileTarget.ts';
import { conversationOfRow, turnWeight } from './conversationOfRow.ts';

/** TRL's conversational and text forms; preference pairs for its DPO trainer. */
export const trl: CompileTarget = {
  id: 'trl',
  title: 'TRL: conversations with tools, prompt and completion, preference pairs',
  needsTokenizer: false,
  settings: {
    messages: 'SFTConfig(assistant_only_loss=True), with a chat template that has {% generation %}',
    'prompt-completion':
      'SFTConfig(assistant_only_loss=True, completion_only_loss=True), with a chat template that has {% generation %}',
    text: 'SFTConfig(completion_only_loss=True)',
    preference: 'DPOTrainer',
  },
  compile(sample) {
    if (!isBinary(sample)) return refused('weight-not-expressible');
    const own = conversationOfRow(sample) === null ? promptAndCompletion(sample) : conversation(sample);
    if (isRefusal(own) || sample.rejected === undefined) return own;
    const pair = preferencePair(sample);
    return isRefusal(pair) ? pair : [...own, ...pair];
  },
};

/** The tokens themselves: any mask can be said. */
export const trlTokens: CompileTarget = {
  id: 'trl-tokens',
  title: 'TRL: tokens with their mask',
  needsTokenizer: true,
  settings: {
    assistant: 'SFTConfig(assistant_only_loss=True, dataset_kwargs={"skip_prepare_dataset": True})',
    completion: 'SFTConfig(completion_only_loss=True, dataset_kwargs={"skip_prepare_dataset": True})',
  },
  compile(sample, { tokenizer }) {
    if (!isBinary(sample)) return refused('weight-not-expressible');
    if (tokenizer === undefined) throw new Error('trl-tokens needs a tokenizer');
    const { ids, mask, straddling } = tokenMask(sample, tokenizer);
    if (straddling > 0) return refused('token-straddles-mask');
    const labels = ids.map((id, at) => (mask[at] === 1 ? id : -100));
    const isConversation = sample.spans[0]?.kind === 'markup';
    const name = isConversation ? 'assistant_masks' : 'completion_mask';
    const value = { id: sample.id, input_ids: ids, labels, [name]: mask };
    return [{ part: isConversation ? 'assistant' : 'completion', value }];
  },
};

/** All turns trained: messages. Else the untrained ones have to come first, in the prompt. */
function conversation(sample: Sample): readonly CompiledRow[] | Refusal {
  const read = conversationOfRow(sample);
  if (read === null) return refused('own-template');
  const weights = read.messages.map((message) => (isAssistant(message) ? turnWeight(message) : undefined));
  if (weights.includes(null)) return refused('part-of-message');
  const first = weights.indexOf(1);
  const { id } = sample;
  const tools = toolsJson(read);
  const { messages } = chatForm(read);
  if (!weights.includes(0)) return [{ part: 'messages', value: { id, messages, tools } }];
  if (weights.indexOf(0, first) >= 0) return refused('untrained-turn');
  const before = chatForm({ ...read, messages: read.messages.slice(0, first) }).messages.length;
  const [prompt, completion] = [messages.slice(0, before), messages.slice(before)];
  return [{ part: 'prompt-completion', value: { id, prompt, completion, tools } }];
}

function promptAndCompletion(sample: Sample): readonly CompiledRow[] | Refusal {
  const trained = completionOf(sample);
  if (trained === null) return refused('interleaved-mask');
  return [{ part: 'text', value: { id: sample.id, ...trained } }];
}

function preferencePair({ id, text, spans, rejected }: Sample): readonly CompiledRow[] | Refusal {
  const chosen = completionOf({ text, spans });
  const other = rejected === undefined ? null : completionOf(rejected);
  if (chosen === null || other === null) return refused('interleaved-mask');
  const { prompt } = chosen;
  if (other.prompt !== prompt) return refused('no-common-prompt');
  const value = { id, prompt, chosen: chosen.completion, rejected: other.completion };
  return [{ part: 'preference', value }];
}

/** A text whose end is trained, in two parts; null where other text follows it. White space after it is the form's. */
function completionOf({ text, spans }: Pick<Sample, 'text' | 'spans'>): { prompt: string; completion: string } | null {
  const first = spans.findIndex(({ weight }) => weight > 0);
  const last = spans.findLastIndex(({ weight }) => weight > 0);
  if (first < 0 || spans.slice(first, last).some(({ weight }) => weight === 0)) return null;
  const [start, end] = [spans[first]?.start ?? 0, spans[last]?.end ?? 0];
  if (text.slice(end).trim() !== '') return null;
  return { prompt: text.slice(0, start), completion: text.slice(start, end) };
}
