import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { RowLint } from '../../../src/core/lint/rowLint.ts';
import { fimSample } from '../../../src/core/sample/fim.ts';
import { lintContext } from '../../../src/core/sample/lint.ts';
import { seededRandom } from '../../../src/core/sample/random.ts';
import type { Sample } from '../../../src/core/sample/sample.ts';
import { readTemplate } from '../../../src/node/chat/readTemplate.ts';
import { readBenchmarks } from '../../../src/node/lint/benchmarkFiles.ts';
import { lintFile } from '../../../src/node/lint/lintFile.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';

const chat = (said: string) => ({
  messages: [
    { role: 'user', content: 'Go' },
    { role: 'assistant', content: said },
  ],
});
const lines = (...rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const code = 'import a\n\nconst total = 1;\nlet middle = total + 2;\n\nprint(middle)\n';

function sampleOf(source: string, from: { tree?: string; text?: string } = {}): Sample {
  const text = from.text ?? code;
  const start = text.indexOf('let middle');
  const hole = {
    source,
    path: 'a.ts',
    language: 'typescript',
    text,
    start,
    end: start + 24,
    ...(from.tree === undefined ? {} : { tree: from.tree }),
  };
  const options = { family: 'starcoder2', mode: 'psm' as const, maxChars: 4000, minMiddleChars: 1, keepUndone: true };
  const made = fimSample(hole, options, seededRandom(1), nodeDigest);
  assert.ok('sample' in made);
  return made.sample;
}

describe('lintFile', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-lint-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const file = (name: string, content: string | Uint8Array) => {
    const place = path.join(folder, name);
    writeFileSync(place, content);
    return place;
  };

  it('rows are read alike as lines, as a list, as a pretty list, and packed', async () => {
    const rows = [chat('one\u2028two'), chat(''), chat('three 😀')];
    const packed = lines(...rows);
    const files = [
      file('rows.jsonl', packed),
      file('bom.jsonl', `\ufeff${packed.replaceAll('\n', '\r\n')}`),
      file('rows.json', JSON.stringify(rows)),
      file('pretty.json', JSON.stringify(rows, null, 2)),
      file('rows.jsonl.gz', zlib.gzipSync(packed)),
      file('rows.jsonl.zst', zlib.zstdCompressSync(packed)),
    ];
    for (const one of files) {
      const { format, rows: count, counts } = await lintFile(one);
      assert.deepEqual({ format, count, counts }, { format: 'openai', count: 3, counts: { 'empty-turn': 1 } }, one);
    }
  });

  it('a broken line is a finding with its line, and the rest is read', async () => {
    const broken = Buffer.concat([
      Buffer.from(`${lines(chat('one'))}{"messages": [\n\n`),
      Buffer.from([0x7b, 0xff, 0x7d, 0x0a]),
      Buffer.from(lines(chat(''))),
    ]);
    const { findings, rows, errors } = await lintFile(file('broken.jsonl', broken));
    assert.deepEqual(
      findings.map(({ rule, row, line }) => [rule, row, line]),
      [
        ['json', 2, 2],
        ['json', 3, 4],
        ['empty-turn', 4, 5],
      ],
    );
    assert.deepEqual([rows, errors], [4, 3]);
  });

  it('a list that is cut off is a finding, and its whole elements are read', async () => {
    const text = JSON.stringify([chat(''), chat('b')], null, 2);
    const { counts, rows } = await lintFile(file('cut.json', text.slice(0, -20)));
    assert.deepEqual(counts, { 'empty-turn': 1, json: 1 });
    assert.equal(rows, 2);
  });

  it('a damaged archive is told, and so is UTF-16', async () => {
    const gzip = zlib.gzipSync(
      lines(...Array.from({ length: 2000 }, (_, n) => chat(`${n} ${nodeDigest('sha256', String(n))}`))),
    );
    await assert.rejects(lintFile(file('cut.gz', gzip.subarray(0, gzip.length / 2))), { code: 'damaged-archive' });
    await assert.rejects(lintFile(file('utf16.jsonl', Buffer.from('\ufeff{}', 'utf16le'))), { code: 'not-utf8' });
  });

  it('rows of a history are held against its blobs, and context against the order of its commits', async () => {
    const repo = path.join(folder, 'repo');
    mkdirSync(repo);
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        cwd: repo,
        encoding: 'utf8',
      }).trim();
    git('init', '-q');
    const commit = (text: string) => {
      writeFileSync(path.join(repo, 'a.ts'), text);
      git('add', '.');
      git('commit', '-q', '-m', 'x');
      return { commit: git('rev-parse', 'HEAD'), tree: git('rev-parse', 'HEAD^{tree}') };
    };
    const first = commit(code);
    const second = commit(`${code}more\n`);
    const good = sampleOf(`o/n@${first.commit}`, first);
    const other = sampleOf(`o/n@${second.commit}`, second);
    const leaking = {
      ...good,
      id: 'leaking',
      text: `x${good.text}`,
      spans: [
        { start: 0, end: 1, kind: 'context', weight: 0, from: { source: `o/n@${second.commit}` } },
        ...good.spans.map((span) => ({ ...span, start: span.start + 1, end: span.end + 1 })),
      ],
    };
    const report = await lintFile(file('mined.jsonl', lines(good, other, leaking)), { repo });
    assert.deepEqual(
      report.findings.map(({ rule, row }) => [rule, row]),
      [
        ['source', 2],
        ['future-leak', 3],
      ],
      JSON.stringify(report.findings),
    );
  });

  it('rows of source files are held against them, and never against what lies outside', async () => {
    const sources = path.join(folder, 'src');
    mkdirSync(sources);
    writeFileSync(path.join(sources, 'a.ts'), code);
    symlinkSync(os.tmpdir(), path.join(sources, 'out'));
    const rows = [
      sampleOf('src/a.ts'),
      sampleOf('src/b.ts'),
      sampleOf('src/out/x'),
      sampleOf('src/../x'),
      sampleOf('other/a.ts'),
    ];
    const { findings } = await lintFile(file('code.jsonl', lines(...rows)), { folder: sources });
    assert.deepEqual(
      findings.map(({ rule, row, message }) => [rule, row, message.includes('is not there')]),
      [
        ['source', 2, true],
        ['source', 3, true],
      ],
    );
  });

  it('benchmark items are found by words and by commit', async () => {
    const words = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen';
    const commit = 'c'.repeat(40);
    const benchmark = await readBenchmarks([
      file('bench.jsonl', lines({ repo: 'o/n', base_commit: commit, problem: words })),
    ]);
    const rows = lines(chat(`He said: ${words}.`), { ...chat('a'), repo: 'o/n', base_commit: commit }, chat('b'));
    const { findings } = await lintFile(file('rows-against.jsonl', rows), { benchmark });
    assert.deepEqual(
      findings.map(({ rule, row }) => [rule, row]),
      [
        ['benchmark', 1],
        ['benchmark', 2],
      ],
    );
  });

  it('a template that drops calls and earlier turns is told by the rows that it spoils', async () => {
    const source =
      "{% for m in messages %}{% if loop.last or m.role == 'user' %}<|{{ m.role }}|>{{ m.content }}<|end|>{% endif %}{% endfor %}";
    const template = await readTemplate(file('bad.jinja', source), {});
    const call = { id: 'c', type: 'function', function: { name: 'bash', arguments: '{"command":"ls"}' } };
    const row = {
      messages: [
        { role: 'user', content: 'Go' },
        { role: 'assistant', content: 'Looking', tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c', content: 'a' },
        { role: 'assistant', content: 'Done' },
      ],
    };
    const { counts } = await lintFile(file('spoilt.jsonl', lines(row)), { template });
    assert.equal(counts['call-untrained'], 1);
    assert.equal(counts['prefix-preservation'], 1);
    const good =
      '{% for m in messages %}<|{{ m.role }}|>{% generation %}{{ m.content }}<|end|>{% endgeneration %}{% endfor %}';
    const whole = await readTemplate(file('good.jinja', good), {});
    assert.deepEqual((await lintFile(file('whole.jsonl', lines(chat('a'))), { template: whole })).counts, {});
  });

  it('never fails on rows that were changed at random', () => {
    const call = { id: 'c', function: { name: 'bash', arguments: '{}' } };
    const seeds: readonly unknown[] = [
      sampleOf('src/a.ts'),
      { messages: [{ role: 'assistant', content: [{ type: 'text', text: 'x' }], tool_calls: [call] }], tools: [call] },
      {
        messages: [
          { role: 'assistant', content: 'abc', training_detail: [{ begin_offset: 0, end_offset: 1, train: true }] },
        ],
      },
      {
        conversations: [
          { from: 'human', value: 'a' },
          { from: 'function_call', value: '{}' },
        ],
        tools: '[]',
      },
      { content: [{ class_: 'api_action', kwargs: {} }], schema_version: '1' },
      {
        schema_version: 'ATIF-v1.7',
        agent: { name: 'a', version: '1' },
        steps: [{ step_id: 1, source: 'agent', message: 'x', tool_calls: [] }],
      },
      { history: [{ role: 'user', content: 'x' }], info: {}, trajectory: [{ action: 'x' }] },
      { prompt: 'a', suffix: 'b', canonical_solution: 'c' },
      { text: '<fim_prefix>a<fim_suffix>b<fim_middle>c' },
      { segments: [{ label: true, text: 'a' }] },
      { prompt: [{ role: 'user', content: 'a' }], completion: [{ role: 'assistant', content: 'a' }] },
      { prompt: 'a', chosen: 'b', rejected: 'c' },
      { instance_id: 'i', resolved: true, messages: '[]' },
      { instruction: 'a', output: 'b', history: [['a', 'b']] },
    ];
    const context = { own: lintContext(nodeDigest), foreign: lintContext(nodeDigest) };
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(), fc.jsonValue()), { maxLength: 3 }),
        (seed, changes) => {
          let row: unknown = structuredClone(seed);
          for (const [at, value] of changes) row = changed(row, at, value);
          const run = new RowLint(context);
          run.add(row, JSON.stringify(row) ?? 'null', 1);
          run.add(seed, JSON.stringify(seed), 2);
          assert.equal(run.report().rows, 2);
        },
      ),
      { numRuns: 1500 },
    );
  });
});

/** The value with one of its parts, the `at`th in order, in the place of another. */
function changed(value: unknown, at: number, replacement: unknown): unknown {
  const places: (() => void)[] = [];
  const box = { value };
  const walk = (holder: Record<string, unknown>, key: string) => {
    places.push(() => {
      holder[key] = structuredClone(replacement);
    });
    const inner = holder[key];
    if (typeof inner === 'object' && inner !== null) {
      for (const name of Object.keys(inner)) walk(inner as Record<string, unknown>, name);
    }
  };
  walk(box, 'value');
  places[at % places.length]?.();
  return box.value;
}
