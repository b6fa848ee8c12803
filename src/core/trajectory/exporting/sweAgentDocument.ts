import { Losses } from '../../formats/exported.ts';
import type { Step, Trajectory } from '../atif.ts';
import type { ExportFormat } from './exportFormat.ts';
import { argumentsText, countLosses, groundOf, plainText, resultsOf } from './losses.ts';

/** A `.traj` as SWE-agent 1.x has it with function calling: messages in `history`, what happened in `trajectory`. */
export const sweAgentDocument: ExportFormat = {
  id: 'swe-agent',
  title: 'SWE-agent trajectory',
  write(trajectory) {
    const losses = new Losses();
    const keeps = ['copied', 'ids', 'parallel calls', 'reasoning', 'several results', 'unanswered calls'] as const;
    countLosses(trajectory, [...keeps, 'model', 'wording'], losses);
    const own = trajectory.steps.filter(
      ({ source, is_copied_context: copied }) => source === 'agent' && copied !== true,
    );
    const model = trajectory.agent.model_name;
    const document = {
      environment: 'tracewright',
      trajectory: own.map(turn),
      history: trajectory.steps.flatMap(messages),
      info: { exit_status: 'exported', submission: null, ...stats(trajectory) },
      ...(typeof model === 'string' ? { replay_config: { agent: { model: { name: model } } } } : {}),
    };
    return { content: `${JSON.stringify(document, null, 2)}\n`, losses: losses.list() };
  },
};

type Message = Readonly<Record<string, unknown>>;

/** Only what is known of a turn: a made-up duration or an empty observation would be read as a fact. */
function turn(step: Step): Message {
  const results = resultsOf(step);
  const text = plainText(step.message).text;
  const [first, ...others] = results;
  const { cwd, durationMs } = others.length === 0 ? groundOf(first?.extra) : {};
  return {
    action: actionOf(step),
    ...(results.length === 0 ? {} : { observation: results.map(({ content }) => plainText(content).text).join('\n') }),
    response: text,
    thought: text,
    ...(typeof durationMs === 'number' ? { execution_time: durationMs / 1000 } : {}),
    state: typeof cwd === 'string' ? { working_dir: cwd } : {},
  };
}

function messages(step: Step): Message[] {
  const calls = step.tool_calls ?? [];
  const demo = step.is_copied_context === true ? { is_demo: true } : {};
  const answers = resultsOf(step).map(({ source_call_id: id, content }): Message => {
    const isAnswer = typeof id === 'string';
    return {
      role: isAnswer ? 'tool' : 'user',
      content: content ?? '',
      agent: 'main',
      message_type: 'observation',
      ...(isAnswer ? { tool_call_ids: [id] } : {}),
      ...demo,
    };
  });
  if (step.source !== 'agent') {
    const kind = step.source === 'system' ? 'system_prompt' : 'user';
    const said = { role: step.source, content: step.message, agent: 'main', message_type: kind, ...demo };
    return step.message === '' && answers.length > 0 ? answers : [said, ...answers];
  }
  const reasoning = step.reasoning_content;
  return [
    {
      role: 'assistant',
      content: step.message,
      thought: plainText(step.message).text,
      ...(calls.length === 0 ? {} : { action: actionOf(step) }),
      agent: 'main',
      message_type: 'action',
      ...(calls.length === 0
        ? {}
        : {
            tool_calls: calls.map((call, index) => ({
              index: index + 1,
              id: call.tool_call_id,
              type: 'function',
              function: { name: call.function_name, arguments: argumentsText(call) },
            })),
          }),
      ...(typeof reasoning === 'string' ? { thinking_blocks: [{ type: 'thinking', thinking: reasoning }] } : {}),
      ...demo,
    },
    ...answers,
  ];
}

/** A command as it is; other calls by their name and arguments. */
function actionOf(step: Step): string {
  return (step.tool_calls ?? [])
    .map((call) =>
      typeof call.arguments.command === 'string'
        ? call.arguments.command
        : `${call.function_name} ${JSON.stringify(call.arguments)}`,
    )
    .join('\n');
}

/** The sums, where they are known. */
function stats({ final_metrics: sums }: Trajectory): Message {
  const names = [
    ['total_cost_usd', 'instance_cost'],
    ['total_prompt_tokens', 'tokens_sent'],
    ['total_completion_tokens', 'tokens_received'],
  ] as const;
  const known = names.flatMap(([ours, theirs]) => {
    const value: unknown = sums?.[ours];
    return typeof value === 'number' ? [[theirs, value]] : [];
  });
  return known.length === 0 ? {} : { model_stats: Object.fromEntries(known) };
}
