import type { Step, Trajectory } from '../../core/trajectory/atif.ts';
import { cut, type RememberedText } from './remembered.ts';

const MOST_TEXT = 4_000;
const MOST_RESULT = 1_500;
const MOST_TEXTS = 20_000;

/** What is said, thought, called and answered in the steps of a trajectory. */
export function trajectoryTexts({ steps }: Trajectory): RememberedText[] {
  return steps.flatMap(stepTexts).slice(0, MOST_TEXTS);
}

/** The title of a trajectory: what its user asked for first. */
export function trajectoryTitle({ steps, agent }: Trajectory): string {
  const asked = steps.find(({ source }) => source === 'user');
  const text = asked === undefined ? '' : plain(asked.message);
  return cut(text.trim().replace(/\s+/g, ' ') || agent.name, 200);
}

function stepTexts(step: Step): RememberedText[] {
  const at = step.step_id;
  const calls = step.tool_calls ?? [];
  const results = step.observation?.results ?? [];
  return [
    { kind: 'message' as const, at, text: cut(plain(step.message), MOST_TEXT) },
    { kind: 'reasoning' as const, at, text: cut(step.reasoning_content ?? '', MOST_TEXT) },
    ...calls.map(({ function_name, arguments: given }) => ({
      kind: 'call' as const,
      at,
      text: cut(`${function_name} ${JSON.stringify(given)}`, MOST_TEXT),
    })),
    ...results.map(({ content }) => ({ kind: 'result' as const, at, text: cut(plain(content), MOST_RESULT) })),
  ].filter(({ text }) => text.trim() !== '');
}

/** A message's text; parts that are no text by their type. */
export function plain(content: Step['message'] | null | undefined): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ type, text }) => text ?? `[${type}]`).join('\n');
}
