import { isAssistant, toolsJson } from './chatForm.ts';
import { type CompileTarget, refused } from './compileTarget.ts';
import { type AssistantMessage, contentText, conversationOfRow, turnWeight } from './conversationOfRow.ts';

/** ms-swift's messages with `loss` and `loss_scale`. */
export const msSwift: CompileTarget = {
  id: 'ms-swift',
  title: 'ms-swift: messages with loss and loss_scale',
  needsTokenizer: false,
  settings: { messages: '--loss_scale default (flags of messages stand above it), --agent_template hermes' },
  compile(sample) {
    const read = conversationOfRow(sample);
    if (read === null) return refused('own-template');
    const turns = read.messages.filter(isAssistant);
    if (turns.some(({ calls }) => new Set(calls.map(({ weight }) => weight)).size > 1)) {
      return refused('consecutive-calls');
    }
    if (turns.some((turn) => turnWeight(turn) === null)) return refused('part-of-message');
    const messages = read.messages.flatMap((message) => {
      if (message.role === 'assistant') return turnForm(message);
      if (message.role === 'tool') return message.results.map((content) => ({ role: 'tool_response', content }));
      return [{ role: message.role, content: message.text }];
    });
    return [{ part: 'messages', value: { id: sample.id, messages, tools: toolsJson(read) } }];
  },
};

/** A turn's text and its calls are messages of their own, with the same flags. */
function turnForm(turn: AssistantMessage): object[] {
  const weight = turnWeight(turn) ?? 0;
  const flags = { loss: weight > 0, ...(weight === 0 || weight === 1 ? {} : { loss_scale: weight }) };
  const { reasoning, calls } = turn;
  const thought = reasoning === null || reasoning.text === '' ? '' : `<think>\n${reasoning.text}\n</think>\n\n`;
  const content = `${thought}${contentText(turn)}`;
  return [
    ...(content === '' && calls.length > 0 ? [] : [{ role: 'assistant', content, ...flags }]),
    ...calls.map(({ name, arguments: json }) => ({
      role: 'tool_call',
      content: `{"name": ${JSON.stringify(name)}, "arguments": ${json}}`,
      ...flags,
    })),
  ];
}
