import { Losses } from '../../formats/exported.ts';
import type { Step } from '../atif.ts';
import type { ExportFormat } from './exportFormat.ts';
import { countLosses, plainText, resultsOf } from './losses.ts';

/** The Agent Data Protocol's standard form. Actions and observations alternate: each call is an action of its own. */
export const adpDocument: ExportFormat = {
  id: 'adp',
  title: 'Agent Data Protocol',
  write(trajectory) {
    const losses = new Losses();
    countLosses(trajectory, ['agent', 'model', 'reasoning', 'session'], losses);
    const { name, version, model_name: model } = trajectory.agent;
    const document = {
      schema_version: '1.0.0',
      id: trajectory.session_id ?? trajectory.trajectory_id ?? 'unknown',
      content: trajectory.steps.flatMap((step) => entries(step, losses)),
      details: { agent: name, agent_version: version, ...(typeof model === 'string' ? { model } : {}) },
    };
    return { content: `${JSON.stringify(document, null, 2)}\n`, losses: losses.list() };
  },
};

type Entry = Readonly<Record<string, unknown>>;

function entries(step: Step, losses: Losses): Entry[] {
  const text = (content: Parameters<typeof plainText>[0]): string => {
    const { text: plain, complete } = plainText(content);
    if (!complete) losses.add('content that is not text');
    return plain;
  };
  const observation = (content: Parameters<typeof plainText>[0], source: string): Entry => ({
    class_: 'text_observation',
    content: text(content),
    source,
  });
  const results = resultsOf(step);
  const calls = step.tool_calls ?? [];
  const seen = (ids: (id: unknown) => boolean) =>
    results.filter(({ source_call_id: id }) => ids(id)).map(({ content }) => observation(content, 'environment'));
  const known = new Set<unknown>(calls.map(({ tool_call_id: id }) => id));
  const others = seen((id) => !known.has(id));
  if (step.source !== 'agent') {
    const isOnlyObservation = step.message === '' && results.length > 0;
    return isOnlyObservation ? others : [observation(step.message, step.source), ...others];
  }
  const reasoning = typeof step.reasoning_content === 'string' ? { reasoning_content: step.reasoning_content } : {};
  const said = text(step.message);
  if (calls.length === 0) return [{ class_: 'message_action', content: said, ...reasoning }, ...others];
  const acts = calls.flatMap((call, index): Entry[] => [
    {
      class_: 'api_action',
      function: call.function_name,
      kwargs: call.arguments,
      description: index === 0 ? said : '',
      ...(index === 0 ? reasoning : {}),
    },
    ...seen((id) => id === call.tool_call_id),
  ]);
  return [...acts, ...others];
}
