import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Sample } from '../../../src/core/sample/sample.ts';
import { datasetStats } from '../../../src/node/curation/datasetStats.ts';
import { DatasetWriter } from '../../../src/node/sink/datasetWriter.ts';
import { holeRow, madeFile, nearCopy, talkRow } from './rows.ts';

describe('datasetStats', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-stats-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const file = madeFile(1, 100);
  const rows: readonly Sample[] = [
    holeRow({ path: 'a.ts', prefix: file, middle: 'abcdefgh', origin: { actor: 'human', licence: 'MIT' } }),
    holeRow({ path: 'a.ts', prefix: file, middle: 'abcdefgi', origin: { actor: 'human', licence: 'MIT' } }),
    holeRow({ path: 'test/b.ts', prefix: nearCopy(file, 3, 1), middle: 'ijklmnop', origin: { actor: 'agent' } }),
    talkRow('Hello', 'Fine day'),
  ];

  it('counts kinds, languages, actors, licences, shares, masks and lengths', async () => {
    const target = path.join(folder, 'rows.jsonl');
    writeFileSync(target, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const stats = await datasetStats(target);
    assert.equal(stats.rows, 4);
    assert.deepEqual(stats.kinds, { fim: 3, 'tool-use': 1 });
    assert.deepEqual(stats.languages, { typescript: 3, conversation: 1 });
    assert.deepEqual(stats.actors, { human: 2, agent: 1, unknown: 1 });
    assert.deepEqual(stats.licences, { MIT: 2, unknown: 2 });
    assert.deepEqual(stats.shares, { human: 0.5, agent: 0.25, tool: 0, unknown: 0.25 });
    assert.equal(stats.testShare, 0.25);
    assert.equal(
      stats.tokens.histogram.reduce((sum, bar) => sum + bar.rows, 0),
      4,
    );
    assert.equal(
      stats.tokens.total,
      rows.reduce((sum, { text }) => sum + Math.ceil(text.length / 4), 0),
    );
    const longest = stats.tokens.histogram.at(-1);
    assert.ok(longest && longest.from <= stats.tokens.longest && stats.tokens.longest < longest.to);
    assert.ok((stats.masks.middle?.trained ?? 0) === stats.masks.middle?.share && stats.masks.prefix?.trained === 0);
    assert.deepEqual(stats.alike, { likeness: 0.7, clusters: 1, rows: 3, largest: 3, nearDuplicates: 1 });
  });

  it('rows of a split dataset are counted by split', async () => {
    const writer = await DatasetWriter.open(path.join(folder, 'out'));
    rows.forEach((row, at) => {
      writer.write(row, at === 0 ? 'test' : 'train');
    });
    await writer.finish({ toolVersion: '0', seed: 0, options: {}, inputs: [], dropped: {} });
    const stats = await datasetStats(path.join(folder, 'out'));
    assert.deepEqual(stats.splits, { train: 3, test: 1 });
  });
});
