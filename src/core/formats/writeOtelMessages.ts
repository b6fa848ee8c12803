import type { ObservationResult, Step, Trajectory } from '../trajectory/atif.ts';
import { type Exported, Losses } from './exported.ts';

type Part = Readonly<Record<string, unknown>>;
interface Message {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly parts: readonly Part[];
  readonly finish_reason?: string;
}

/**
 * A trajectory as messages of OpenTelemetry's GenAI conventions: one JSON object with the `gen_ai.*` attributes, messages
 * as {role, parts}. The ledger, times and counts of tokens have no place there.
 */
export function writeOtelMessages(trajectory: Trajectory): Exported {
  const losses = new Losses();
  const messages = trajectory.steps.flatMap((step) => stepMessages(step, losses));
  const system = trajectory.steps
    .filter(({ source }) => source === 'system')
    .map(({ message }) => textPart(textOf(message, losses)));
  const tools = trajectory.agent.tool_definitions;
  const model = trajectory.agent.model_name;
  const attributes = {
    'gen_ai.conversation.id': trajectory.session_id ?? trajectory.trajectory_id ?? '',
    'gen_ai.agent.name': trajectory.agent.name,
    ...(model === undefined || model === null ? {} : { 'gen_ai.request.model': model }),
    ...(system.length === 0 ? {} : { 'gen_ai.system_instructions': system }),
    ...(tools === undefined || tools === null ? {} : { 'gen_ai.tool.definitions': tools }),
    'gen_ai.input.messages': messages,
  };
  if (trajectory.extra !== undefined) losses.add('base and final tree');
  return { content: `${JSON.stringify(attributes, null, 2)}\n`, losses: losses.list() };
}

function stepMessages(step: Step, losses: Losses): Message[] {
  if (step.timestamp !== undefined && step.timestamp !== null) losses.add('time of a step');
  if (step.extra?.tracewright !== undefined) losses.add('ledger of a step');
  if (step.metrics !== undefined && step.metrics !== null) losses.add('metrics of a step');
  if (step.source === 'system') return [];
  const text = textOf(step.message, losses);
  const reasoning = step.reasoning_content ?? '';
  const calls = step.tool_calls ?? [];
  const parts: Part[] = [
    ...(reasoning === '' ? [] : [{ type: 'reasoning', content: reasoning }]),
    ...(text === '' ? [] : [textPart(text)]),
    ...calls.map(({ tool_call_id: id, function_name: name, arguments: given }) => ({
      type: 'tool_call',
      id,
      name,
      arguments: given,
    })),
  ];
  const role = step.source === 'user' ? 'user' : 'assistant';
  const finish = role === 'assistant' ? { finish_reason: calls.length > 0 ? 'tool_call' : 'stop' } : {};
  const said: Message[] = parts.length === 0 ? [] : [{ role, parts, ...finish }];
  const results = (step.observation?.results ?? []).map((result) => resultPart(result, losses));
  return results.length === 0 ? said : [...said, { role: 'tool', parts: results }];
}

function resultPart({ source_call_id: id, content }: ObservationResult, losses: Losses): Part {
  return { type: 'tool_call_response', id: id ?? null, response: textOf(content ?? '', losses) };
}

function textPart(content: string): Part {
  return { type: 'text', content };
}

function textOf(content: Step['message'], losses: Losses): string {
  if (typeof content === 'string') return content;
  losses.add('part that is no text', content.filter(({ text }) => text === undefined).length);
  return content.map(({ text }) => text ?? '').join('');
}
