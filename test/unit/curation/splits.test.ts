import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CommitFamilies } from '../../../src/core/curation/commitFamilies.ts';
import { likenessText } from '../../../src/core/curation/rowText.ts';
import { exactJaccard } from '../../../src/core/curation/shingles.ts';
import { parseSplits, splitOf } from '../../../src/core/curation/splits.ts';
import type { Sample } from '../../../src/core/sample/sample.ts';
import { curateAll, holeRow, madeFile, nearCopy } from './rows.ts';

const splits = parseSplits('train=0.5,valid=0.25,test=0.25');

describe('splits', () => {
  it('repositories, sessions and near-duplicates are never in two splits, and adding rows moves none', async () => {
    const row = fc.record({ repository: fc.nat(5), session: fc.nat(7), file: fc.nat(6), copy: fc.nat(30) });
    const made = ({
      repository,
      session,
      file,
      copy,
    }: {
      repository: number;
      session: number;
      file: number;
      copy: number;
    }) =>
      holeRow({
        path: `f${file}.ts`,
        prefix: nearCopy(madeFile(file, 40), copy, 3),
        middle: `return ${copy};`,
        origin:
          repository === 0
            ? { session: `s${session}` }
            : { repository: `r${repository}`, session: `s${session % 3}-${repository}` },
      });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 2, maxLength: 25 }),
        fc.array(row, { maxLength: 8 }),
        async (some, more) => {
          const before = (await curateAll(some.map(made), { splits, keepAlike: 50 })).written;
          const { written } = await curateAll([...some, ...more].map(made), { splits, keepAlike: 50 });
          for (const name of ['repository', 'session'] as const) {
            apart(written, ({ origin }) =>
              name === 'session' && origin?.repository !== undefined ? undefined : origin?.[name],
            );
          }
          for (const one of written) {
            for (const other of written) {
              if (one.split === other.split) continue;
              const jaccard = exactJaccard(likenessText(one.sample), likenessText(other.sample));
              assert.ok(jaccard < 0.85, `${jaccard} in ${one.split} and ${other.split}`);
            }
          }
          const places = new Map(written.map(({ sample, split }) => [sample.id, split]));
          for (const { sample, split } of before) {
            if (places.has(sample.id)) assert.equal(places.get(sample.id), split);
          }
        },
      ),
      { numRuns: 25, seed: 11 },
    );
  });

  it('a session in two repositories ties them together', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `r${n}`);
    const rows = names.map((repository, n) =>
      holeRow({ path: `f${n}.ts`, prefix: madeFile(n), middle: 'a', origin: { repository, session: 'one' } }),
    );
    const { written } = await curateAll(rows, { splits });
    assert.equal(new Set(written.map(({ split }) => split)).size, 1);
  });

  it('a near-copy in another split goes, and the one that is held out stays', async () => {
    const repositories = Array.from({ length: 20 }, (_, n) => `r${n}`);
    const place = (name: string) => splitOf(`repository ${name}`, splits);
    const [inTrain, inTest] = [0, 2].map((split) => repositories.find((name) => place(name) === split) ?? '');
    const file = madeFile(3);
    const copies = [inTrain, inTest].map((repository = '', n) =>
      holeRow({ path: 'a.ts', prefix: nearCopy(file, n, 2), middle: 'x', origin: { repository } }),
    );
    for (const likeness of [0.7, null]) {
      const { written, dropped } = await curateAll(copies, { splits, likeness });
      assert.deepEqual(
        written.map(({ split }) => split),
        ['test'],
      );
      assert.deepEqual(dropped, { 'near-duplicate-across-splits': 1 });
    }
  });

  it('shares are met by hash; what is no list of splits is refused', () => {
    const counts = [0, 0, 0];
    for (let n = 0; n < 4000; n++) {
      const split = splitOf(`repository ${n}`, splits);
      counts[split] = (counts[split] ?? 0) + 1;
    }
    assert.ok(
      Math.abs((counts[0] ?? 0) / 4000 - 0.5) < 0.03 && Math.abs((counts[2] ?? 0) / 4000 - 0.25) < 0.03,
      counts.join(),
    );
    assert.deepEqual(parseSplits('a=8, b=2'), [
      { name: 'a', share: 0.8 },
      { name: 'b', share: 0.2 },
    ]);
    for (const words of ['train', 'train=0', 'a=1,a=1', '../x=1', 'train=-1']) {
      assert.throws(() => parseSplits(words), { code: 'bad-split' });
    }
  });

  it('commits that touch the same files one after the other are a family, and those of one pull request', () => {
    const families = new CommitFamilies();
    const add = (commit: string, parent: string | null, path: string, subject = '') =>
      families.add({ commit, parent, path, subject });
    add('f', 'e', 'z.ts', 'Again (#7)');
    add('e', 'd', 'y.ts');
    add('d', 'c', 'x.ts', 'Fix (#7)');
    add('c', 'b', 'b.ts');
    add('c', 'b', 'a.ts');
    add('b', 'a', 'a.ts');
    add('a', null, 'q.ts');
    families.close();
    const names = 'abcdef'.split('').map((commit) => families.of(commit));
    assert.deepEqual(names, ['a', 'b', 'b', 'd', 'e', 'd']);
    assert.equal(families.parentOf('f'), 'e');
    assert.equal(families.of('unknown'), 'unknown');
  });
});

function apart(
  written: readonly { readonly sample: Sample; readonly split: string | undefined }[],
  name: (sample: Sample) => string | undefined,
): void {
  const places = new Map<string, string | undefined>();
  for (const { sample, split } of written) {
    const key = name(sample);
    if (key === undefined) continue;
    assert.equal(places.get(key) ?? split, split, key);
    places.set(key, split);
  }
}
