import { chatForm, isAssistant } from './chatForm.ts';
import { type CompileTarget, isBinary, refused } from './compileTarget.ts';
import { conversationOfRow, turnWeight } from './conversationOfRow.ts';

/** OpenAI's fine-tuning form (Together's too): a weight of 0 or 1 for each message of the model. */
export const openAi: CompileTarget = {
  id: 'openai',
  title: 'OpenAI fine-tuning: messages with weight',
  needsTokenizer: false,
  settings: { messages: 'method: supervised' },
  compile(sample) {
    if (!isBinary(sample)) return refused('weight-not-expressible');
    const read = conversationOfRow(sample);
    if (read === null) return refused('own-template');
    const turns = read.messages.filter(isAssistant);
    if (turns.some((turn) => turnWeight(turn) === null)) return refused('part-of-message');
    if (turns.some(({ reasoning }) => (reasoning?.text ?? '') !== '')) return refused('reasoning-not-expressible');
    const { messages, paired } = chatForm(read, (turn) => ({ weight: turnWeight(turn) }));
    if (!paired) return refused('results-unpaired');
    const tools: unknown[] = read.tools.map((json) => JSON.parse(json) as unknown);
    return [{ part: 'messages', value: { messages, ...(tools.length === 0 ? {} : { tools }) } }];
  },
};
