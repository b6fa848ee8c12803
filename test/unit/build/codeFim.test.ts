import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Sample } from '../../../src/core/sample/sample.ts';
import { sampleSchema } from '../../../src/core/sample/sample.ts';
import { buildDataset } from '../../../src/node/build/buildDataset.ts';
import { lintDataset } from '../../../src/node/sink/lintDataset.ts';
import { readRows } from '../../../src/node/sink/readRows.ts';

/** A program of about 70 bytes a function. */
function program(file: number, functions: number): string {
  const parts = Array.from(
    { length: functions },
    (_, n) => `export function f${file}_${n}(a) {\n  const b = a * ${n + file};\n  return helper(b, ${n});\n}\n`,
  );
  return `import { helper } from './helper.js';\n\n${parts.join('\n')}`;
}

describe('fill-in-the-middle rows from source files', function () {
  this.timeout(60_000);
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-fim-'));
    mkdirSync(path.join(folder, 'tree'));
    for (let file = 0; file < 12; file++) {
      writeFileSync(path.join(folder, 'tree', `m${file}.js`), program(file, 40 + file));
    }
    writeFileSync(path.join(folder, 'tree', 'helper.js'), 'export function helper(a, b) {\n  return a + b;\n}\n');
  });
  after(() => rmSync(folder, { recursive: true }));

  const build = async (out: string, options: Readonly<Record<string, string>> = {}, maxTokens = 4096) => {
    const target = path.join(folder, out);
    const manifest = await buildDataset({
      sources: [path.join(folder, 'tree')],
      kinds: ['fim'],
      family: 'starcoder2',
      out: target,
      toolVersion: '0.0.0',
      maxTokens,
      options,
    });
    assert.deepEqual((await lintDataset(target)).findings, []);
    const rows: Sample[] = [];
    for await (const { value } of readRows(target)) rows.push(sampleSchema.parse(value));
    return { rows, manifest };
  };
  const share = (rows: readonly Sample[], is: (row: Sample) => boolean) => rows.filter(is).length / rows.length;
  const part = (row: Sample, kind: string) =>
    row.spans.filter((span) => span.kind === kind).map(({ start, end }) => row.text.slice(start, end));

  it('one for about 500 bytes: nine in ten from the syntax tree, half of them single nodes', async () => {
    const { rows, manifest } = await build('all');
    const lost = Object.values(manifest.dropped).reduce((sum, count) => sum + count, 0);
    const bytes = Array.from({ length: 12 }, (_, file) => program(file, 40 + file).length);
    const wanted = bytes.reduce((sum, size) => sum + Math.ceil(size / 500), 0) + 1;
    assert.equal(rows.length + lost, wanted);
    const random = share(rows, ({ labels }) => labels.hole === 'random-char');
    assert.ok(random > 0.02 && random < 0.25, `${random}`);
    const single = share(
      rows.filter(({ labels }) => labels.hole !== 'random-char'),
      ({ labels }) => labels.hole === 'syntax-node',
    );
    assert.ok(single > 0.3 && single < 0.7, `${single}`);
    for (const row of rows) {
      if (row.labels.hole === 'random-char') continue;
      assert.ok(Buffer.byteLength(part(row, 'middle').join('')) > 5);
    }
    const half = await build('half', { 'fim-spacing': '1000' });
    assert.ok(half.rows.length < rows.length * 0.7);
  });

  it('only the kinds that were asked for', async () => {
    assert.equal(
      share((await build('line', { fim: 'line' })).rows, ({ labels }) => labels.hole === 'line-span'),
      1,
    );
    const { rows } = await build('both', { fim: 'char,line' });
    assert.deepEqual(new Set(rows.map(({ labels }) => labels.hole)), new Set(['line-span', 'random-char']));
  });

  it('at context level no row shows more than its piece, and pieces together show the file', async () => {
    const { rows } = await build('context', { fim: 'char', 'fim-level': 'context', 'fim-spacing': '200' }, 300);
    const ranges = Map.groupBy(rows, ({ proof }) => proof.path);
    assert.equal(ranges.size, 13);
    for (const [name, list] of ranges) {
      const windows = new Set(
        list.map(({ spans }) => {
          const at = spans.flatMap(({ kind, from }) =>
            ['prefix', 'middle', 'suffix'].includes(kind) ? (from?.range ?? []) : [],
          );
          return `${Math.min(...at)}-${Math.max(...at)}`;
        }),
      );
      if (name !== 'helper.js') assert.ok(windows.size > 1 && windows.size < list.length, `${name}: ${windows.size}`);
    }
    for (const row of rows) assert.ok(Math.ceil(Buffer.byteLength(row.text) / 4) <= 300);
  });

  it('in repository form the imported file stands last in front, and undrawn files are written from left to right', async () => {
    const { rows } = await build('repository', { 'fim-form': 'repository', 'context-files': '2' });
    const drawn = rows.filter(({ labels }) => labels.mode !== 'l2r');
    const plain = rows.filter(({ labels }) => labels.mode === 'l2r');
    assert.ok(drawn.length > 10 && plain.length >= 2, `${drawn.length} and ${plain.length}`);
    const files = (list: readonly Sample[]) => new Set(list.map(({ proof }) => proof.path));
    assert.equal(files(drawn).size + files(plain).size, 13, 'a file has holes or it has none');
    assert.equal(plain.length, files(plain).size);
    for (const row of drawn) {
      assert.ok(row.text.startsWith('<repo_name>tree<file_sep>'));
      const paths = row.spans.flatMap(({ kind, from }) => (kind === 'context' ? [from?.path] : []));
      assert.equal(paths.at(-1), row.proof.path === 'helper.js' ? 'm9.js' : 'helper.js');
    }
    const all = await build('every', { 'fim-form': 'repository', 'fragment-rate': '1' });
    assert.equal(
      share(all.rows, ({ labels }) => labels.mode !== 'l2r'),
      1,
    );
    const none = await build('none', { 'fim-form': 'repository', 'fim-rate': '0' });
    assert.equal(
      share(none.rows, ({ labels }) => labels.mode === 'l2r'),
      1,
    );
  });
});
