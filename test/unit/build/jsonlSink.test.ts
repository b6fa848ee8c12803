import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { JsonlSink } from '../../../src/node/sink/jsonlSink.ts';
import { readManifest, readRows } from '../../../src/node/sink/readRows.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';

describe('JsonlSink and readRows', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-sink-'));
    file = path.join(folder, 'rows.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = async (target = file) => {
    const values: unknown[] = [];
    for await (const row of readRows(target)) values.push(row.value);
    return values;
  };

  it('rows over many batches come back the same, with line separators and emoji in them', async () => {
    const rows = Array.from({ length: 300 }, (_, n) => ({ n, text: `a\u2028b\u2029\r😀${'x'.repeat(10_000)}` }));
    const sink = new JsonlSink(file);
    for (const row of rows) sink.write(row);
    const { rows: count, sha256 } = await sink.close();
    sink.place(file);
    assert.equal(count, 300);
    assert.equal(sha256, nodeDigest('sha256', readFileSync(file)));
    assert.deepEqual(await read(), rows);
  });

  it('the file is there whole or not at all', () => {
    writeFileSync(file, 'before');
    const sink = new JsonlSink(file);
    sink.write({ a: 1 });
    assert.equal(readFileSync(file, 'utf8'), 'before');
    sink.abort();
    assert.equal(readFileSync(file, 'utf8'), 'before');
    assert.ok(!existsSync(`${file}.partial`));
  });

  it('half of a surrogate pair is refused, text that only looks like one is not', async () => {
    const sink = new JsonlSink(file);
    sink.write({ text: '\\ud83d' });
    assert.throws(() => sink.write({ spans: [{ text: 'a\ud83d' }] }), {
      code: 'lone-surrogate',
      place: { file, line: 2 },
    });
    assert.equal((await sink.close()).rows, 1);
  });

  it('a torn line is named with its file and line', async () => {
    writeFileSync(file, '{"a":1}\n{"a":2}\n{"a":');
    await assert.rejects(read(), { code: 'torn-row', place: { file, line: 3 } });
  });

  it('a folder without a manifest, a newer one, and a path that leads out are refused', async () => {
    await assert.rejects(read(folder), { code: 'not-a-dataset' });
    await assert.rejects(read(path.join(folder, 'missing')), { code: 'no-such-file' });
    const manifest = path.join(folder, 'manifest.json');
    writeFileSync(manifest, '{"version": 2}');
    await assert.rejects(read(folder), { code: 'newer-manifest' });
    writeFileSync(manifest, '{"version": 1}');
    assert.throws(() => readManifest(folder), { code: 'not-a-dataset', message: /tool/ });
  });
});
