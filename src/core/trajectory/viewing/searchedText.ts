import type { Step } from '../atif.ts';
import { plainContent } from './shownText.ts';
import { resultsOf } from './stepFields.ts';

/** Everything of a step that a person may look for, in lower case: message, reasoning, calls and results. */
export function searchedText(step: Step): string {
  const calls = (step.tool_calls ?? []).flatMap(({ function_name: name, arguments: given }) => [name, ...texts(given)]);
  const results = resultsOf(step).map(({ content }) => plainContent(content));
  return [plainContent(step.message), step.reasoning_content ?? '', step.model_name ?? '', ...calls, ...results]
    .join('\n')
    .toLocaleLowerCase();
}

/** The words of a query; a step fits when its text holds all of them. */
export function searchWords(query: string): string[] {
  return query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
}

/** The texts and numbers in a value, however deep. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (Array.isArray(value) ? [] : [name]).concat(texts(inner)));
}
