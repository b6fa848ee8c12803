import assert from 'node:assert/strict';
import { groundOf } from '../../../../src/core/trajectory/exporting/losses.ts';
import { outline, read } from './reading.ts';

describe('SWE-agent runs', () => {
  const called = (id: string, command: string, more: object = {}) => ({
    role: 'assistant',
    content: `Run ${command}`,
    message_type: 'action',
    tool_calls: [{ id, function: { name: 'bash', arguments: JSON.stringify({ command }) } }],
    ...more,
  });
  const seen = (id: string, content: string, more: object = {}) => ({
    role: 'tool',
    content,
    message_type: 'observation',
    tool_call_ids: [id],
    ...more,
  });
  const turn = (action: string, observation: string, execution_time: number) => ({
    action,
    observation,
    execution_time,
    state: JSON.stringify({ working_dir: `/repo/${action}` }),
  });

  const { trajectory, warnings } = read('swe-agent', [
    {
      history: [
        { role: 'system', content: 'You are' },
        called('d', 'demo', { is_demo: true }),
        seen('d', 'shown', { is_demo: true }),
        { role: 'user', content: 'Go', message_type: 'observation' },
        called('a', 'ls'),
        seen('a', 'a.ts'),
        called('b', 'cat'),
      ],
      trajectory: [turn('ls', 'a.ts', 0.25), turn('cat', 'text', 0.5)],
    },
  ]);

  it('have what came back at the end, though the model did not see it any more', () => {
    assert.deepEqual(warnings, []);
    assert.deepEqual(outline(trajectory), [
      'system: You are',
      'agent: Run demo bash="shown"',
      'user: Go',
      'agent: Run ls bash="a.ts"',
      'agent: Run cat bash="text"',
    ]);
  });

  it('say of each result where and how long its call ran, and nothing of a demonstration’s', () => {
    const grounds = trajectory.steps.flatMap(({ observation }) =>
      (observation?.results ?? []).map(({ extra }) => groundOf(extra)),
    );
    assert.deepEqual(grounds, [{}, { cwd: '/repo/ls', durationMs: 250 }, { cwd: '/repo/cat', durationMs: 500 }]);
    assert.deepEqual(
      trajectory.steps.filter(({ is_copied_context: copied }) => copied).map(({ step_id }) => step_id),
      [2],
    );
  });
});
