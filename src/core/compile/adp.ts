import { isAssistant } from './chatForm.ts';
import { type CompileTarget, refused } from './compileTarget.ts';
import { type AssistantMessage, contentText, conversationOfRow, turnWeight } from './conversationOfRow.ts';

/** The Agent Data Protocol, which has no mask: only rows whose every turn is trained can be said in it. */
export const adp: CompileTarget = {
  id: 'adp',
  title: 'Agent Data Protocol',
  needsTokenizer: false,
  settings: { trajectories: 'train every action' },
  compile(sample) {
    const read = conversationOfRow(sample);
    if (read === null) return refused('own-template');
    const turns = read.messages.filter(isAssistant);
    if (turns.some((turn) => turnWeight(turn) !== 1)) return refused('untrained-turn');
    const content = read.messages.flatMap((message) => {
      if (message.role === 'assistant') return actions(message);
      const seen = message.role === 'tool' ? message.results : [message.text];
      const source = message.role === 'tool' ? 'environment' : message.role;
      return seen.map((text) => ({ class_: 'text_observation', content: text, source }));
    });
    const value = { schema_version: '1.3.1', id: sample.id, content, details: { source: sample.proof.source } };
    return [{ part: 'trajectories', value }];
  },
};

function actions(turn: AssistantMessage): object[] {
  const thought = turn.reasoning?.text ?? '';
  const reasoning = thought === '' ? {} : { reasoning_content: thought };
  const said = contentText(turn);
  if (turn.calls.length === 0) return [{ class_: 'message_action', content: said, ...reasoning }];
  return turn.calls.map(({ name, arguments: json }, index) => ({
    class_: 'api_action',
    function: name,
    kwargs: JSON.parse(json) as unknown,
    description: index === 0 ? said : '',
    ...(index === 0 ? reasoning : {}),
  }));
}
