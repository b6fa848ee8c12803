import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Step } from '../../../../src/core/trajectory/atif.ts';
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

  it('a call for a step that was handed on long ago is a step of its own, with a warning', () => {
    const steps: Step[] = [];
    const builder = new TrajectoryBuilder({ onStep: (step) => steps.push(step) });
    const early = builder.act('early', { place: { line: 1 }, id: 'e' });
    builder.act('later', at(2));
    const id = builder.call(early, { id: 'c', name: 'read', arguments: {} });
    builder.result(id, { content: 'text' }, { line: 4 });
    builder.observe(early, { content: 'more' });
    builder.finish();
    assert.deepEqual(
      steps.map(({ message, tool_calls: calls, observation: seen }) => [
        message,
        calls?.length ?? 0,
        seen?.results.length ?? 0,
      ]),
      [
        ['early', 0, 0],
        ['later', 0, 0],
        ['', 1, 2],
      ],
    );
    assert.equal(steps[2]?.extra?.continues, 'e');
    assert.deepEqual(
      builder.warnings.map(({ code }) => code),
      ['late-call'],
    );
  });

  it('loses no call and no result, whenever they come and however few steps it holds', () => {
    const act = fc.record({ kind: fc.constant('act' as const) });
    const call = fc.record({ kind: fc.constant('call' as const), step: fc.nat() });
    const result = fc.record({ kind: fc.constant('result' as const), call: fc.nat() });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(act, call, result), { maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        (does, window) => {
          const steps: Step[] = [];
          const builder = new TrajectoryBuilder({ window, onStep: (step) => steps.push(step) });
          const open = [builder.act('first', at(1))];
          const ids: string[] = [];
          let results = 0;
          does.forEach((one, index) => {
            if (one.kind === 'act') open.push(builder.act('', at(index)));
            else if (one.kind === 'call') {
              const step = open[one.step % open.length];
              if (step !== undefined) ids.push(builder.call(step, { name: 'x', arguments: {} }));
            } else {
              builder.result(
                ids[one.call % Math.max(1, ids.length)] ?? null,
                { content: String(index) },
                { line: index },
              );
              results++;
            }
          });
          builder.finish();
          const called = steps.flatMap(({ tool_calls: calls }) => (calls ?? []).map(({ tool_call_id: id }) => id));
          assert.deepEqual([...called].sort(), [...ids].sort());
          assert.equal(steps.flatMap(({ observation: seen }) => seen?.results ?? []).length, results);
          assert.deepEqual(
            steps.map(({ step_id }) => step_id),
            steps.map((_, index) => index + 1),
          );
        },
      ),
    );
  });
});
