import assert from 'node:assert/strict';
import type { Operation } from '../../../src/core/session/operation.ts';
import type { Step } from '../../../src/core/trajectory/atif.ts';
import { fromSession, type RecordedOperation } from '../../../src/core/trajectory/fromSession.ts';
import type { RecordedNote } from '../../../src/core/trajectory/noteReasoning.ts';
import { validateTrajectory } from '../../../src/core/trajectory/validate.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';

const tree = 'a'.repeat(40);

function operation(kind: Operation['kind'], ...notes: RecordedNote[]): RecordedOperation {
  return {
    operation: {
      id: `op-${kind}`,
      kind,
      title: kind,
      seqs: [1],
      files: [],
      confidence: 1,
      evidence: [],
      actor: 'human',
      t: [0, 1],
    },
    diffs: [],
    notes,
    ...(kind === 'run-tests' ? { command: { line: 'npm test', exitCode: 0 } } : {}),
    treeBefore: tree,
    treeAfter: tree,
  };
}

const note = (
  id: string,
  type: RecordedNote['type'],
  text: string,
  more: Partial<RecordedNote> = {},
): RecordedNote => ({
  id,
  type,
  text,
  ...more,
});

/** The agent's steps of a session of these operations. */
function steps(...operations: RecordedOperation[]): Step[] {
  const trajectory = fromSession(
    {
      id: 's',
      goal: 'g',
      startedAt: '2026-01-02T03:04:05.000Z',
      version: '1',
      baseCommit: null,
      baseTree: tree,
      finalTree: tree,
      operations,
    },
    nodeDigest,
  );
  assert.deepEqual(validateTrajectory(trajectory, { strict: true }).errors, []);
  return trajectory.steps.slice(1);
}
const reasoning = (all: Step[]) => all.map((step) => step.reasoning_content);
const ground = (step: Step | undefined) => step?.extra?.tracewright as Record<string, unknown>;

describe('notes as reasoning', () => {
  it('stand before what they explain, in the order of a thought, a decision with its alternatives in words', () => {
    const alternatives = [{ option: 'a list', reason: 'it is slow' }];
    const [step] = steps(
      operation(
        'typed-edit',
        note('w', 'why', 'It is looked up.'),
        note('d', 'decision', 'A map.', { question: 'How to keep them?', alternatives }),
        note('p', 'plan', 'First the type.'),
      ),
    );
    assert.equal(
      step?.reasoning_content,
      'First the type.\n\nHow to keep them? A map.\nNot a list, because it is slow.\n\nIt is looked up.',
    );
    assert.deepEqual(ground(step).notes, [
      { id: 'p', type: 'plan' },
      { id: 'd', type: 'decision' },
      { id: 'w', type: 'why' },
    ]);
  });

  it('carry what was answered in their thread, each answer with its id', () => {
    const [step] = steps(
      operation('typed-edit', note('w', 'why', 'Needed.', { replies: [{ id: 'r', text: 'On both.' }] })),
    );
    assert.equal(step?.reasoning_content, 'Needed.\nOn both.');
    assert.deepEqual(ground(step).notes, [
      { id: 'w', type: 'why' },
      { id: 'r', type: 'why' },
    ]);
  });

  it('say how it was checked after it was done: with the tests that follow, else with the next step', () => {
    const checked = note('v', 'verification', 'Run the tests.');
    assert.deepEqual(
      reasoning(steps(operation('typed-edit', checked), operation('run-command'), operation('run-tests'))),
      [undefined, undefined, 'Run the tests.'],
    );
    assert.deepEqual(reasoning(steps(operation('typed-edit', checked), operation('paste'), operation('run-tests'))), [
      undefined,
      'Run the tests.',
      undefined,
    ]);
    assert.deepEqual(reasoning(steps(operation('run-tests', checked))), ['Run the tests.']);
  });

  it('end with a step of their own when the check came last', () => {
    const all = steps(operation('typed-edit', note('v', 'verification', 'Looked at it.')));
    assert.deepEqual(reasoning(all), [undefined, 'Looked at it.']);
    assert.equal(all[1]?.tool_calls, undefined);
    assert.deepEqual(ground(all[1]).notes, [{ id: 'v', type: 'verification' }]);
  });

  it('keep what should have been done instead out of the reasoning', () => {
    const marked = note('c', 'counterfactual', '', {
      mark: 'would-have-done',
      expected: 'x',
      path: 'a.ts',
      quote: 'y',
    });
    const [step] = steps(
      operation('agent-edit', marked, note('n', 'counterfactual', 'Not asked for.', { mark: 'no-edit-expected' })),
    );
    assert.equal(step?.reasoning_content, undefined);
    assert.deepEqual(ground(step).counterfactuals, [
      { note: 'c', mark: 'would-have-done', expected: 'x', path: 'a.ts', quote: 'y' },
      { note: 'n', mark: 'no-edit-expected', text: 'Not asked for.' },
    ]);
    assert.equal(ground(step).notes, undefined);
  });
});
