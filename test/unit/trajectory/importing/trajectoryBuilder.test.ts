import assert from 'node:assert/strict';
import { TrajectoryBuilder } from '../../../../src/core/trajectory/importing/trajectoryBuilder.ts';
import { validateTrajectory } from '../../../../src/core/trajectory/validate.ts';

const at = (line: number) => ({ place: { line } });

describe('the builder of trajectories', () => {
  it('numbers steps without gaps and keeps where each stood', () => {
    const builder = new TrajectoryBuilder();
    builder.say('user', 'Do it', at(3));
    builder.act('Done', at(9));
    const { steps, final_metrics: metrics } = builder.finish();
    assert.deepEqual(
      steps.map(({ step_id, extra }) => [step_id, extra?.tracewright]),
      [
        [1, { origin: { line: 3 } }],
        [2, { origin: { line: 9 } }],
      ],
    );
    assert.equal(metrics?.total_steps, 2);
  });

  it('gives parallel calls their own results, in whatever order these come', () => {
    const builder = new TrajectoryBuilder();
    const step = builder.act('', at(1));
    builder.call(step, { id: 'a', name: 'read', arguments: {} });
    builder.call(step, { id: 'b', name: 'read', arguments: {} });
    builder.result('b', { content: 'second' }, { line: 2 });
    builder.act('next', at(3));
    builder.result('a', { content: 'first' }, { line: 4 });
    const [first] = builder.finish().steps;
    assert.deepEqual(
      first?.observation?.results.map(({ source_call_id: id, content }) => [id, content]),
      [
        ['b', 'second'],
        ['a', 'first'],
      ],
    );
  });

  it('keeps a result without a call as a step of its own, with a warning', () => {
    const builder = new TrajectoryBuilder();
    builder.result('gone', { content: 'text' }, { line: 7 });
    const trajectory = builder.finish();
    assert.equal(trajectory.steps[0]?.source, 'system');
    assert.equal(trajectory.steps[0]?.observation?.results[0]?.content, 'text');
    assert.deepEqual(builder.warnings, [
      { code: 'orphan-result', message: 'a result for the call gone, which is not there', line: 7 },
    ]);
  });

  it('keeps arguments byte for byte beside their parsed form', () => {
    const builder = new TrajectoryBuilder();
    const written = '{ "path":"a.ts",  "n": 1e3 }';
    builder.call(builder.act('', at(1)), { id: 'a', name: 'edit', arguments: written });
    const [call] = builder.finish().steps[0]?.tool_calls ?? [];
    assert.deepEqual(call?.arguments, { path: 'a.ts', n: 1000 });
    assert.deepEqual(call?.extra?.tracewright, { argumentsText: written });
  });

  it('keeps arguments that are no JSON as text, with a warning', () => {
    const builder = new TrajectoryBuilder();
    builder.call(builder.act('', at(4)), { id: 'a', name: 'edit', arguments: '{"path": "a' });
    const [call] = builder.finish().steps[0]?.tool_calls ?? [];
    assert.deepEqual(call?.arguments, { input: '{"path": "a' });
    assert.equal(builder.warnings[0]?.code, 'arguments');
    assert.equal(builder.warnings[0]?.line, 4);
  });

  it('tells calls apart that have the same id', () => {
    const builder = new TrajectoryBuilder();
    const step = builder.act('', at(1));
    const ids = [1, 2, 3].map(() => builder.call(step, { id: 'same', name: 'x', arguments: {} }));
    assert.equal(new Set(ids).size, 3);
    const trajectory = builder.finish();
    assert.equal(validateTrajectory(trajectory).valid, true);
    assert.equal(builder.warnings.filter(({ code }) => code === 'duplicate-call').length, 2);
  });

  it('hands steps on while it reads, and holds no more than its window', () => {
    const handed: number[] = [];
    const builder = new TrajectoryBuilder({ onStep: ({ step_id }) => handed.push(step_id), window: 4 });
    for (let line = 1; line <= 10; line++) {
      builder.call(builder.act('', at(line)), { id: `never-${line}`, name: 'x', arguments: {} });
    }
    assert.deepEqual(handed, [1, 2, 3, 4, 5, 6]);
    const trajectory = builder.finish();
    assert.deepEqual(handed, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.deepEqual([trajectory.steps.length, trajectory.final_metrics?.total_steps], [0, 10]);
  });

  it('keeps unknown records raw up to a limit, and counts all of them', () => {
    const builder = new TrajectoryBuilder();
    builder.say('user', 'x', at(1));
    for (let line = 1; line <= 1500; line++) builder.unknown({ line }, { line });
    const ground = builder.finish().extra?.tracewright as { unknown: unknown[]; unknownRecords: number };
    assert.deepEqual([ground.unknown.length, ground.unknownRecords], [1000, 1500]);
  });

  it('embeds the trajectories of subagents under their ids', () => {
    const builder = new TrajectoryBuilder();
    const id = builder.call(builder.act('', at(1)), { id: 'task', name: 'Task', arguments: {} });
    builder.result(id, { content: 'ok', subagents: ['sub'] }, { line: 2 });
    builder.subagent('sub').say('user', 'Look', at(1));
    const trajectory = builder.finish();
    assert.equal(validateTrajectory(trajectory, { strict: true }).valid, true);
    assert.equal((trajectory.subagent_trajectories as { trajectory_id: string }[])[0]?.trajectory_id, 'sub');
  });
});
