import assert from 'node:assert/strict';
import { claimsIn } from '../../../../src/core/check/process/claims.ts';

const kinds = (message: string) =>
  claimsIn(message).map((claim) =>
    claim.kind === 'file-count'
      ? `${claim.kind} ${claim.count}`
      : claim.kind === 'file-changed'
        ? `${claim.kind} ${claim.path}`
        : claim.kind,
  );

describe('what a closing message claims', () => {
  it('tests, type checks, counts, files and that nothing is left', () => {
    assert.deepEqual(kinds('All tests pass.'), ['tests-pass']);
    assert.deepEqual(kinds('The test suite passes and the build succeeds.'), ['tests-pass', 'types-pass']);
    assert.deepEqual(kinds('I updated three files: `src/a.ts`, src/b.ts and README.md.'), [
      'file-count 3',
      'file-changed src/a.ts',
      'file-changed src/b.ts',
      'file-changed README.md',
    ]);
    assert.deepEqual(kinds('There are no remaining references to foo.'), ['none-left']);
    assert.deepEqual(kinds('All call sites were updated.'), ['none-left']);
  });

  it('nothing where it doubts, plans or denies', () => {
    assert.deepEqual(kinds('I could not run the tests. You should check that all tests pass.'), []);
    assert.deepEqual(kinds('src/a.ts was not changed.'), []);
    assert.deepEqual(kinds('Renamed it.'), []);
  });
});
