import { isAssistant, toolsJson } from './chatForm.ts';
import { type CompiledRow, type CompileTarget, isBinary, type Refusal, refused } from './compileTarget.ts';
import {
  type AssistantMessage,
  contentText,
  conversationOfRow,
  type RowMessage,
  turnWeight,
} from './conversationOfRow.ts';

interface Turn {
  readonly from: 'human' | 'gpt' | 'function_call' | 'observation';
  readonly value: string;
}

/**
 * LLaMA-Factory's sharegpt. It has no flag for a message, only `mask_history`: where some turns are not trained, the
 * conversation is written once for each trained turn, up to it.
 */
export const llamaFactory: CompileTarget = {
  id: 'llama-factory',
  title: 'LLaMA-Factory: sharegpt',
  needsTokenizer: false,
  settings: {
    all: 'formatting: sharegpt, mask_history: false',
    last: 'formatting: sharegpt, mask_history: true (only the last turn of a row is trained)',
  },
  compile(sample) {
    if (!isBinary(sample)) return refused('weight-not-expressible');
    const read = conversationOfRow(sample);
    if (read === null) return refused('own-template');
    const [first, ...rest] = read.messages;
    const system = first?.role === 'system' ? first.text : '';
    const messages = first?.role === 'system' ? rest : read.messages;
    const weights = messages.filter(isAssistant).map(turnWeight);
    if (weights.includes(null)) return refused('part-of-message');
    const turns: Turn[] = [];
    const trained: number[] = [];
    for (const message of messages) {
      const turn = turnOf(message);
      if ('reason' in turn) return turn;
      if (isOdd(turns.length) !== (turn.from === 'gpt' || turn.from === 'function_call'))
        return refused('no-alternation');
      if (isAssistant(message) && turnWeight(message) === 1) trained.push(turns.length);
      turns.push(turn);
    }
    const row = (part: string, last: number): CompiledRow => ({
      part,
      value: { id: sample.id, conversations: turns.slice(0, last + 1), system, tools: toolsJson(read) },
    });
    if (trained.length === 0) return refused('untrained-turn');
    if (!weights.includes(0)) return [row('all', trained.at(-1) ?? 0)];
    return trained.map((at) => row('last', at));
  },
};

const isOdd = (number: number) => number % 2 === 1;

function turnOf(message: RowMessage): Turn | Refusal {
  if (message.role === 'tool') {
    const [value = '', ...more] = message.results;
    return more.length > 0 ? refused('parallel-results') : { from: 'observation', value };
  }
  if (message.role === 'user') return { from: 'human', value: message.text };
  return message.role === 'assistant' ? assistantTurn(message) : refused('no-alternation');
}

function assistantTurn(message: AssistantMessage): Turn | Refusal {
  const thought = message.reasoning?.text ?? '';
  const before = thought === '' ? '' : `<think>\n${thought}\n</think>\n\n`;
  const content = contentText(message);
  const [call, ...more] = message.calls;
  if (call === undefined) return { from: 'gpt', value: `${before}${content}` };
  if (more.length > 0) return refused('parallel-results');
  if (content !== '') return refused('text-with-call');
  const json = `{"name": ${JSON.stringify(call.name)}, "arguments": ${call.arguments}}`;
  return { from: 'function_call', value: `${before}${json}` };
}
