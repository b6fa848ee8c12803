import type { Step, Trajectory } from '../../../src/core/trajectory/atif.ts';
import { argumentsText, failed, resultsOf } from '../../../src/core/trajectory/exporting/losses.ts';

type Essence = ReturnType<typeof essence>;

/**
 * All of a trajectory that a round trip has to bring back, without what an importer adds (where a record stood, its own
 * name for things). What means the same is written the same: one text part is its text, a step's model is the agent's
 * where it names none, and the agent's that of the last step.
 */
export function essence(trajectory: Trajectory) {
  const { agent } = trajectory;
  return {
    session: trajectory.session_id ?? null,
    agent: { name: agent.name, version: agent.version },
    model: agent.model_name ?? trajectory.steps.findLast(({ model_name }) => model_name)?.model_name ?? null,
    tools: agent.tool_definitions ?? [],
    steps: trajectory.steps.map((step) => stepEssence(step, agent.model_name ?? null)),
  };
}

function stepEssence(step: Step, model: string | null) {
  return {
    source: step.source,
    message: content(step.message),
    time: step.timestamp ?? null,
    model: step.source === 'agent' ? (step.model_name ?? model) : null,
    reasoning: step.reasoning_content ?? '',
    copied: step.is_copied_context === true,
    metrics: step.metrics ?? {},
    calls: (step.tool_calls ?? []).map((call) => ({
      id: call.tool_call_id,
      name: call.function_name,
      text: argumentsText(call),
      given: call.arguments,
    })),
    results: resultsOf(step).map((result) => ({
      call: result.source_call_id ?? null,
      content: content(result.content),
      isError: failed(result.extra),
    })),
  };
}

/** JSON forgets members that are undefined. */
function content(value: Step['message'] | null | undefined): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  const [first, ...others] = value;
  if (first === undefined) return '';
  const isPlain = others.length === 0 && first.type === 'text' && Object.keys(first).length === 2;
  return isPlain ? first.text : JSON.parse(JSON.stringify(value));
}

/** What each loss may change, and nothing else. */
const masks: Readonly<Record<string, (whole: Essence) => Essence>> = {
  'id of the session': (whole) => ({ ...whole, session: null }),
  'name and version of the agent': (whole) => ({ ...whole, agent: { name: '', version: '' } }),
  'name of the model': (whole) => ({
    ...whole,
    model: null,
    steps: whole.steps.map((step) => ({ ...step, model: null })),
  }),
  'models of single steps': (whole) => ({
    ...whole,
    model: null,
    steps: whole.steps.map((step) => ({ ...step, model: null })),
  }),
  'definitions of tools': (whole) => ({ ...whole, tools: [] }),
  times: (whole) => eachStep(whole, (step) => ({ ...step, time: null })),
  'steps that have no time': (whole) => eachStep(whole, (step) => ({ ...step, time: null })),
  'times that go back': (whole) => eachStep(whole, (step) => ({ ...step, time: null })),
  'times as they were written': (whole) => eachStep(whole, (step) => ({ ...step, time: null })),
  'steps that name no model': (whole) => eachStep({ ...whole, model: null }, (step) => ({ ...step, model: null })),
  reasoning: (whole) => eachStep(whole, (step) => ({ ...step, reasoning: '' })),
  'tokens and costs': (whole) => eachStep(whole, (step) => ({ ...step, metrics: {} })),
  costs: (whole) => eachStep(whole, (step) => ({ ...step, metrics: {} })),
  'marks of copied context': (whole) => eachStep(whole, (step) => ({ ...step, copied: false })),
  'ids of calls': (whole) => {
    const names = new Map<string, string>();
    for (const { calls } of whole.steps) for (const { id } of calls) names.set(id, `call ${names.size}`);
    return eachStep(whole, (step) => ({
      ...step,
      calls: step.calls.map((call) => ({ ...call, id: names.get(call.id) ?? '' })),
      results: step.results.map((result) => ({ ...result, call: names.get(result.call ?? '') ?? result.call })),
    }));
  },
  'wording of arguments': (whole) =>
    eachStep(whole, (step) => ({ ...step, calls: step.calls.map((call) => ({ ...call, text: '' })) })),
  'marks of failed calls': (whole) =>
    eachStep(whole, (step) => ({ ...step, results: step.results.map((result) => ({ ...result, isError: false })) })),
  'content that is not text': (whole) =>
    eachStep(whole, (step) => ({
      ...step,
      message: joined(step.message),
      results: step.results.map((result) => ({ ...result, content: joined(result.content) })),
    })),
  'difference of no result and an empty one': (whole) =>
    eachStep(whole, (step) => ({
      ...step,
      results: step.results.map((result) => ({ ...result, content: result.content === '' ? null : result.content })),
    })),
};

function eachStep(whole: Essence, change: (step: Essence['steps'][number]) => Essence['steps'][number]): Essence {
  return { ...whole, steps: whole.steps.map(change) };
}

function joined(value: unknown): unknown {
  return Array.isArray(value) ? value.map((part) => part.text ?? '').join('\n') : value;
}

/** Losses that leave the essence as it is: it holds nothing of what they name. */
const beside: ReadonlySet<string> = new Set([
  'facts about the workspace and the source',
  'further facts about the whole',
  'further facts about steps',
  'further facts about calls',
  'further facts about results',
  'ledger of the workspace',
  'notes on the whole',
  'numbers of calls of the model',
  'reasoning effort',
  'references to subagents',
  'sums of tokens and costs',
  'trajectories of subagents',
]);

/** The essence without what these losses name; null where one of them changes which steps there are. */
export function masked(trajectory: Trajectory, losses: readonly { readonly what: string }[]): Essence | null {
  let whole = essence(trajectory);
  for (const { what } of losses) {
    const mask = masks[what];
    if (mask !== undefined) whole = mask(whole);
    else if (!beside.has(what)) return null;
  }
  return whole;
}
