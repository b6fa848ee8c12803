import assert from 'node:assert/strict';
import { validateTrajectory } from '../../../src/core/trajectory/validate.ts';

type Json = Record<string, unknown>;

function sound(): Json & { steps: Json[] } {
  return {
    schema_version: 'ATIF-v1.7',
    agent: { name: 'a', version: '1' },
    steps: [
      { step_id: 1, source: 'user', message: 'do', timestamp: '2026-01-02T03:04:05Z' },
      {
        step_id: 2,
        source: 'agent',
        message: [{ type: 'text', text: 'ok' }],
        tool_calls: [{ tool_call_id: 'c1', function_name: 'f', arguments: {} }],
        observation: { results: [{ source_call_id: 'c1', content: 'x' }] },
      },
    ],
  };
}

/** Codes of errors and warnings after one change, as `code path`. */
function found(
  change: (document: Json & { steps: Json[] }) => void,
  strict = false,
): { errors: string[]; warnings: string[] } {
  const document = sound();
  change(document);
  const { errors, warnings, valid } = validateTrajectory(document, { strict });
  assert.equal(valid, errors.length === 0);
  const told = (list: typeof errors) => list.map(({ code, path }) => `${code} ${path}`);
  return { errors: told(errors), warnings: told(warnings) };
}

describe('validateTrajectory', () => {
  it('finds nothing in a sound document, strictly either', () => {
    assert.deepEqual(
      found(() => undefined, true),
      { errors: [], warnings: [] },
    );
  });

  it('accepts versions 1.0 to 1.8, remarks on a newer one and refuses another', () => {
    for (let minor = 0; minor <= 8; minor++) {
      assert.deepEqual(found((d) => Object.assign(d, { schema_version: `ATIF-v1.${minor}` }), true).errors, []);
    }
    assert.deepEqual(found((d) => Object.assign(d, { schema_version: 'ATIF-v1.9' })).warnings, [
      'newer-version schema_version',
    ]);
    assert.deepEqual(found((d) => Object.assign(d, { schema_version: 'ATIF-v2.0' })).errors, [
      'unknown-version schema_version',
    ]);
  });

  it('names the place of a wrong shape', () => {
    assert.deepEqual(found((d) => Object.assign(d.steps[1] ?? {}, { source: 'robot' })).errors, [
      'wrong-shape steps[1].source',
    ]);
    assert.deepEqual(found((d) => Object.assign(d.agent as Json, { name: 3 })).errors, ['wrong-shape agent.name']);
    for (const document of [null, 3, 'x', [], {}]) {
      const { valid, errors } = validateTrajectory(document);
      assert.equal(valid, false);
      assert.ok(errors.every(({ message }) => message.length > 0));
    }
  });

  it('wants steps that count from 1 without gaps, and at least one', () => {
    assert.deepEqual(found((d) => Object.assign(d.steps[1] ?? {}, { step_id: 3 })).errors, [
      'step-id steps[1].step_id',
    ]);
    assert.deepEqual(found((d) => Object.assign(d, { steps: [] })).errors, ['no-steps steps']);
  });

  it('wants ISO times', () => {
    for (const timestamp of ['yesterday', '2026-13-01T00:00:00Z', '1700000000']) {
      assert.deepEqual(found((d) => Object.assign(d.steps[0] ?? {}, { timestamp })).errors, [
        'timestamp steps[0].timestamp',
      ]);
    }
    for (const timestamp of ['2026-01-02T03:04:05.123456+00:00', '2026-01-02T03:04:05', null]) {
      assert.deepEqual(found((d) => Object.assign(d.steps[0] ?? {}, { timestamp })).errors, []);
    }
  });

  it("refuses an agent's fields on other steps, but not when they are null", () => {
    for (const [name, value] of Object.entries({
      model_name: 'm',
      reasoning_content: 'r',
      tool_calls: [],
      metrics: {},
    })) {
      assert.deepEqual(found((d) => Object.assign(d.steps[0] ?? {}, { [name]: value })).errors, [
        `agent-only steps[0].${name}`,
      ]);
      assert.deepEqual(found((d) => Object.assign(d.steps[0] ?? {}, { [name]: null })).errors, []);
    }
  });

  it('takes an orphaned result and an unknown field for warnings, and for errors when strict', () => {
    const orphan = (d: { steps: Json[] }) =>
      Object.assign(d.steps[1] ?? {}, { observation: { results: [{ source_call_id: 'c9', content: '' }] } });
    const path = 'orphan-result steps[1].observation.results[0].source_call_id';
    assert.deepEqual(found(orphan), { errors: [], warnings: [path] });
    assert.deepEqual(found(orphan, true), { errors: [path], warnings: [] });
    const field = (d: { steps: Json[] }) => Object.assign(d.steps[1] ?? {}, { metrics: { duration_ms: 3 } });
    const unknown = 'unknown-field steps[1].metrics.duration_ms';
    assert.deepEqual(found(field), { errors: [], warnings: [unknown] });
    assert.deepEqual(found(field, true), { errors: [unknown], warnings: [] });
  });

  it('refuses an id that two calls of a step share', () => {
    const call = { tool_call_id: 'c1', function_name: 'f', arguments: {} };
    assert.deepEqual(found((d) => Object.assign(d.steps[1] ?? {}, { tool_calls: [call, call] })).errors, [
      'duplicate-call-id steps[1].tool_calls[1].tool_call_id',
    ]);
  });

  it('wants references to subagents that lead somewhere, from 1.7 on', () => {
    const dangling = (version: string) => (d: Json & { steps: Json[] }) => {
      d.schema_version = version;
      const results = [{ source_call_id: 'c1', subagent_trajectory_ref: [{ session_id: 's' }] }];
      Object.assign(d.steps[1] ?? {}, { observation: { results } });
    };
    const path = 'steps[1].observation.results[0].subagent_trajectory_ref[0]';
    assert.deepEqual(found(dangling('ATIF-v1.7')).errors, [`subagent-reference ${path}`]);
    assert.deepEqual(found(dangling('ATIF-v1.6')).errors, []);
    const twins = [{ trajectory_id: 't' }, { trajectory_id: 't' }];
    assert.deepEqual(found((d) => Object.assign(d, { subagent_trajectories: twins })).errors, [
      'subagent-id subagent_trajectories[1].trajectory_id',
    ]);
  });

  it('remarks on a count of steps that is not theirs', () => {
    assert.deepEqual(found((d) => Object.assign(d, { final_metrics: { total_steps: 9 } })).warnings, [
      'total-steps final_metrics.total_steps',
    ]);
  });
});
