import assert from 'node:assert/strict';
import { textOf } from '../../../../src/core/sample/fimParts.ts';
import type { Sample } from '../../../../src/core/sample/sample.ts';
import type { TrajectoryInput } from '../../../../src/core/sample/toolUse/trajectoryInput.ts';
import { type ToolUseSampleOptions, toolUseSamples } from '../../../../src/core/sample/toolUse.ts';
import type { Step, Trajectory } from '../../../../src/core/trajectory/atif.ts';
import type { Verdict } from '../../../../src/core/trajectory/verdict.ts';
import { nodeDigest } from '../../../../src/node/store/digest.ts';

const did = (id: number, command: string, seen: string, ground: object = {}): Step => ({
  step_id: id,
  source: 'agent',
  message: '',
  reasoning_content: `thought ${id}`,
  tool_calls: [{ tool_call_id: `c${id}`, function_name: 'bash', arguments: { command } }],
  observation: { results: [{ source_call_id: `c${id}`, content: seen }] },
  extra: { tracewright: ground },
});

const go: Step = { step_id: 1, source: 'user', message: 'Go.' };
const done = (id: number): Step => ({ step_id: id, source: 'agent', message: 'It is done.' });

const trajectoryOf = (steps: Step[], more: object = {}): Trajectory => ({
  schema_version: 'ATIF-v1.7',
  agent: { name: 'a', version: '1' },
  steps,
  ...more,
});

function rowsOf(
  trajectory: Trajectory,
  options: Partial<ToolUseSampleOptions> = {},
  more: Partial<TrajectoryInput> = {},
) {
  const dropped: string[] = [];
  const all = { family: 'qwen3', errors: 'mask' as const, keepUndone: false, maxTokens: 100_000, ...options };
  const input = { source: 't', trajectory, sha256: 'f'.repeat(64), ...more };
  return { rows: toolUseSamples(input, all, nodeDigest, (reason) => dropped.push(reason)), dropped };
}

const weightOf = (row: Sample | undefined, text: string) => {
  const at = row?.text.indexOf(text) ?? -1;
  return row?.spans.find(({ start, end }) => start <= at && at < end)?.weight;
};

const failing = trajectoryOf([
  go,
  did(2, 'npm test', 'Error: 1 failed'),
  did(3, 'sed -i s/a/b/ x.ts', ''),
  did(4, 'npm test', '3 passed'),
  done(5),
]);

describe('what of a conversation is trained', () => {
  it('a failed call and its thought are context, and the step that overcame it has its own weight', () => {
    const { rows } = rowsOf(failing, { recoveryWeight: 2 });
    const [row] = rows;
    assert.equal(weightOf(row, 'thought 2'), 0);
    assert.equal(weightOf(row, 'thought 3'), 1);
    assert.equal(weightOf(row, 'thought 4'), 2);
    assert.equal(row?.labels.recoveries, 1);
    assert.equal(row?.labels.maskedCalls, 1);
    const { writtenTokens, maskedTokens, maskedShare } = row?.labels ?? {};
    assert.ok(Number(maskedTokens) > 0 && Number(writtenTokens) > Number(maskedTokens));
    assert.equal(maskedShare, Math.round((Number(maskedTokens) / Number(writtenTokens)) * 1000) / 1000);
  });

  it('stored labels go before computed ones', () => {
    const steps = failing.steps.map((step) =>
      step.step_id === 3 ? { ...step, extra: { tracewright: { labels: ['reverted', 'dead-end'] } } } : step,
    );
    const [row] = rowsOf({ ...failing, steps }, { recoveryWeight: 2 }).rows;
    assert.equal(weightOf(row, 'thought 3'), 0);
    assert.equal(weightOf(row, 'thought 4'), 1);
    assert.equal(row?.labels['masked:reverted'], 1);
    const [kept] = rowsOf({ ...failing, steps }, { keepUndone: true }).rows;
    assert.equal(weightOf(kept, 'thought 3'), 1);
  });

  it('a step that replay marked diverged is context, whoever says so and whatever the policy', () => {
    const verdicts = new Map<number, Verdict>([[3, 'diverged']]);
    for (const errors of ['keep', 'mask', 'drop'] as const) {
      assert.equal(weightOf(rowsOf(failing, { errors }, { verdicts }).rows[0], 'thought 3'), 0);
    }
    const steps = failing.steps.map((step) =>
      step.step_id === 4 ? { ...step, extra: { tracewright: { verdict: 'diverged' } } } : step,
    );
    assert.equal(weightOf(rowsOf({ ...failing, steps }).rows[0], 'thought 4'), 0);
  });

  it('a row is called replayed where every step that did something held', () => {
    const verdicts = (last: Verdict) =>
      new Map<number, Verdict>([
        [2, 'exact'],
        [3, 'equivalent'],
        [4, last],
      ]);
    assert.equal(rowsOf(failing, {}, { verdicts: verdicts('exact') }).rows[0]?.proof.level, 'replayed');
    assert.equal(rowsOf(failing, {}, { verdicts: verdicts('not-replayable') }).rows[0]?.proof.level, 'recorded');
    assert.equal(rowsOf(failing).rows[0]?.proof.level, 'recorded');
  });

  it('a step of which a person said what should have been done instead is no example', () => {
    const steps = failing.steps.map((step) =>
      step.step_id === 4 ? { ...step, extra: { tracewright: { counterfactuals: [{ note: 'n' }] } } } : step,
    );
    assert.equal(weightOf(rowsOf({ ...failing, steps }).rows[0], 'thought 4'), 0);
  });

  it('subagents are rows of their own, and their words stand in no other row', () => {
    const inner = { ...trajectoryOf([go, did(2, 'ls', 'inner.ts'), done(3)]), trajectory_id: 'sub' };
    const { rows } = rowsOf({ ...failing, subagent_trajectories: [inner] });
    assert.deepEqual(
      rows.map(({ proof, text }) => [proof.source, text.includes('inner.ts')]),
      [
        ['t', false],
        ['t#sub', true],
      ],
    );
  });

  it('what is no text refuses the row, or is noted in its place', () => {
    const steps = [{ ...go, message: [{ type: 'text', text: 'See ' }, { type: 'image' }] }, done(2)];
    assert.deepEqual(rowsOf(trajectoryOf(steps)).dropped, ['content-not-text']);
    assert.ok(rowsOf(trajectoryOf(steps), { images: 'note' }).rows[0]?.text.includes('See [image]'));
  });

  it('a conversation that is too long is dropped, or becomes windows that train each step once', () => {
    const many = Array.from({ length: 30 }, (_, n) => did(n + 2, `cat file${n}.ts`, `content ${n} `.repeat(20)));
    const long = trajectoryOf([go, ...many, done(40)]);
    assert.deepEqual(rowsOf(long, { maxTokens: 700 }).dropped, ['too-long']);
    const { rows, dropped } = rowsOf(long, { maxTokens: 700, segments: true });
    assert.deepEqual(dropped, []);
    assert.ok(rows.length > 3);
    for (const row of rows) {
      assert.ok(row.text.length <= 700 * 4);
      assert.ok(row.text.includes('Go.'));
    }
    const trained = rows.map((row) =>
      row.spans.flatMap(({ start, end, kind, weight }) =>
        kind === 'call' && weight > 0 ? row.text.slice(start, end).match(/file\d+/g) : [],
      ),
    );
    assert.deepEqual(
      trained.flat(),
      many.map((_, n) => `file${n}`),
    );
    assert.ok(rows.slice(1).every((row) => Number(row.labels.maskedCalls) > 0 && Number(row.labels.omittedTurns) >= 0));
    const tight = rowsOf(trajectoryOf([go, did(2, 'cat a', 'x'.repeat(9_000)), done(3)]), {
      maxTokens: 700,
      segments: true,
    });
    assert.deepEqual(tight.dropped, ['too-long']);
    assert.deepEqual(
      tight.rows.map((row) => textOf(row, 'final')),
      ['It is done.'],
    );
  });
});
