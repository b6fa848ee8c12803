import { fieldsOf, isFields, listOf, textOf } from '../../trajectory/importing/fields.ts';
import { chatRow, contentText } from '../chatRow.ts';
import type { FormatRule, RowFormat } from '../rowRule.ts';

const saidIn = (value: unknown): string =>
  Array.isArray(value) && isFields(value[0])
    ? value
        .map((message) => contentText(fieldsOf(message).content) + JSON.stringify(fieldsOf(message).tool_calls ?? ''))
        .join('')
    : (textOf(value) ?? '');

const emptyAnswer = (member: string): FormatRule => ({
  name: 'answer-empty',
  means: 'There is something to learn: the answer is not empty.',
  severity: 'error',
  example: '`{"prompt": "…", "completion": ""}`',
  check: (row) => (saidIn(row[member]).replaceAll('""', '').trim() === '' ? `the ${member} is empty` : null),
});

const isMessages = (value: unknown) => Array.isArray(value) && isFields(value[0]);

/** TRL's prompt and completion, as texts or as messages. */
export const promptCompletion: RowFormat = {
  id: 'prompt-completion',
  title: 'TRL prompt and completion',
  recognise: (row) => ('prompt' in row && 'completion' in row ? 0.8 : 0),
  rules: [
    emptyAnswer('completion'),
    {
      name: 'answer-in-prompt',
      means: 'The prompt does not hold the answer: of two lines or 40 characters at least.',
      severity: 'warning',
      example: 'a prompt that ends with the completion',
      check: (row) => {
        const answer = saidIn(row.completion).trim();
        const says = answer.includes('\n') || answer.length >= 40;
        return says && !isMessages(row.completion) && saidIn(row.prompt).includes(answer)
          ? 'the prompt holds the completion'
          : null;
      },
    },
  ],
};

/** TRL's preference pairs, and those of others under the same names. */
export const preference: RowFormat = {
  id: 'preference',
  title: 'preference pairs',
  recognise: (row) => ('chosen' in row && 'rejected' in row ? 0.85 : 0),
  rules: [
    emptyAnswer('chosen'),
    {
      name: 'pair-differs',
      means: 'What was rejected differs from what was chosen.',
      severity: 'error',
      example: 'two equal answers',
      check: (row) =>
        JSON.stringify(row.chosen) === JSON.stringify(row.rejected) ||
        saidIn(row.chosen).trim() === saidIn(row.rejected).trim()
          ? 'the rejected answer is the chosen one'
          : null,
    },
  ],
};

/** Alpaca's instruction, input and output. */
export const alpaca: RowFormat = {
  id: 'alpaca',
  title: 'Alpaca (LLaMA-Factory)',
  recognise: (row) => ('instruction' in row && 'output' in row ? 0.8 : 0),
  chat: (row) =>
    chatRow(
      [
        ...(textOf(row.system) ? [{ role: 'system', content: row.system }] : []),
        ...listOf(row.history).flatMap((pair) => [
          { role: 'user', content: listOf(pair)[0] },
          { role: 'assistant', content: listOf(pair)[1] },
        ]),
        { role: 'user', content: `${textOf(row.instruction) ?? ''}\n${textOf(row.input) ?? ''}` },
        { role: 'assistant', content: row.output },
      ],
      null,
    ),
  rules: [emptyAnswer('output')],
  without: ['empty-turn'],
};
