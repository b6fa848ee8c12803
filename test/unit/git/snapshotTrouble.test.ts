import assert from 'node:assert/strict';
import { readComplaints } from '../../../src/node/git/snapshotTrouble.ts';

describe('what git add complains of', () => {
  const read = (...lines: string[]) => readComplaints(lines.join('\n')).map(({ code, path }) => `${code} ${path}`);

  it('is read as what cannot be read, files and folders', () => {
    const lines = [
      'error: open("a b.txt"): Permission denied',
      "error: unable to index file 'a b.txt'",
      "warning: could not open directory 'closed/': Permission denied",
      'fatal: adding files failed',
    ];
    assert.deepEqual(read(...lines), ['unreadable a b.txt', 'unreadable closed']);
  });

  it('is read as repositories inside, with commits and without', () => {
    const lines = [
      'warning: adding embedded git repository: lib/inner',
      "error: 'lib/empty/' does not have a commit checked out",
    ];
    assert.deepEqual(read(...lines), ['nested-repository lib/inner', 'skipped-repository lib/empty']);
  });

  it('is nothing when git says something else', () => {
    assert.deepEqual(read('fatal: index file corrupt', ''), []);
  });
});
