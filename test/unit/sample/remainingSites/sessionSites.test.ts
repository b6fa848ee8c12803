import assert from 'node:assert/strict';
import { splitLines } from '../../../../src/core/sample/editHunks.ts';
import type { SessionStep } from '../../../../src/core/sample/nextEdit/sessionSteps.ts';
import { sessionSites } from '../../../../src/core/sample/remainingSites/sessionSites.ts';
import type { Operation } from '../../../../src/core/session/operation.ts';

const operation = { id: 'op-1', kind: 'rename-symbol', files: ['a.ts', 'b.ts'] } as unknown as Operation;

function step(path: string, seq: number, before: string, after: string, own = operation): SessionStep {
  return {
    operation: own,
    path,
    root: 0,
    language: 'typescript',
    before: splitLines(before),
    after: splitLines(after),
    seqs: [seq, seq],
    t: [0, 0],
    tree: 't',
    left: null,
    offset: null,
    cursor: null,
    context: [],
  };
}

describe('sites of a session', () => {
  const a = step('a.ts', 3, 'let total = 1;\n', 'let sum = 1;\n');
  const b = step('b.ts', 4, 'total + total;\n', 'sum + sum;\n');

  it('of a rename are names, in the order in which the files were changed', () => {
    const found = sessionSites([b, a]);
    assert.deepEqual(
      found?.files.map(({ path, sites }) => [path, sites.map(({ text }) => text)]),
      [
        ['b.ts', ['sum', 'sum']],
        ['a.ts', ['sum']],
      ],
    );
    assert.deepEqual([found?.word, found?.sites, found?.seqs], ['total', 'rename', [4, 3]]);
  });

  it('of a changed signature have the name that is called in common', () => {
    const own = { ...operation, kind: 'change-signature' } as Operation;
    const steps = [
      step('a.ts', 3, 'remind(1);\nremind(2);\n', 'remind(1, true);\nremind(2, true);\n', own),
      step('b.ts', 4, 'x.remind(y);\n', 'x.remind(y, true);\n', own),
    ];
    assert.deepEqual([sessionSites(steps)?.word, sessionSites(steps)?.sites], ['remind', 'other']);
  });

  it('are not told of typing, of one file, or of a file that was changed otherwise in between', () => {
    const typed = { ...operation, kind: 'typed-edit' } as Operation;
    assert.equal(sessionSites([step('a.ts', 3, 'total;\n', 'sum;\n', typed)]), null);
    assert.equal(sessionSites([b]), null);
    const torn = [a, b, step('b.ts', 6, 'sum + other;\n', 'sum + sum;\n')];
    assert.equal(sessionSites(torn), null);
  });
});
