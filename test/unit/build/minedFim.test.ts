import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Sample } from '../../../src/core/sample/sample.ts';
import { sampleSchema } from '../../../src/core/sample/sample.ts';
import { buildDataset } from '../../../src/node/build/buildDataset.ts';
import { mineRepository } from '../../../src/node/mine/mineRepository.ts';
import { lintDataset } from '../../../src/node/sink/lintDataset.ts';
import { readRows } from '../../../src/node/sink/readRows.ts';
import { nodeDigest } from '../../../src/node/store/digest.ts';
import { makeSandbox, type Sandbox } from '../git/sandbox.ts';

const own: ReadonlySet<string> = new Set(['prefix', 'middle', 'suffix']);

/** Function number `n`, with an emoji, a tab, CRLF in every third, and a line separator that is no line end. */
function body(n: number, step: number): string {
  const feed = n % 3 === 0 ? '\r\n' : '\n';
  return [
    `export function part${n}(value) {`,
    `\tconst label = "😀 ${n} of ${step}\u2028";`,
    `\treturn helper(value * ${n + step}, label);`,
    '}',
    '',
  ].join(feed);
}

describe('fill-in-the-middle rows from a history', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let repository: string;

  before(async () => {
    sandbox = makeSandbox();
    repository = path.join(sandbox.folder, 'work');
    const put = (name: string, text: string) => sandbox.write(path.join('work', name), text);
    put('lib/helper.js', 'export function helper(value, label) {\n  return label + value;\n}\n');
    put('lib/other.js', `// first state of other\n${'export const other = 1;\n'.repeat(40)}`);
    for (let n = 0; n < 6; n++) put(`lib/part${n}.js`, `import { helper } from './helper.js';\n\n${body(n, 0)}`);
    sandbox.commitAll(repository);
    for (let step = 1; step <= 12; step++) {
      for (const n of [step % 6, (step * 5 + 1) % 6]) {
        const file = path.join(repository, `lib/part${n}.js`);
        put(
          `lib/part${n}.js`,
          `${readFileSync(file, 'utf8')}\n${body(n, step)}`.replace(`of ${step - 1}`, `by ${step}`),
        );
      }
      put('lib/helper.js', `${readFileSync(path.join(repository, 'lib/helper.js'), 'utf8')}// state ${step}\n`);
      sandbox.git(['add', '-A'], repository);
      const by = step % 4 === 0 ? '\n\nCo-authored-by: Claude <noreply@anthropic.com>' : '';
      sandbox.git(['commit', '-q', '-m', `Step ${step}${by}`], repository);
    }
    await mineRepository({ repository, out: path.join(sandbox.folder, 'mined'), toolVersion: '0', jobs: 1 });
  });
  after(() => sandbox.dispose());

  const build = (
    out: string,
    options: Readonly<Record<string, string>> = {},
    more: { jobs?: number; seed?: number } = {},
  ) =>
    buildDataset({
      sources: [path.join(sandbox.folder, 'mined')],
      kinds: ['fim'],
      family: 'starcoder2',
      repository,
      out: path.join(sandbox.folder, out),
      toolVersion: '0.0.0',
      options,
      ...more,
    });
  const rowsOf = async (out: string): Promise<Sample[]> => {
    const rows: Sample[] = [];
    for await (const { value } of readRows(path.join(sandbox.folder, out))) rows.push(sampleSchema.parse(value));
    return rows;
  };
  const bytes = (out: string) =>
    readdirSync(path.join(sandbox.folder, out)).map((name) => [
      name,
      readFileSync(path.join(sandbox.folder, out, name), 'utf8'),
    ]);
  const blob = (name: string) => execFileSync('git', ['cat-file', 'blob', name], { cwd: repository, encoding: 'utf8' });
  /** Prefix, middle and suffix of a row in the order in which they stand in the file. */
  const whole = (row: Sample) =>
    row.spans
      .filter(({ kind }) => own.has(kind))
      .sort((a, b) => (a.from?.range?.[0] ?? 0) - (b.from?.range?.[0] ?? 0))
      .map(({ start, end }) => row.text.slice(start, end))
      .join('');
  const textOf = (row: Sample, kind: string) =>
    row.spans.filter((span) => span.kind === kind).map(({ start, end }) => row.text.slice(start, end));

  for (const options of [
    {},
    { fim: 'edit,ast,line,char', 'fim-rate': '0.8' },
    { fim: 'edit', 'fim-boundary': 'line' },
  ]) {
    it(`every row is the blob of its commit and passes lint: ${JSON.stringify(options)}`, async () => {
      const out = `all ${JSON.stringify(options).length}`;
      const manifest = await build(out, options);
      const rows = await rowsOf(out);
      assert.ok(rows.length >= 20, `${rows.length}: ${JSON.stringify(manifest.dropped)}`);
      for (const row of rows) {
        const text = blob(`${row.origin?.commit}:${row.proof.path}`);
        assert.equal(whole(row), text);
        assert.equal(row.proof.sha256, nodeDigest('sha256', text));
        assert.equal(row.proof.level, 'mined');
        assert.equal(row.proof.tree, sandbox.git(['rev-parse', `${row.origin?.commit}^{tree}`], repository));
        assert.equal(row.proof.source, `work@${row.origin?.commit}`);
      }
      assert.deepEqual((await lintDataset(path.join(sandbox.folder, out))).findings, []);
    });
  }

  it('other files are as they stood at the parent commit, what is imported last', async () => {
    await build('context');
    const rows = (await rowsOf('context')).filter((row) => textOf(row, 'context').length > 0);
    assert.ok(rows.length >= 10);
    for (const row of rows) {
      const parent = sandbox.git(['rev-parse', `${row.origin?.commit}^`], repository);
      for (const span of row.spans.filter(({ kind }) => kind === 'context')) {
        assert.equal(span.from?.source, `work@${parent}`);
        assert.equal(row.text.slice(span.start, span.end), blob(`${parent}:${span.from?.path}`));
      }
      const paths = row.spans.flatMap(({ kind, from }) => (kind === 'context' ? [from?.path] : []));
      assert.ok(!paths.includes(row.proof.path));
      if (row.proof.path?.includes('part')) assert.equal(paths.at(-1), 'lib/helper.js');
    }
    await build('bare', { 'context-files': '0' });
    assert.ok((await rowsOf('bare')).every((row) => textOf(row, 'context').length === 0));
  });

  it('what was put in is the middle, and agents that the commit names are its actors', async () => {
    await build('edit');
    const rows = await rowsOf('edit');
    assert.ok(rows.some((row) => textOf(row, 'middle')[0]?.includes('export function part')));
    for (const row of rows) {
      const message = sandbox.git(['log', '-1', '--format=%B', row.origin?.commit ?? ''], repository);
      assert.equal(row.origin?.actor, message.includes('Claude') ? 'agent' : 'unknown');
      assert.equal(row.origin?.evidence?.includes('Claude'), message.includes('Claude'));
      assert.equal(row.labels.hole, 'edit');
    }
    assert.ok(rows.some((row) => row.origin?.actor === 'agent'));
  });

  it('built twice, and with two threads, the bytes are the same; another seed draws others', async () => {
    const options = { fim: 'edit,ast,line,char', 'fim-rate': '0.8' };
    await build('one', options);
    await build('two', options);
    await build('threads', options, { jobs: 2 });
    await build('seed', options, { seed: 4 });
    assert.deepEqual(bytes('two'), bytes('one'));
    assert.deepEqual(bytes('threads'), bytes('one'));
    assert.notDeepEqual(bytes('seed'), bytes('one'));
  });

  it('rates are kept: rows from left to right are all trained, and suffix comes first as often as asked', async () => {
    await build('rates', { fim: 'edit,line,char', 'fim-rate': '0.5', 'spm-rate': '1', 'spm-variant': '1' });
    const rows = await rowsOf('rates');
    const plain = rows.filter(({ labels }) => labels.mode === 'l2r');
    assert.ok(plain.length > 3 && plain.length < rows.length - 3, `${plain.length} of ${rows.length}`);
    for (const row of plain)
      assert.deepEqual(
        row.spans.map(({ kind, weight }) => `${kind} ${weight}`),
        ['middle 1', 'stop 1'],
      );
    for (const row of rows) {
      if (row.labels.mode === 'l2r') continue;
      assert.deepEqual([row.labels.mode, row.labels.variant], ['spm', 'spm-1']);
      assert.ok(row.text.indexOf('<fim_suffix>') < row.text.indexOf('<fim_prefix>'));
      assert.ok(row.text.indexOf('<fim_prefix>') < row.text.indexOf('<fim_middle>'));
    }
  });

  it('an option that says nothing known is refused', async () => {
    await assert.rejects(build('wrong', { fim: 'edit,words' }), { code: 'usage' });
    await assert.rejects(build('wrong', { 'fim-rate': '2' }), { code: 'usage' });
    await assert.rejects(build('wrong', { 'fim-boundary': 'page' }), { code: 'usage' });
  });
});
