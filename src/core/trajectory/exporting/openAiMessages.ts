import { Losses } from '../../formats/exported.ts';
import type { ObservationResult, Step, Trajectory } from '../atif.ts';
import type { ExportFormat } from './exportFormat.ts';
import { argumentsText, countLosses, resultsOf } from './losses.ts';

/** One row `{messages, tools}` of chat messages, as OpenAI's API takes them. Reasoning stands in `reasoning_content`. */
export const openAiMessages: ExportFormat = {
  id: 'openai-chat',
  title: 'OpenAI chat messages with tools',
  write(trajectory) {
    const losses = new Losses();
    const keeps = [
      'ids',
      'parallel calls',
      'reasoning',
      'several results',
      'tools',
      'unanswered calls',
      'wording',
    ] as const;
    countLosses(trajectory, keeps, losses);
    const messages = trajectoryMessages(trajectory).map(({ message }) => message);
    const tools = trajectory.agent.tool_definitions ?? [];
    const row = { messages, ...(tools.length === 0 ? {} : { tools }) };
    return { content: `${JSON.stringify(row)}\n`, losses: losses.list() };
  },
};

export type Message = Readonly<Record<string, unknown>>;

/** A message, the step that it is of, and the result that it gives. */
export interface StepMessage {
  readonly message: Message;
  readonly step: Step;
  readonly result?: ObservationResult;
}

/** All messages of a trajectory: what was said, and after each step a message for each result of its calls. */
export function trajectoryMessages(trajectory: Trajectory): StepMessage[] {
  return trajectory.steps.flatMap((step) => {
    const answers = resultsOf(step).map((result) => ({ message: answer(result), step, result }));
    const isOnlyObservation = step.source !== 'agent' && step.message === '' && answers.length > 0;
    return isOnlyObservation ? answers : [{ message: said(step), step }, ...answers];
  });
}

function said(step: Step): Message {
  const calls = step.tool_calls ?? [];
  return {
    role: step.source === 'agent' ? 'assistant' : step.source,
    content: step.message,
    ...(typeof step.reasoning_content === 'string' ? { reasoning_content: step.reasoning_content } : {}),
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map((call) => ({
            id: call.tool_call_id,
            type: 'function',
            function: { name: call.function_name, arguments: argumentsText(call) },
          })),
        }),
  };
}

function answer({ source_call_id: id, content }: ObservationResult): Message {
  return typeof id === 'string'
    ? { role: 'tool', tool_call_id: id, content: content ?? '' }
    : { role: 'user', content: content ?? '' };
}
