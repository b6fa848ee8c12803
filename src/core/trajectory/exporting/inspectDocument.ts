import { Losses } from '../../formats/exported.ts';
import type { Step } from '../atif.ts';
import type { ExportFormat } from './exportFormat.ts';
import { countLosses, failed, plainText } from './losses.ts';
import { type Message, type StepMessage, trajectoryMessages } from './openAiMessages.ts';

/** Inspect's own name for "no model was asked". */
const NO_MODEL = 'none/none';

/** An Inspect log (version 2) with one sample. When the agent spoke and what it used stands in its model events. */
export const inspectDocument: ExportFormat = {
  id: 'inspect',
  title: 'Inspect log (JSON)',
  write(trajectory) {
    const losses = new Losses();
    const keeps = [
      'agent times',
      'errors',
      'ids',
      'model',
      'models',
      'parallel calls',
      'reasoning',
      'session',
      'several results',
      'unanswered calls',
    ] as const;
    countLosses(trajectory, [...keeps, 'metrics'], losses);
    losses.add('costs', trajectory.steps.filter(hasCosts).length);
    const model = trajectory.agent.model_name ?? NO_MODEL;
    const first = trajectory.steps.find(({ source }) => source === 'user');
    const created = trajectory.steps.find(({ timestamp }) => typeof timestamp === 'string')?.timestamp ?? EPOCH;
    const run = trajectory.session_id ?? 'unknown';
    const written = trajectoryMessages(trajectory).map((one, index) => ({
      message: inspectMessage(one, `m${index + 1}`),
      step: one.step,
    }));
    const answers = written.filter(({ message }) => message.role === 'assistant');
    const last = answers.at(-1)?.message;
    const document = {
      version: 2,
      status: 'success',
      eval: {
        run_id: run,
        created,
        task: trajectory.agent.name,
        task_id: run,
        task_version: 0,
        dataset: { name: 'trajectory', samples: 1, sample_ids: [1], shuffled: false },
        model,
        model_args: {},
        config: {},
        packages: {},
      },
      plan: { name: 'plan', steps: [] },
      results: { total_samples: 1, completed_samples: 1, scores: [] },
      stats: { started_at: created, completed_at: created, model_usage: {} },
      samples: [
        {
          id: 1,
          epoch: 1,
          input: plainText(first?.message).text,
          target: '',
          messages: written.map(({ message }) => message),
          output: { model, choices: last === undefined ? [] : [choice(last)] },
          scores: {},
          metadata: {},
          store: {},
          events: answers.flatMap(({ message, step }) => modelEvent(message, step, model)),
          model_usage: {},
          attachments: {},
        },
      ],
    };
    return { content: `${JSON.stringify(document, null, 2)}\n`, losses: losses.list() };
  },
};

const EPOCH = '1970-01-01T00:00:00Z';

function choice(message: Message): Message {
  return { message, stop_reason: message.tool_calls === undefined ? 'stop' : 'tool_calls' };
}

/** The event of one answer, only where there is anything to tell beside the answer. */
function modelEvent(message: Message, step: Step, model: string): Message[] {
  const usage = usageOf(step);
  if (typeof step.timestamp !== 'string' && usage === undefined) return [];
  const own = step.model_name ?? model;
  return [
    {
      event: 'model',
      ...(typeof step.timestamp === 'string' ? { timestamp: step.timestamp } : {}),
      model: own,
      input: [],
      tools: [],
      tool_choice: 'auto',
      config: {},
      output: { model: own, choices: [choice(message)], ...(usage === undefined ? {} : { usage }) },
    },
  ];
}

const USAGE = [
  ['prompt_tokens', 'input_tokens'],
  ['completion_tokens', 'output_tokens'],
  ['cached_tokens', 'input_tokens_cache_read'],
] as const;

function usageOf({ metrics }: Step): Message | undefined {
  const usage = Object.fromEntries(
    USAGE.flatMap(([ours, theirs]) => {
      const value: unknown = metrics?.[ours];
      return typeof value === 'number' ? [[theirs, value]] : [];
    }),
  );
  return Object.keys(usage).length === 0 ? undefined : usage;
}

function hasCosts({ metrics, source }: Step): boolean {
  const known: readonly string[] = source === 'agent' ? USAGE.map(([ours]) => ours) : [];
  return Object.keys(metrics ?? {}).some((name) => !known.includes(name));
}

/** Inspect names calls flatly, takes their arguments as objects, and has reasoning as a part of the content. */
function inspectMessage({ message, step, result }: StepMessage, id: string): Message {
  const { reasoning_content: reasoning, tool_calls: _calls, content, ...rest } = message;
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : Array.isArray(content) ? content : [];
  const isAnswer = result === undefined && step.source === 'agent';
  const calls = isAnswer ? (step.tool_calls ?? []) : [];
  return {
    ...rest,
    id,
    content: reasoning === undefined ? content : [{ type: 'reasoning', reasoning }, ...parts],
    ...(isAnswer && typeof step.model_name === 'string' ? { model: step.model_name } : {}),
    ...(failed(result?.extra) ? { error: { type: 'unknown', message: plainText(result?.content).text } } : {}),
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map((call) => ({
            id: call.tool_call_id,
            type: 'function',
            function: call.function_name,
            arguments: call.arguments,
          })),
        }),
  };
}
