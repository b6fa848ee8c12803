import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Clusters } from '../../../src/core/curation/clusters.ts';
import { BANDS, bandHash, bandRecall, likeness, minHash } from '../../../src/core/curation/minHash.ts';
import { mostDiverse } from '../../../src/core/curation/mostDiverse.ts';
import { exactJaccard, Shingles } from '../../../src/core/curation/shingles.ts';
import { seededRandom } from '../../../src/core/sample/random.ts';
import { equalRuns } from '../../../src/node/curation/likeRows.ts';

/** Two sets of `size` numbers in all with exactly that Jaccard index. */
function pair(jaccard: number, size: number, random: () => number): [Uint32Array, Uint32Array] {
  const all = Array.from({ length: size }, () => Math.floor(random() * 4294967296));
  const shared = Math.round(size * jaccard);
  const half = shared + Math.floor((size - shared) / 2);
  return [Uint32Array.from(all.slice(0, half)), Uint32Array.from([...all.slice(0, shared), ...all.slice(half)])];
}

const signatureOf = (text: string) => minHash(new Shingles().read(text).hashes);
const sharesBand = (a: Uint32Array, b: Uint32Array) =>
  Array.from({ length: BANDS }, (_, band) => bandHash(a, band) === bandHash(b, band)).some(Boolean);

describe('likeness of texts', () => {
  it('the estimate is the Jaccard index, without bias, for sets of a few and of many', () => {
    const random = seededRandom(1);
    for (const size of [20, 150, 2000]) {
      for (const jaccard of [0.2, 0.5, 0.8]) {
        const pairs = Array.from({ length: 150 }, () => pair(jaccard, size, random));
        const mean = pairs.reduce((sum, [a, b]) => sum + likeness(signed(a), signed(b)), 0) / pairs.length;
        assert.ok(Math.abs(mean - jaccard) < 0.02, `${size} ${jaccard} ${mean}`);
      }
    }
  });

  it('bands find pairs as often as 1-(1-s^r)^b says', () => {
    const random = seededRandom(2);
    for (const jaccard of [0.6, 0.72, 0.8, 0.9]) {
      const trials = 1500;
      let found = 0;
      for (let n = 0; n < trials; n++) {
        const [a, b] = pair(jaccard, 1000, random);
        if (sharesBand(signed(a), signed(b))) found++;
      }
      const expected = bandRecall(jaccard);
      assert.ok(Math.abs(found / trials - expected) < 0.035, `${jaccard}: ${found / trials} and ${expected}`);
    }
    assert.ok(Math.abs(bandRecall(0.8) - 0.947) < 0.001);
  });

  it('repeats and order change nothing; an empty set has no signature', () => {
    const once = Uint32Array.from([5, 9, 1, 77]);
    assert.deepEqual(minHash(Uint32Array.from([77, 5, 5, 9, 1, 1, 9])), minHash(once));
    assert.equal(minHash(new Uint32Array(0)), null);
  });

  it('shingles are five tokens; what stands between them does not matter', () => {
    const shingles = new Shingles();
    assert.equal(shingles.read('a b c d').hashes.length, 0);
    assert.equal(shingles.tokens, 4);
    assert.equal(shingles.read('a b c d e f').hashes.length, 2);
    assert.deepEqual(signatureOf('let x = f(a, b) + 1;'), signatureOf('let x=f( a,b )\n\t+ 1'));
    assert.notDeepEqual(signatureOf('a b c d e'), signatureOf('a b c d f'));
    assert.equal(exactJaccard('a b c d e f', 'a b c d e g'), 1 / 3);
    assert.equal(shingles.read('word '.repeat(10_000)).hashes.length, 9_996);
  });

  it('of a cluster the most diverse stay, whatever the order', () => {
    const base = Array.from({ length: 300 }, (_, n) => `word${n}`);
    const varied = (every: number, by: string) => base.map((word, n) => (n % every === 0 ? by + word : word)).join(' ');
    const texts = [base.join(' '), varied(100, 'a'), varied(60, 'b'), varied(25, 'c')];
    const choose = (order: readonly number[], keep: number) => {
      const signatures = order.map((at) => signatureOf(texts[at] ?? '') as Uint32Array);
      return mostDiverse(signatures, order.map(String), keep).map((at) => order[at]);
    };
    assert.deepEqual(choose([0, 1, 2, 3], 1), [3]);
    assert.deepEqual(choose([2, 0, 3, 1], 1), [3]);
    assert.deepEqual(choose([0, 1, 2, 3], 2).slice(0, 2), choose([3, 2, 1, 0], 2));
    assert.equal(choose([0, 1, 2, 3], 9).length, 4);
  });

  it('of equal members the same one stays, whatever the order', () => {
    const one = signatureOf('a b c d e f g') as Uint32Array;
    const kept = (names: readonly string[]) =>
      mostDiverse(
        names.map(() => one),
        names,
        1,
      ).map((at) => names[at]);
    assert.deepEqual(kept(['x', 'b', 'm']), ['b']);
    assert.deepEqual(kept(['b', 'm', 'x']), ['b']);
  });

  it('clusters are those of the joined pairs, named by their smallest number', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 30 }), (pairs) => {
        const clusters = new Clusters(20);
        const expected = Array.from({ length: 20 }, (_, at) => at);
        for (const [a, b] of pairs) {
          clusters.join(a, b);
          const [from, to] = [expected[a], expected[b]].sort((x = 0, y = 0) => y - x);
          expected.forEach((name, at) => {
            if (name === from) expected[at] = to as number;
          });
        }
        assert.deepEqual(
          Array.from({ length: 20 }, (_, at) => clusters.of(at)),
          expected,
        );
      }),
    );
  });

  it('runs of equal values name all of their places', () => {
    const runs = [...equalRuns(Uint32Array.from([7, 4294967295, 7, 1, 4294967295, 7]))];
    assert.deepEqual(runs, [
      [0, 2, 5],
      [1, 4],
    ]);
    assert.deepEqual([...equalRuns(Uint32Array.from([3, 3]), [10, 40])], [[10, 40]]);
    assert.deepEqual([...equalRuns(new Uint32Array(0))], []);
  });
});

function signed(hashes: Uint32Array): Uint32Array {
  const signature = minHash(hashes);
  assert.ok(signature);
  return signature;
}
