import { chatForm, toolsJson } from './chatForm.ts';
import { type CompileTarget, isBinary, refused } from './compileTarget.ts';
import { type AssistantMessage, conversationOfRow, turnWeight } from './conversationOfRow.ts';

/** Axolotl's `chat_template`: a flag for each message, and ranges where a message's text is trained in parts. */
export const axolotl: CompileTarget = {
  id: 'axolotl',
  title: 'Axolotl: conversations with training_detail',
  needsTokenizer: false,
  settings: {
    messages:
      'type: chat_template, field_messages: messages, field_tools: tools, roles_to_train: [], train_on_eos: turn, message_field_training: train, message_field_training_detail: training_detail',
  },
  compile(sample) {
    if (!isBinary(sample)) return refused('weight-not-expressible');
    const read = conversationOfRow(sample);
    if (read === null) return refused('own-template');
    const turns = read.messages.filter((message) => message.role === 'assistant');
    if (turns.some((turn) => turnWeight(turn) === null && !hasOnlyContent(turn))) return refused('part-of-message');
    const { messages } = chatForm(read, trainingOf);
    return [{ part: 'messages', value: { id: sample.id, messages, tools: toolsJson(read) } }];
  },
};

/** Axolotl's `input_output`: texts with a label each, of any row. */
export const axolotlSegments: CompileTarget = {
  id: 'axolotl-segments',
  title: 'Axolotl: segments with labels (input_output)',
  needsTokenizer: false,
  settings: { segments: 'type: input_output, train_on_inputs: false' },
  compile(sample) {
    if (!isBinary(sample)) return refused('weight-not-expressible');
    const segments: { label: boolean; text: string }[] = [];
    for (const { start, end, weight } of sample.spans) {
      const text = sample.text.slice(start, end);
      const last = segments.at(-1);
      if (last?.label === weight > 0) last.text += text;
      else segments.push({ label: weight > 0, text });
    }
    return [{ part: 'segments', value: { id: sample.id, segments } }];
  },
};

/** Calls and reasoning stand outside of the text that the ranges are of. */
const hasOnlyContent = ({ calls, reasoning, stop }: AssistantMessage) =>
  calls.length === 0 && (reasoning === null || reasoning.text === '') && stop === 1;

/** Ranges in code points, as Python counts them; their ends are the last character, not the one behind it. */
function trainingOf(message: AssistantMessage): object {
  const weight = turnWeight(message);
  if (weight !== null) return { train: weight > 0 };
  let begin = 0;
  const details = message.content
    .filter(({ text }) => text !== '')
    .map((part) => {
      const end = begin + [...part.text].length;
      const detail = { begin_offset: begin, end_offset: end - 1, train: part.weight > 0 };
      begin = end;
      return detail;
    });
  return { training_detail: details };
}
