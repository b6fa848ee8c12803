import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applySites, parseSites, type SiteEdit, scoreSites, writeSites } from '../../../src/core/score/sites.ts';

const site = (file: string, line: number, edit = 'sum'): SiteEdit => ({ file, range: [line, 1, line, 6], edit });

describe('sites', () => {
  it('come back from their text, and what is no site is counted', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record(
            { file: fc.string(), range: fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()), edit: fc.string() },
            { noNullPrototype: true },
          ),
        ),
        (sites) => assert.deepEqual(parseSites(writeSites(sites)), { sites, unreadable: 0 }),
      ),
    );
    assert.deepEqual(parseSites(`Sure!\n${writeSites([site('a', 1)])}{"file":1}\n`), {
      sites: [site('a', 1)],
      unreadable: 2,
    });
  });

  it('are scored by files, lines, ranges and edits', () => {
    const score = scoreSites(
      [site('a', 1), site('a', 2), site('b', 1)],
      [site('a', 1), site('b', 1, 'wrong'), site('c', 1)],
    );
    const third = (share: number) => Math.round(share * 300) / 100;
    assert.deepEqual([score.files.precision, score.files.recall].map(third), [2, 3]);
    assert.deepEqual([score.sites.precision, score.sites.recall, score.sites.f1].map(third), [2, 2, 2]);
    assert.deepEqual([score.edits.precision, score.edits.recall].map(third), [1, 1]);
    assert.equal(scoreSites([], []).sites.f1, 1);
    assert.equal(scoreSites([site('a', 1)], []).sites.f1, 0);
    assert.equal(scoreSites([site('a', 1)], [site('a', 1), site('a', 1)]).sites.precision, 1);
  });

  it('are applied all at once, and not when they overlap or lie outside', () => {
    const text = 'total + total\nend';
    const at = (from: number, to: number): SiteEdit => ({ file: 'a', range: [1, from, 1, to], edit: 'sum' });
    assert.equal(applySites(text, [at(9, 14), at(1, 6)]), 'sum + sum\nend');
    assert.equal(applySites(text, [at(1, 6), at(3, 8)]), null);
    assert.equal(applySites(text, [{ file: 'a', range: [9, 1, 9, 2], edit: '' }]), null);
  });
});
