import type { Finding } from './finding.ts';

/** Fields of ATIF 1.7 by object. Everything else belongs under `extra`. */
const fields = {
  trajectory: [
    'schema_version',
    'session_id',
    'trajectory_id',
    'agent',
    'steps',
    'notes',
    'final_metrics',
    'continued_trajectory_ref',
    'subagent_trajectories',
    'extra',
  ],
  agent: ['name', 'version', 'model_name', 'tool_definitions', 'extra'],
  step: [
    'step_id',
    'timestamp',
    'source',
    'message',
    'model_name',
    'reasoning_effort',
    'reasoning_content',
    'tool_calls',
    'observation',
    'metrics',
    'llm_call_count',
    'is_copied_context',
    'extra',
  ],
  call: ['tool_call_id', 'function_name', 'arguments', 'extra'],
  observation: ['results'],
  result: ['source_call_id', 'content', 'subagent_trajectory_ref', 'extra'],
  subagentRef: ['trajectory_id', 'trajectory_path', 'session_id', 'extra'],
  metrics: [
    'prompt_tokens',
    'completion_tokens',
    'cached_tokens',
    'cost_usd',
    'prompt_token_ids',
    'completion_token_ids',
    'logprobs',
    'extra',
  ],
  finalMetrics: [
    'total_prompt_tokens',
    'total_completion_tokens',
    'total_cached_tokens',
    'total_cost_usd',
    'total_steps',
    'extra',
  ],
} as const;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectsIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map((item) => (isObject(item) ? item : {})) : [];
}

/** Fields that ATIF does not have, wherever they stand; the reference implementation refuses them. */
export function unknownFields(document: Record<string, unknown>): Finding[] {
  const found: Finding[] = [];
  const check = (value: unknown, kind: keyof typeof fields, path: string) => {
    if (!isObject(value)) return;
    const known: readonly string[] = fields[kind];
    for (const name of Object.keys(value)) {
      if (known.includes(name)) continue;
      const at = path === '' ? name : `${path}.${name}`;
      found.push({
        path: at,
        code: 'unknown-field',
        message: `ATIF has no field "${name}" here; it belongs under extra`,
      });
    }
  };
  check(document, 'trajectory', '');
  check(document.agent, 'agent', 'agent');
  check(document.final_metrics, 'finalMetrics', 'final_metrics');
  objectsIn(document.steps).forEach((step, index) => {
    const at = `steps[${index}]`;
    check(step, 'step', at);
    check(step.metrics, 'metrics', `${at}.metrics`);
    check(step.observation, 'observation', `${at}.observation`);
    for (const [n, call] of objectsIn(step.tool_calls).entries()) check(call, 'call', `${at}.tool_calls[${n}]`);
    const results = isObject(step.observation) ? objectsIn(step.observation.results) : [];
    results.forEach((result, n) => {
      const place = `${at}.observation.results[${n}]`;
      check(result, 'result', place);
      for (const [r, ref] of objectsIn(result.subagent_trajectory_ref).entries()) {
        check(ref, 'subagentRef', `${place}.subagent_trajectory_ref[${r}]`);
      }
    });
  });
  return found;
}
