import type { Finding } from './finding.ts';
import { isObject, objectsIn } from './knownFields.ts';

interface Findings {
  readonly errors: Finding[];
  /** Errors only when strict. */
  readonly tolerated: Finding[];
  readonly warnings: Finding[];
}

const agentOnly = ['model_name', 'reasoning_effort', 'reasoning_content', 'tool_calls', 'metrics'] as const;

/** The rules of ATIF about steps that a schema cannot say. `minor` is the version's second number. */
export function inspectSteps(document: Record<string, unknown>, minor: number): Findings {
  const findings: Findings = { errors: [], tolerated: [], warnings: [] };
  const { errors, warnings } = findings;
  const steps = objectsIn(document.steps);
  if (Array.isArray(document.steps) && steps.length === 0) {
    errors.push({ path: 'steps', code: 'no-steps', message: 'a trajectory has at least one step' });
  }
  steps.forEach((step, index) => {
    const at = `steps[${index}]`;
    if (typeof step.step_id === 'number' && step.step_id !== index + 1) {
      const message = `step_id is ${step.step_id}, but steps count from 1 without gaps, so it has to be ${index + 1}`;
      errors.push({ path: `${at}.step_id`, code: 'step-id', message });
    }
    inspectStep(step, at, minor, findings);
  });
  const metrics = document.final_metrics;
  const total = isObject(metrics) ? metrics.total_steps : undefined;
  if (typeof total === 'number' && total !== steps.length) {
    const message = `total_steps is ${total}, but there are ${steps.length}`;
    warnings.push({ path: 'final_metrics.total_steps', code: 'total-steps', message });
  }
  inspectSubagents(document, errors);
  return findings;
}

function inspectStep(step: Record<string, unknown>, at: string, minor: number, found: Findings): void {
  const { timestamp, source } = step;
  if (typeof timestamp === 'string' && !isTimestamp(timestamp)) {
    found.errors.push({ path: `${at}.timestamp`, code: 'timestamp', message: `"${timestamp}" is no ISO 8601 time` });
  }
  if (source === 'user' || source === 'system') {
    for (const name of agentOnly) {
      if (step[name] === undefined || step[name] === null) continue;
      const message = `only an agent's step may have ${name}`;
      found.errors.push({ path: `${at}.${name}`, code: 'agent-only', message });
    }
  }
  const results = isObject(step.observation) ? objectsIn(step.observation.results) : [];
  const observed = isObject(step.observation);
  if (observed && (source === 'user' || (source === 'system' && minor < 2))) {
    const message = source === 'user' ? "a user's step has no observation" : 'system observations came with ATIF 1.2';
    found.tolerated.push({ path: `${at}.observation`, code: 'observation', message });
  }
  inspectCalls(step, results, at, minor, found);
}

function inspectCalls(
  step: Record<string, unknown>,
  results: readonly Record<string, unknown>[],
  at: string,
  minor: number,
  found: Findings,
): void {
  const ids = new Set<unknown>();
  objectsIn(step.tool_calls).forEach(({ tool_call_id: id }, n) => {
    if (ids.has(id)) {
      const message = `the id "${String(id)}" is used twice in this step`;
      found.errors.push({ path: `${at}.tool_calls[${n}].tool_call_id`, code: 'duplicate-call-id', message });
    }
    ids.add(id);
  });
  results.forEach((result, n) => {
    const place = `${at}.observation.results[${n}]`;
    const id = result.source_call_id;
    if (id !== undefined && id !== null && !ids.has(id)) {
      const message = `no tool call of this step has the id "${String(id)}"`;
      found.tolerated.push({ path: `${place}.source_call_id`, code: 'orphan-result', message });
    }
    if (minor < 7) return;
    objectsIn(result.subagent_trajectory_ref).forEach((ref, r) => {
      if (ref.trajectory_id || ref.trajectory_path) return;
      const message = 'a reference to a subagent needs trajectory_id or trajectory_path';
      found.errors.push({ path: `${place}.subagent_trajectory_ref[${r}]`, code: 'subagent-reference', message });
    });
  });
}

function inspectSubagents(document: Record<string, unknown>, errors: Finding[]): void {
  const seen = new Set<unknown>();
  objectsIn(document.subagent_trajectories).forEach(({ trajectory_id: id }, index) => {
    const path = `subagent_trajectories[${index}].trajectory_id`;
    if (typeof id !== 'string' || id === '') {
      errors.push({ path, code: 'subagent-id', message: 'an embedded trajectory needs a trajectory_id' });
    } else if (seen.has(id)) {
      errors.push({ path, code: 'subagent-id', message: `the trajectory_id "${id}" is used twice` });
    }
    seen.add(id);
  });
}

const timestampShape = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

function isTimestamp(text: string): boolean {
  if (!timestampShape.test(text)) return false;
  return !Number.isNaN(Date.parse(text.slice(0, 10))) && !Number.isNaN(Date.parse(text.replace(',', '.')));
}
