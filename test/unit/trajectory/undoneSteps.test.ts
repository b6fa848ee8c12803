import assert from 'node:assert/strict';
import type { Trajectory } from '../../../src/core/trajectory/atif.ts';
import { undoneSteps } from '../../../src/core/trajectory/undoneSteps.ts';

type Change = [path: string, before: string | null, after: string | null];

function trajectory(...steps: { kind: 'typed-edit' | 'undo'; changes: Change[] }[]): Trajectory {
  return {
    schema_version: 'ATIF-v1.7',
    agent: { name: 'a', version: '1' },
    steps: steps.map(({ kind, changes }, index) => ({
      step_id: index + 1,
      source: 'agent',
      message: '',
      tool_calls: changes.map(([path, before, after], call) => ({
        tool_call_id: `${index}_${call}`,
        function_name: 'str_replace',
        arguments: {},
        extra: { tracewright: { files: [{ path, before, after }] } },
      })),
      extra: { kind },
    })),
  };
}

const typed = (...changes: Change[]) => ({ kind: 'typed-edit' as const, changes });
const undo = (...changes: Change[]) => ({ kind: 'undo' as const, changes });
const undone = (...steps: Parameters<typeof trajectory>) => [...undoneSteps(trajectory(...steps))];

describe('undoneSteps', () => {
  it('an edit that an undo took back comes to nothing, and so does the undo', () => {
    assert.deepEqual(undone(typed(['a', '0', '1']), typed(['a', '1', '2']), undo(['a', '2', '1'])), [2, 3]);
  });

  it('one undo may take back several steps, and a file may come and go', () => {
    assert.deepEqual(undone(typed(['a', null, '1']), typed(['a', '1', '2']), undo(['a', '2', null])), [1, 2, 3]);
  });

  it('what was undone and done again stays', () => {
    assert.deepEqual(undone(typed(['a', '0', '1']), undo(['a', '1', '0']), undo(['a', '0', '1'])), [1, 2]);
  });

  it('a step of which something stands in another file stays, and so does an undo that leaves something new', () => {
    assert.deepEqual(undone(typed(['a', '0', '1'], ['b', '0', '1']), undo(['a', '1', '0'])), [2]);
    assert.deepEqual(undone(typed(['a', '0', '1']), undo(['a', '1', '9'])), []);
  });

  it('several calls on one file count as one change; typing the old text back is no undo', () => {
    assert.deepEqual(undone(typed(['a', '0', '1'], ['a', '1', '2']), undo(['a', '2', '0'])), [1, 2]);
    assert.deepEqual(undone(typed(['a', '0', '1']), typed(['a', '1', '0'])), []);
  });
});
