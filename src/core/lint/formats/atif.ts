import { type Fields, fieldsOf, listOf, textOf } from '../../trajectory/importing/fields.ts';
import { validateTrajectory } from '../../trajectory/validate.ts';
import { chatRow, contentText } from '../chatRow.ts';
import { type RowFormat, told } from '../rowRule.ts';

/** Trajectories in ATIF. */
export const atif: RowFormat = {
  id: 'atif',
  title: 'ATIF trajectory',
  recognise: (row) => (Array.isArray(row.steps) && (textOf(row.schema_version) ?? '').startsWith('ATIF') ? 1 : 0),
  chat: (row) => chatRow(listOf(row.steps).map(fieldsOf).flatMap(messagesOf), fieldsOf(row.agent).tool_definitions),
  rules: [
    {
      name: 'atif',
      means: 'The trajectory is what its format demands.',
      severity: 'error',
      example: 'a result for a call that its step does not have',
      check: (row) =>
        told(validateTrajectory(row).errors.map(({ path, message }) => `${path || 'document'}: ${message}`)),
    },
  ],
  without: ['call-ids', 'roles-order'],
};

function messagesOf(step: Fields): Fields[] {
  if (step.is_copied_context === true) return [];
  const results = listOf(fieldsOf(step.observation).results).map(fieldsOf);
  const role = step.source === 'agent' ? 'assistant' : step.source;
  const calls = listOf(step.tool_calls).map((raw) => {
    const { tool_call_id: id, function_name: name, arguments: given } = fieldsOf(raw);
    return { id, function: { name, arguments: given } };
  });
  const said = contentText(step.message);
  const silent = said === '' && calls.length === 0 && step.source !== 'agent';
  return [
    ...(silent ? [] : [{ role, content: said, reasoning_content: step.reasoning_content, tool_calls: calls }]),
    ...results.map(({ content, source_call_id: id }) => ({ role: 'tool', content, tool_call_id: id })),
  ];
}
