import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compile } from '../../../src/cli/commands/compile.ts';
import { renderFim } from '../../../src/core/render/renderFim.ts';
import type { Sample } from '../../../src/core/sample/sample.ts';
import { DatasetWriter } from '../../../src/node/sink/datasetWriter.ts';
import { vocabularyFolder } from '../tokens/realTokenizers.ts';

const facts = { toolVersion: '0', seed: 0, options: {}, inputs: [], dropped: {} };

function fimAt(n: number, weight = 1): Sample {
  const { text, spans } = renderFim({
    family: 'qwen2.5-coder',
    mode: 'psm',
    prefix: `const a${n} = '`,
    middle: '😀 é',
    suffix: "';\n",
  });
  return {
    version: 1,
    id: `id-${n}`,
    kind: 'fim',
    family: 'qwen2.5-coder',
    language: 'typescript',
    text,
    spans: spans.map((span) => ({ ...span, weight: span.weight * weight })),
    proof: { source: 's', sha256: '' },
    labels: {},
  };
}

describe('tracewright compile', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-compile-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const dataset = async (samples: readonly Sample[], format: 'jsonl' | 'parquet' = 'jsonl') => {
    const writer = await DatasetWriter.open(path.join(folder, 'dataset'), { format });
    for (const [n, sample] of samples.entries()) writer.write(sample, n % 2 === 0 ? 'train' : 'test');
    await writer.finish(facts);
  };
  const run = (values: Record<string, string | boolean>) =>
    compile.run({
      positionals: ['dataset'],
      values: { out: 'out', ...values },
      cwd: folder,
      progress: { report: () => undefined },
    });
  const rows = (name: string) =>
    readFileSync(path.join(folder, 'out', name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('writes a file for each split and part, from Parquet too, and says what the framework has to be told', async () => {
    await dataset([fimAt(0), fimAt(1), fimAt(2)], 'parquet');
    const { json, exitCode } = await run({ to: 'trl' });
    assert.equal(exitCode, 0);
    const { files } = json as { files: { path: string; rows: number; setting: string }[] };
    assert.deepEqual(
      files.map(({ path: name, rows: count }) => [name, count]),
      [
        ['test-text.jsonl', 1],
        ['train-text.jsonl', 2],
      ],
    );
    assert.match(files[0]?.setting ?? '', /completion_only_loss/);
    assert.equal(rows('train-text.jsonl')[0]?.completion, '😀 é<|endoftext|>');
    assert.deepEqual(readdirSync(path.join(folder, 'out')).sort(), [
      'compiled.json',
      'test-text.jsonl',
      'train-text.jsonl',
    ]);
  });

  it('a mask that cannot be said refuses all, and nothing is written; --lossy leaves those rows out and tells', async () => {
    await dataset([fimAt(0), fimAt(1, 2), fimAt(2)]);
    await assert.rejects(run({ to: 'trl' }), { code: 'mask-not-expressible', message: /1 of 3 rows: a loss weight/ });
    assert.ok(!existsSync(path.join(folder, 'out')) || readdirSync(path.join(folder, 'out')).length === 0);
    const { json, exitCode } = await run({ to: 'trl', lossy: true });
    assert.equal(exitCode, 1);
    const { refused, compiled } = json as { refused: object; compiled: number };
    assert.deepEqual([refused, compiled], [{ 'weight-not-expressible': 1 }, 2]);
    assert.ok(!existsSync(path.join(folder, 'out', 'test-text.jsonl')));
  });

  it('tokens of a real vocabulary: the trained ones spell the middle and its end', async function () {
    this.timeout(120_000);
    await dataset([fimAt(0)]);
    await assert.rejects(run({ to: 'trl-tokens' }), { code: 'tokenizer-needed' });
    const tokenizer = path.join(vocabularyFolder('qwen3'), 'tokenizer.json');
    await run({ to: 'trl-tokens', tokenizer });
    const { input_ids: ids, completion_mask: mask } = rows('train-completion.jsonl')[0] ?? {};
    const { model, added_tokens: added } = JSON.parse(readFileSync(tokenizer, 'utf8')) as {
      model: { vocab: Record<string, number> };
      added_tokens: { id: number; content: string }[];
    };
    const words = new Map(Object.entries(model.vocab).map(([word, id]) => [id, bytesOf(word)]));
    for (const { id, content } of added) words.set(id, Buffer.from(content));
    const trained = (ids as number[]).filter((_, at) => (mask as number[])[at] === 1);
    assert.equal(Buffer.concat(trained.map((id) => words.get(id) ?? Buffer.from('?'))).toString(), '😀 é<|endoftext|>');
  });

  it('a folder with other things in it is refused, an earlier compilation is replaced', async () => {
    await dataset([fimAt(0)]);
    await run({ to: 'trl' });
    await run({ to: 'axolotl-segments' });
    assert.deepEqual(readdirSync(path.join(folder, 'out')).sort(), ['compiled.json', 'train-segments.jsonl']);
    mkdirSync(path.join(folder, 'other'));
    writeFileSync(path.join(folder, 'other', 'mine.txt'), '');
    await assert.rejects(run({ to: 'trl', out: 'other' }), { code: 'not-compiled' });
  });
});

/** GPT-2's way of writing bytes as characters, backwards. */
function bytesOf(word: string): Buffer {
  const plain = [...range(33, 126), ...range(161, 172), ...range(174, 255)];
  const others = range(0, 255).filter((byte) => !plain.includes(byte));
  const bytes = new Map([
    ...plain.map((byte) => [byte, byte] as const),
    ...others.map((byte, n) => [256 + n, byte] as const),
  ]);
  return Buffer.from([...word].map((character) => bytes.get(character.codePointAt(0) ?? 0) ?? 63));
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
