import assert from 'node:assert/strict';
import { exactJaccard } from '../../../src/core/curation/shingles.ts';
import { curateAll, holeRow, madeFile, nearCopy } from './rows.ts';

const fileRows = (path: string, text: string, holes = 1) =>
  Array.from({ length: holes }, (_, hole) => {
    const at = 50 + 300 * hole;
    return holeRow({ path, prefix: text.slice(0, at), middle: text.slice(at, at + 20), suffix: text.slice(at + 20) });
  });

describe('near-duplicates', () => {
  it('200 planted near-copies of 40 files are found, 200 of 200, and nothing else', async () => {
    const originals = Array.from({ length: 40 }, (_, n) => madeFile(n, 120));
    const copies = Array.from({ length: 200 }, (_, n) => nearCopy(originals[n % 40] ?? '', 1000 + n, 1));
    const likest = copies.map((copy, n) => exactJaccard(copy, originals[n % 40] ?? ''));
    assert.ok(Math.min(...likest) > 0.75, String(Math.min(...likest)));
    const others = Array.from({ length: 60 }, (_, n) => madeFile(5000 + n));
    const files = [...originals, ...copies, ...others];
    const rows = files.flatMap((text, n) => fileRows(`src/f${n}.ts`, text));
    const { written, dropped } = await curateAll(rows);
    const { duplicate = 0, 'near-duplicate': near = 0 } = dropped;
    assert.equal(duplicate + near, 200);
    assert.ok(near > 100, 'few are copies to the letter');
    assert.equal(written.length, 100);
    const kept = new Set(written.map(({ sample }) => sample.proof.path));
    others.forEach((_, n) => {
      assert.ok(kept.has(`src/f${240 + n}.ts`));
    });
  });

  it('all holes of the document that stays, stay; in whichever order they come', async () => {
    const file = madeFile(1);
    const rows = [
      ...fileRows('a.ts', file, 4),
      ...fileRows('b.ts', nearCopy(file, 2, 2), 4),
      ...fileRows('c.ts', nearCopy(file, 3, 4), 4),
    ];
    const kept = async (order: typeof rows) => {
      const { written } = await curateAll(order);
      return written.map(({ sample }) => `${sample.proof.path} ${sample.id}`).sort();
    };
    const forwards = await kept(rows);
    assert.equal(forwards.length, 4);
    assert.equal(new Set(forwards.map((name) => name.split(' ')[0])).size, 1);
    assert.deepEqual(await kept([...rows].reverse()), forwards);
  });

  it('as many documents of a cluster stay as are asked for; none is dropped when it is off', async () => {
    const file = madeFile(1);
    const rows = Array.from({ length: 6 }, (_, n) => fileRows(`f${n}.ts`, nearCopy(file, n, 2))).flat();
    assert.equal((await curateAll(rows, { keepAlike: 3 })).written.length, 3);
    assert.equal((await curateAll(rows, { likeness: null })).written.length, 6);
  });

  it('states of one file are no near-duplicates of each other, but the same answer in it again is', async () => {
    const file = madeFile(1);
    const answer =
      'export function average(items: number[]) {\n  return items.reduce((a, b) => a + b, 0) / items.length;\n}\n';
    const rows = [
      holeRow({ path: 'a.ts', prefix: file, middle: 'const one = 1;' }),
      holeRow({ path: 'a.ts', prefix: nearCopy(file, 9, 2), middle: 'const two = 2;' }),
      holeRow({ path: 'a.ts', prefix: nearCopy(file, 8, 2), middle: answer }),
      holeRow({ path: 'a.ts', prefix: nearCopy(file, 7, 2), middle: answer }),
    ];
    const { written, dropped } = await curateAll(rows);
    assert.equal(written.length, 3);
    assert.deepEqual(dropped, { 'near-duplicate': 1 });
  });

  it('of equal texts the first stays, however short, and examples say which went', async () => {
    const rows = [holeRow({ middle: 'x = 1' }), holeRow({ middle: 'x = 1' }), holeRow({ middle: 'y = 2' })];
    const { written, dropped, curation } = await curateAll(rows);
    assert.equal(written.length, 2);
    assert.deepEqual(dropped, { duplicate: 1 });
    assert.deepEqual(curation.examples.duplicate, [`${rows[1]?.id} src/a.ts`]);
  });
});
