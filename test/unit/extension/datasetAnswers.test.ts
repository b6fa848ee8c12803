import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FIM_DEFAULTS, fimSample } from '../../../src/core/sample/fim.ts';
import { MANIFEST_VERSION, type Manifest } from '../../../src/core/sample/manifest.ts';
import { seededRandom } from '../../../src/core/sample/random.ts';
import type { Sample } from '../../../src/core/sample/sample.ts';
import type { DatasetReading } from '../../../src/core/sample/viewing/datasetMessages.ts';
import { DatasetAnswers } from '../../../src/extension/host/datasetAnswers.ts';
import { previewSample, sampleChoices } from '../../../src/extension/host/datasetMaking.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';

function sampleAt(index: number): Sample {
  const text = `const first = ${index};\nconst total${index} = first + 2;\nprint(total);\n`;
  const start = text.indexOf('const total');
  const hole = {
    source: 'code',
    path: `src/f${index}.ts`,
    language: 'typescript',
    text,
    start,
    end: text.indexOf(' = first'),
  };
  const options = { ...FIM_DEFAULTS, family: 'starcoder2', mode: 'psm' as const };
  const result = fimSample(hole, options, seededRandom(1), nodeDigest);
  assert.ok('sample' in result);
  return result.sample;
}

describe('a dataset that is read for its page', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-dataset-'));
    const rows = Array.from({ length: 100 }, (_, index) => {
      const sample = sampleAt(index);
      const untrained = sample.spans.map((span) => (span.kind === 'stop' ? { ...span, weight: 0 } : span));
      return index === 42 ? { ...sample, spans: untrained } : sample;
    });
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    writeFileSync(path.join(folder, 'fim.jsonl'), text);
    const counts = { rows: 100, byKind: { fim: 100 }, byLanguage: { typescript: 100 }, tokens: 1, trainedTokens: 1 };
    const manifest: Manifest = {
      version: MANIFEST_VERSION,
      tool: { name: 'tracewright', version: '0' },
      seed: 0,
      options: {},
      inputs: [],
      ...counts,
      tokenCounter: 'estimate',
      dropped: {},
      files: [{ path: 'fim.jsonl', rows: 100, sha256: nodeDigest('sha256', text) }],
    };
    writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('tells a first page of rows at once, then the others, then what lint found', async () => {
    const told: DatasetReading[] = [];
    const answers = new DatasetAnswers(folder);
    await answers.read((reading) => told.push(reading));
    assert.deepEqual(
      told.map(({ kind }) => kind),
      ['rows', 'rows', 'read', 'linted', 'done'],
    );
    const rows = told.flatMap((one) => (one.kind === 'rows' ? one.rows : []));
    assert.deepEqual(
      rows.map(({ key }) => key),
      Array.from({ length: 100 }, (_, index) => index),
    );
    const linted = told.flatMap((one) => (one.kind === 'linted' ? one.rows : []));
    assert.deepEqual(linted, [[42, ['stop-untrained']]]);
  });

  it('gives a row as it stands in the file, with its findings and where it is from', async () => {
    const answers = new DatasetAnswers(folder);
    await answers.read(() => undefined);
    const detail = await answers.detail(42);
    assert.equal(detail.sample?.proof.path, 'src/f42.ts');
    assert.deepEqual(
      detail.findings.map(({ rule }) => rule),
      ['stop-untrained'],
    );
    assert.equal(detail.origin, 'file');
    assert.deepEqual((await answers.detail(7)).sample, sampleAt(7));
    await assert.rejects(answers.detail(100), /there is no row 101/);
  });

  it('is searched by every word, in text, file and labels', async () => {
    const answers = new DatasetAnswers(folder);
    await answers.read(() => undefined);
    assert.deepEqual(await answers.search('TOTAL17'), [17]);
    assert.deepEqual(await answers.search('src/f17.ts psm'), [17]);
    assert.deepEqual(await answers.search('total17 nowhere'), []);
    const [first, second] = await Promise.all([answers.search('total17'), answers.search('total18')]);
    assert.deepEqual(second, [18]);
    assert.ok(first.length <= 1);
  });
});

describe('a preview of what would be trained', () => {
  const text = 'function f() {\n  return 1;\n}\n';
  const request = { path: 'a.js', language: 'javascript', text, start: 17, end: 26 };

  it('has the selection as its middle, in the family’s own strings', () => {
    const sample = previewSample({ ...request, family: 'qwen2.5-coder' });
    const middle = sample.spans.find(({ kind }) => kind === 'middle');
    assert.equal(sample.text.slice(middle?.start, middle?.end), 'return 1;');
    assert.match(
      sample.text,
      /^<\|fim_prefix\|>function f\(\) \{\n {2}<\|fim_suffix\|>\n\}\n<\|fim_middle\|>return 1;/,
    );
  });

  it('is possible in every family that is offered', () => {
    for (const { id } of sampleChoices().families.filter(({ fim }) => fim)) {
      assert.equal(previewSample({ ...request, family: id }).family, id);
    }
  });

  it('of nothing but blanks is refused with the reason', () => {
    assert.throws(() => previewSample({ ...request, start: 15, end: 17, family: 'starcoder2' }), /middle-blank/);
  });
});
