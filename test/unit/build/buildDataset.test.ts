import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { textOf } from '../../../src/core/sample/fimParts.ts';
import { type Sample, sampleSchema } from '../../../src/core/sample/sample.ts';
import { type BuildRequest, buildDataset } from '../../../src/node/build/buildDataset.ts';
import { countDataset } from '../../../src/node/sink/countDataset.ts';
import { lintDataset } from '../../../src/node/sink/lintDataset.ts';
import { readManifest, readRows } from '../../../src/node/sink/readRows.ts';

const trajectory = {
  schema_version: 'ATIF-v1.7',
  session_id: 'run-1',
  agent: { name: 'a', version: '1' },
  steps: [
    { step_id: 1, source: 'user', message: 'Go' },
    {
      step_id: 2,
      source: 'agent',
      message: '',
      tool_calls: [{ tool_call_id: '1', function_name: 'run', arguments: { cmd: 'ls' } }],
      observation: { results: [{ source_call_id: '1', content: 'a.ts' }] },
    },
    { step_id: 3, source: 'agent', message: 'Done.' },
  ],
};
const code = Array.from({ length: 120 }, (_, n) => `export const value${n} = compute(${n}, "text ${n}");\n`).join('');

describe('buildDataset', () => {
  let folder = '';
  let tree = '';
  let atif = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-build-'));
    tree = path.join(folder, 'tree');
    atif = path.join(folder, 'run.json');
    mkdirSync(path.join(tree, 'src'), { recursive: true });
    mkdirSync(path.join(tree, 'node_modules'));
    writeFileSync(path.join(tree, 'src', 'a.ts'), code);
    writeFileSync(path.join(tree, 'src', 'b.py'), code);
    writeFileSync(path.join(tree, 'node_modules', 'c.ts'), code);
    writeFileSync(path.join(tree, 'bin.js'), 'a\0b');
    writeFileSync(path.join(tree, 'README.md'), '# Words');
    writeFileSync(atif, JSON.stringify(trajectory));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const build = (out: string, more: Partial<BuildRequest> = {}) =>
    buildDataset({
      sources: [tree, atif],
      kinds: ['fim', 'tool-use'],
      family: 'qwen2.5-coder',
      out: path.join(folder, out),
      toolVersion: '0.0.0',
      ...more,
    });

  const rowsOf = async (out: string) => {
    const rows: Sample[] = [];
    for await (const { value } of readRows(path.join(folder, out))) rows.push(sampleSchema.parse(value));
    return rows;
  };

  it('makes rows of both kinds that the linter finds nothing in, and a manifest that counts them', async () => {
    const manifest = await build('out');
    const rows = await rowsOf('out');
    assert.equal(manifest.rows, rows.length);
    assert.equal(manifest.byKind['tool-use'], 1);
    assert.ok((manifest.byKind.fim ?? 0) >= 4);
    assert.deepEqual(Object.keys(manifest.byLanguage), ['conversation', 'python', 'typescript']);
    assert.equal(manifest.tokenCounter, 'bytes/4 estimate');
    assert.equal(
      manifest.tokens,
      rows.reduce((sum, row) => sum + Math.ceil(row.text.length / 4), 0),
    );
    assert.ok(manifest.trainedTokens > 0 && manifest.trainedTokens < manifest.tokens);
    assert.equal(manifest.dropped['file-binary'], 1);
    assert.equal(manifest.dropped['file-not-code'], 1);
    assert.deepEqual(readManifest(path.join(folder, 'out')), manifest);
    assert.deepEqual((await lintDataset(path.join(folder, 'out'))).findings, []);
  });

  it('counting the rows again gives what the manifest says; a newer row is named with file and line', async () => {
    const { rows, byKind, byLanguage, tokens, trainedTokens } = await build('out');
    const counted = await countDataset(path.join(folder, 'out'));
    assert.deepEqual(counted, { rows, byKind, byLanguage, tokens, trainedTokens });
    const file = path.join(folder, 'out', 'fim.jsonl');
    const [first = '', ...others] = readFileSync(file, 'utf8').split('\n');
    const place = { file, line: 2 };
    writeFileSync(file, [first, first.replace('"version":1', '"version":9'), ...others].join('\n'));
    await assert.rejects(countDataset(file), { code: 'newer-sample', place });
    writeFileSync(file, [first, '{"version":1}', ...others].join('\n'));
    await assert.rejects(countDataset(file), { code: 'not-a-sample', place });
  });

  it('a row put together again gives the source file', async () => {
    await build('out', { sources: [tree], kinds: ['fim'] });
    for (const row of await rowsOf('out')) {
      assert.equal(textOf(row, 'prefix') + textOf(row, 'middle') + textOf(row, 'suffix'), code);
      assert.ok(!row.proof.source.includes(folder), 'no folder of this machine');
    }
  });

  it('the same sources and seed give the same bytes, another seed other rows', async () => {
    const bytes = (out: string) =>
      readdirSync(path.join(folder, out)).map((name) => [name, readFileSync(path.join(folder, out, name), 'utf8')]);
    await build('one', { seed: 5 });
    await build('two', { seed: 5 });
    await build('three', { seed: 6 });
    assert.deepEqual(bytes('one'), bytes('two'));
    assert.notDeepEqual(bytes('one'), bytes('three'));
  });

  it('threads change nothing in what is written', async () => {
    for (let n = 0; n < 90; n++) writeFileSync(path.join(tree, 'src', `f${n}.ts`), code.replaceAll('value', `v${n}_`));
    const bytes = (out: string) =>
      readdirSync(path.join(folder, out)).map((name) => [name, readFileSync(path.join(folder, out, name), 'utf8')]);
    const manifest = await build('one', { jobs: 1 });
    await build('three', { jobs: 3 });
    assert.ok(manifest.rows > 90);
    assert.deepEqual(bytes('three'), bytes('one'));
  });

  it('syntax nodes are used where there are any', async () => {
    const firstLine = { start: [0], end: [code.indexOf('\n')], after: [1], sound: [1], eligible: [0] };
    const syntaxSpans = async (file: string) => (file.endsWith('.ts') ? firstLine : null);
    await build('out', { sources: [tree], kinds: ['fim'], syntaxSpans });
    const rules = (await rowsOf('out')).map((row) => `${row.language} ${row.labels.hole}`);
    assert.ok(rules.includes('typescript syntax-node') && rules.includes('python line-span'), rules.join());
    assert.ok(!rules.includes('typescript line-span') && !rules.includes('python syntax-node'), rules.join());
  });

  it('the grammars of the program give whole syntax nodes', async () => {
    const body = 'export function f(a: number) {\n  if (a > 1) {\n    return a * 2;\n  }\n  return g(a, 1);\n}\n';
    writeFileSync(path.join(tree, 'src', 'a.ts'), body.repeat(60));
    const manifest = await build('out', { sources: [path.join(tree, 'src', 'a.ts')], kinds: ['fim'] });
    assert.equal(manifest.dropped['grammar-not-loaded'], undefined);
    const nodes = (await rowsOf('out')).filter((row) => row.labels.hole === 'syntax-node');
    assert.ok(nodes.length >= 2);
    for (const row of nodes) {
      const middle = textOf(row, 'middle');
      assert.equal(middle.split('{').length, middle.split('}').length, middle);
      assert.equal(middle, middle.trim());
    }
  });

  it('a row that was there already is dropped', async () => {
    const manifest = await build('out', { sources: [atif, atif], kinds: ['tool-use'] });
    assert.equal(manifest.rows, 1);
    assert.equal(manifest.dropped.duplicate, 1);
  });

  it('a conversation that is too long is dropped whole', async () => {
    const manifest = await build('out', { sources: [atif], maxTokens: 10 });
    assert.deepEqual([manifest.rows, manifest.dropped], [0, { 'too-long': 1 }]);
  });

  it('a kind that the family cannot express is refused before anything is written', async () => {
    await assert.rejects(build('out', { family: 'starcoder2' }), { code: 'kind-not-expressible' });
    await assert.rejects(build('out', { family: 'qwen3', kinds: ['fim'] }), { code: 'kind-not-expressible' });
    await assert.rejects(build('out', { family: 'mercury-coder', kinds: ['fim'] }), { code: 'kind-not-expressible' });
    assert.ok(!readdirSync(folder).includes('out'));
  });

  it('an older dataset is replaced whole; a folder with other things is refused', async () => {
    await build('out');
    await build('out', { kinds: ['fim'] });
    assert.deepEqual(readdirSync(path.join(folder, 'out')).sort(), [
      'README.md',
      'croissant.json',
      'fim.jsonl',
      'manifest.json',
    ]);
    await assert.rejects(build('tree'), { code: 'not-a-dataset' });
  });

  it('what is no source is refused in one sentence with its place', async () => {
    const broken = path.join(folder, 'broken.json');
    writeFileSync(broken, '{\n  "schema_version": "ATIF-v1.7",\n  oops\n}');
    const failing = (source: string) => build('out', { sources: [source] });
    await assert.rejects(failing(broken), { code: 'not-json', place: { file: broken, line: 3 } });
    writeFileSync(broken, '{"steps": []}');
    await assert.rejects(failing(broken), { code: 'not-atif', message: /schema_version/ });
    writeFileSync(broken, JSON.stringify({ ...trajectory, schema_version: 'ATIF-v2.0' }));
    await assert.rejects(failing(broken), { code: 'not-atif', message: /ATIF-v2\.0/ });
    writeFileSync(broken, JSON.stringify({ ...trajectory, steps: [{ step_id: 'x' }] }));
    await assert.rejects(failing(broken), { code: 'not-atif', message: /steps\[0\]/ });
    await assert.rejects(failing(path.join(folder, 'missing')), { code: 'no-source' });
    mkdirSync(path.join(folder, 'empty'));
    await assert.rejects(failing(path.join(folder, 'empty')), { code: 'no-source', message: /holds no session/ });
  });

  it('a build that fails leaves the older dataset as it was', async () => {
    const before = await build('out');
    const failing = () => Promise.reject(new Error('the parser died'));
    await assert.rejects(build('out', { syntaxSpans: failing }), /the parser died/);
    assert.deepEqual(readManifest(path.join(folder, 'out')), before);
    assert.deepEqual(readdirSync(path.join(folder, 'out')).sort(), [
      'README.md',
      'croissant.json',
      'fim.jsonl',
      'manifest.json',
      'tool-use.jsonl',
    ]);
  });
});
