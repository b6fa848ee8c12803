import { type Fields, fieldsOf, isFields, listOf, textOf } from '../../trajectory/importing/fields.ts';
import { chatRow, contentText } from '../chatRow.ts';
import { type RowFormat, told } from '../rowRule.ts';

const entriesOf = (row: Fields) => listOf(row.content).map(fieldsOf);
const actions: ReadonlySet<string> = new Set(['api_action', 'code_action', 'message_action']);
const observations: ReadonlySet<string> = new Set([
  'text_observation',
  'web_observation',
  'image_observation',
  'json_observation',
]);
const kindOf = ({ class_: kind }: Fields) => textOf(kind) ?? '';

/** The Agent Data Protocol's standard form: actions and observations. */
export const adp: RowFormat = {
  id: 'adp',
  title: 'Agent Data Protocol',
  recognise: (row) =>
    Array.isArray(row.content) && row.content.length > 0 && isFields(row.content[0]) && 'class_' in row.content[0]
      ? 0.95
      : 0,
  chat: (row) => chatRow(entriesOf(row).map(messageOf), row.tools),
  rules: [
    {
      name: 'adp-class',
      means: 'Each entry is an action or an observation that the schema knows.',
      severity: 'error',
      example: '`{"class_": "tool_action", …}`',
      check: (row) =>
        told(
          entriesOf(row).flatMap((entry, index) =>
            actions.has(kindOf(entry)) || observations.has(kindOf(entry))
              ? []
              : [`entry ${index + 1} has the class ${JSON.stringify(entry.class_) ?? 'missing'}`],
          ),
        ),
    },
    {
      name: 'adp-version',
      means: 'The row says which version of the schema it is of.',
      severity: 'warning',
      example: 'a row without `schema_version`',
      check: (row) => (/^\d+\.\d+/.test(textOf(row.schema_version) ?? '') ? null : 'no schema_version'),
    },
    {
      name: 'thought-missing',
      means: 'Each call says why: in `reasoning_content`, or in `description`.',
      severity: 'warning',
      example: 'an `api_action` whose `description` is null',
      check: (row) => {
        const calls = entriesOf(row).filter(
          (entry) => kindOf(entry) === 'api_action' || kindOf(entry) === 'code_action',
        );
        const silent = calls.filter(
          ({ description, reasoning_content: reasoning }) =>
            `${textOf(description) ?? ''}${textOf(reasoning) ?? ''}`.trim() === '',
        );
        return silent.length === 0 ? null : `${silent.length} of ${calls.length} calls have no thought`;
      },
    },
    {
      name: 'result-missing',
      means: 'After each call but the last one comes an observation of the environment.',
      severity: 'warning',
      example: 'two calls one after the other: converters put an empty result between them',
      check: (row) => {
        const entries = entriesOf(row);
        return told(
          entries.flatMap((entry, index) => {
            const isCall = kindOf(entry) === 'api_action' || kindOf(entry) === 'code_action';
            const next = entries[index + 1];
            return isCall && next !== undefined && actions.has(kindOf(next))
              ? [`no result follows the call in entry ${index + 1}`]
              : [];
          }),
        );
      },
    },
  ],
  without: ['call-ids', 'roles-order'],
};

function messageOf(entry: Fields): Fields {
  const reasoning_content = entry.reasoning_content;
  switch (kindOf(entry)) {
    case 'api_action':
      return {
        role: 'assistant',
        content: entry.description,
        reasoning_content,
        tool_calls: [{ id: entry.tool_call_id, function: { name: entry.function, arguments: entry.kwargs ?? {} } }],
      };
    case 'code_action':
      return {
        role: 'assistant',
        content: entry.description,
        reasoning_content,
        tool_calls: [
          {
            id: entry.tool_call_id,
            function: { name: `run_${textOf(entry.language) ?? 'code'}`, arguments: { command: entry.content } },
          },
        ],
      };
    case 'message_action':
      return { role: 'assistant', content: entry.content, reasoning_content };
    default: {
      const web = entry.axtree ?? entry.html;
      const content = entry.content ?? web;
      const asked = entry.source === 'user' || entry.source === 'system';
      const shown =
        contentText(content) === '' && content != null && content !== '' ? JSON.stringify(content) : content;
      return { role: asked ? entry.source : 'tool', content: shown, tool_call_id: entry.tool_call_id };
    }
  }
}
