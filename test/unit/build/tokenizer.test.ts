import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Sample } from '../../../src/core/sample/sample.ts';
import { buildDataset } from '../../../src/node/build/buildDataset.ts';
import { realTokenizer, vocabularyFolder } from '../tokens/realTokenizers.ts';

describe('building with a real tokenizer', function () {
  this.timeout(60_000);
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'tracewright-tokens-'));
    await mkdir(path.join(folder, 'src'));
    const lines = Array.from(
      { length: 60 },
      (_, at) => `export function step${at}(value: number) {\n  return value + ${at};\n}\n`,
    );
    await writeFile(path.join(folder, 'src', 'a.ts'), lines.join('\n'));
    await writeFile(path.join(folder, 'src', 'b.ts'), lines.slice(0, 8).join('\n'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const build = (out: string, jobs: number) =>
    buildDataset({
      sources: [path.join(folder, 'src')],
      kinds: ['fim'],
      family: 'qwen2.5-coder',
      out: path.join(folder, out),
      toolVersion: '1',
      jobs,
      maxTokens: 400,
      tokenizer: vocabularyFolder('qwen3'),
    });

  it('counts rows and what is trained of them in its tokens, and names it', async () => {
    const manifest = await build('out', 1);
    const tokenizer = await realTokenizer('qwen3');
    const rows = (await readFile(path.join(folder, 'out', 'fim.jsonl'), 'utf8')).trim().split('\n');
    const samples = rows.map((row): Sample => JSON.parse(row));
    assert.ok(samples.length > 0);
    assert.equal(manifest.tokenCounter, tokenizer.id);
    assert.equal(
      manifest.tokens,
      samples.reduce((sum, { text }) => sum + tokenizer.count(text), 0),
    );
    assert.ok(manifest.trainedTokens < manifest.tokens && manifest.trainedTokens > samples.length);
  });

  it('gives the same bytes in threads, each of which opens its own', async () => {
    assert.deepEqual((await build('one', 1)).files, (await build('two', 2)).files);
  });

  it('a file that is no tokenizer is named before anything is written', async () => {
    const tokenizer = path.join(folder, 'src', 'a.ts');
    const request = {
      sources: [path.join(folder, 'src')],
      kinds: ['fim'],
      family: 'qwen2.5-coder',
      toolVersion: '1',
    } as const;
    await assert.rejects(buildDataset({ ...request, out: path.join(folder, 'out'), tokenizer }), {
      code: 'not-a-tokenizer',
    });
    await assert.rejects(readFile(path.join(folder, 'out', 'manifest.json')));
  });
});
