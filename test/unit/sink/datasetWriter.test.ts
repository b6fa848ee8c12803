import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import * as z from 'zod/mini';
import { type Sample, sampleSchema } from '../../../src/core/sample/sample.ts';
import { lintFile } from '../../../src/node/lint/lintFile.ts';
import { countDataset } from '../../../src/node/sink/countDataset.ts';
import { type DatasetFormat, datasetFormats, isShardPath, shardPath } from '../../../src/node/sink/datasetFiles.ts';
import { DatasetWriter } from '../../../src/node/sink/datasetWriter.ts';
import { readRows } from '../../../src/node/sink/readRows.ts';
import { sampleColumns, sampleOfRow } from '../../../src/node/sink/sampleColumns.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';

const text = '\ufeffa\u2028b\u2029\r\n😀\u0000"\\ud83d" 中文 e\u0301';

function sampleAt(n: number): Sample {
  const all: Sample = {
    version: 1,
    id: `id-${n}`,
    kind: n % 3 === 0 ? 'next-edit' : 'fim',
    family: 'qwen2.5-coder',
    language: n % 2 === 0 ? 'typescript' : 'python',
    text: `${text}${n}`,
    spans: [
      { start: 0, end: 4, kind: 'prefix', weight: 0, from: { source: 's', seqs: [1, n], range: [0, 4], tree: 'abc' } },
      { start: 4, end: text.length + String(n).length, kind: 'middle', weight: 0.5 },
    ],
    proof: { source: 's', sha256: 'f'.repeat(64), level: 'mined', path: 'src/ä.ts', tree: 'abc' },
    origin: { repository: 'r', commit: 'c', actor: 'human', licence: n % 2 === 0 ? 'MIT' : 'GPL-3.0-only' },
    rejected: { text: 'no 😀', spans: [{ start: 0, end: 5, kind: 'middle', weight: 1 }] },
    labels: { mode: 'psm', chars: n, survived: true },
  };
  if (n % 2 === 0) return all;
  const { origin, rejected, ...less } = all;
  return { ...less, proof: { source: 's', sha256: 'e'.repeat(64) }, labels: { mode: n } };
}

const samples = Array.from({ length: 50 }, (_, n) => sampleAt(n));
const facts = { toolVersion: '0', seed: 7, options: {}, inputs: [], dropped: { 'too-long': 2 } };

describe('DatasetWriter', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-dataset-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = async (format: DatasetFormat, out = folder, split?: (n: number) => string, shardChars?: number) => {
    const writer = await DatasetWriter.open(out, { format, ...(shardChars === undefined ? {} : { shardChars }) });
    for (const [n, sample] of samples.entries()) writer.write(sample, split?.(n));
    return writer.finish(facts);
  };
  const read = async (target: string) => {
    const values: unknown[] = [];
    for await (const row of readRows(target)) values.push(row.value);
    return values;
  };
  const byId = (rows: readonly unknown[]) =>
    (rows as Sample[]).toSorted((a, b) => Number(a.id.slice(3)) - Number(b.id.slice(3)));

  for (const format of datasetFormats) {
    it(`${format}: rows come back the same, from several shards and splits`, async () => {
      const manifest = await write(format, folder, (n) => (n % 5 === 0 ? 'test' : 'train'), 2_000);
      assert.deepEqual(byId(await read(folder)), samples);
      assert.ok(manifest.files.length > 4);
      for (const file of manifest.files) {
        assert.match(file.path, /^data\/(fim|next-edit)\/(train|test)-000\d\d-of-000\d\d\./);
        assert.ok(file.path.endsWith(`.${format}`) && isShardPath(file.path), file.path);
        assert.equal(file.sha256, nodeDigest('sha256', readFileSync(path.join(folder, file.path))));
      }
      assert.equal(
        manifest.files.reduce((sum, { rows }) => sum + rows, 0),
        samples.length,
      );
      assert.ok(!allFiles(folder).some((name) => name.includes('.partial')));
    });

    it(`${format}: lint and the manifest's count read every row`, async () => {
      await write(format, folder, (n) => (n % 5 === 0 ? 'test' : 'train'));
      assert.equal((await lintFile(folder)).rows, samples.length);
      assert.equal((await countDataset(folder)).rows, samples.length);
    });

    it(`${format}: the same rows give the same bytes`, async () => {
      const [one, two] = [path.join(folder, 'one'), path.join(folder, 'two')];
      await write(format, one);
      await write(format, two);
      assert.deepEqual(allFiles(one), allFiles(two));
      for (const name of allFiles(one)) {
        assert.deepEqual(readFileSync(path.join(one, name)), readFileSync(path.join(two, name)), name);
      }
    });

    it(`${format}: half of a surrogate pair is refused`, async () => {
      const writer = await DatasetWriter.open(folder, { format });
      assert.throws(() => writer.write({ ...sampleAt(0), text: 'a\ud83d' }), { code: 'lone-surrogate' });
      writer.abort();
      assert.deepEqual(allFiles(folder), []);
    });

    it(`${format}: DuckDB reads the same rows, with every character`, async () => {
      const manifest = await write(format);
      const connection = await (await DuckDBInstance.create(':memory:')).connect();
      const files = manifest.files.map(({ path: name }) => `'${path.join(folder, name)}'`).join(', ');
      const table =
        format === 'parquet'
          ? `read_parquet([${files}])`
          : `read_json([${files}], format = 'newline_delimited', columns = {id: 'VARCHAR', text: 'VARCHAR', spans: 'JSON', labels: 'JSON'})`;
      const found = await connection.runAndReadAll(
        `select id, hex(text) as text, spans::JSON::VARCHAR as spans, labels::JSON::VARCHAR as labels from ${table}`,
      );
      const rows = found.getRowObjectsJson().map(({ id, text: whole, spans, labels }) => ({
        id,
        text: Buffer.from(String(whole), 'hex').toString(),
        spans: JSON.parse(String(spans)) as unknown,
        labels: JSON.parse(String(labels)) as unknown,
      }));
      connection.closeSync();
      assert.deepEqual(
        byId(rows),
        samples.map(({ id, text: whole, spans, labels }) => ({ id, text: whole, spans, labels })),
      );
    });
  }

  it('one format replaces another, and leaves nothing of it', async () => {
    await write('parquet');
    await write('jsonl');
    assert.deepEqual(allFiles(folder), [
      'README.md',
      'croissant.json',
      'fim.jsonl',
      'manifest.json',
      'next-edit.jsonl',
    ]);
    assert.ok(!existsSync(path.join(folder, 'data')));
  });

  it('a name of a split that is none is refused', async () => {
    const writer = await DatasetWriter.open(folder);
    assert.throws(() => writer.write(sampleAt(0), '../out'), { code: 'split-name' });
    writer.abort();
  });

  it('the card says licences, splits, files and columns in YAML; Croissant names every file with its hash', async () => {
    const manifest = await write('parquet', folder, (n) => (n === 0 ? 'test' : 'train'));
    const card = readFileSync(path.join(folder, 'README.md'), 'utf8');
    for (const part of [
      'license:\n  - mit\n',
      'size_categories:\n  - "n<1K"\n',
      '  - config_name: fim\n    default: true\n    data_files:\n      - split: train\n        path:\n          - "data/fim/train-00000-of-00001.parquet"\n',
      '      - name: text\n        dtype: string\n',
      '    splits:\n      - name: test\n        num_examples: 1\n',
      '| too-long | 2 |',
    ]) {
      assert.ok(card.includes(part), part);
    }
    const json = JSON.parse(readFileSync(path.join(folder, 'croissant.json'), 'utf8')) as {
      conformsTo: string;
      distribution: { contentUrl: string; sha256: string }[];
      recordSet: { field: { source: { extract: { column: string } } }[] }[];
    };
    assert.equal(json.conformsTo, 'http://mlcommons.org/croissant/1.0');
    assert.deepEqual(
      json.distribution.map(({ contentUrl, sha256 }) => [contentUrl, sha256]),
      manifest.files.map(({ path: name, sha256 }) => [name, sha256]),
    );
    assert.deepEqual(
      json.recordSet[0]?.field.map(({ source }) => source.extract.column),
      sampleColumns.map(({ name }) => name),
    );
  });

  it('every member of a sample has a column', () => {
    const cells = Object.fromEntries(sampleColumns.map((column) => [column.name, column.of(sampleAt(0)) ?? null]));
    assert.deepEqual(sampleOfRow(cells), sampleAt(0));
    const members = Object.keys(sampleSchema.shape);
    assert.deepEqual(members.sort(), Object.keys(sampleOfRow(cells) as object).sort());
    const { proof, origin } = z.toJSONSchema(sampleSchema).properties as Record<string, { properties: object }>;
    const names = new Set(sampleColumns.map(({ name }) => name));
    for (const key of Object.keys(proof?.properties ?? {})) assert.ok(names.has(`proof_${key}`), key);
    for (const key of Object.keys(origin?.properties ?? {})) assert.ok(names.has(`origin_${key}`), key);
  });

  it('Parquet that is torn or holds broken JSON is named, a table of others is read as it is', async () => {
    const manifest = await write('parquet');
    const file = path.join(folder, manifest.files[0]?.path ?? '');
    writeFileSync(file, readFileSync(file).subarray(0, -20));
    await assert.rejects(read(file), { code: 'not-parquet' });
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const other = path.join(folder, 'other.parquet');
    await connection.run(`copy (select 1::BIGINT as n, 'a😀' as s) to '${other}' (format parquet, compression zstd)`);
    connection.closeSync();
    assert.deepEqual(await read(other), [{ n: 1, s: 'a😀' }]);
  });

  it('JSON Lines in one piece keep their name, everything else goes by split', () => {
    const shard = { kind: 'fim', split: undefined, index: 0, count: 1 } as const;
    assert.equal(shardPath(shard, 'jsonl', 2), 'fim.jsonl');
    assert.equal(shardPath(shard, 'parquet', 1), 'data/train-00000-of-00001.parquet');
    assert.equal(shardPath({ ...shard, split: 'test', count: 12 }, 'jsonl', 2), 'data/fim/test-00000-of-00012.jsonl');
    assert.ok(!isShardPath('../fim.jsonl') && !isShardPath('data/../x-00000-of-00001.jsonl'));
  });
});

function allFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}
