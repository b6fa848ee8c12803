import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Sample } from '../../../src/core/sample/sample.ts';
import type { Step, Trajectory } from '../../../src/core/trajectory/atif.ts';
import { type BuildRequest, buildDataset } from '../../../src/node/build/buildDataset.ts';

const did = (id: number, command: string): Step => ({
  step_id: id,
  source: 'agent',
  message: '',
  tool_calls: [{ tool_call_id: `c${id}`, function_name: 'bash', arguments: { command } }],
  observation: { results: [{ source_call_id: `c${id}`, content: `seen ${id}` }] },
});

const trajectory: Trajectory = {
  schema_version: 'ATIF-v1.7',
  session_id: 's-1',
  agent: { name: 'a', version: '1' },
  steps: [{ step_id: 1, source: 'user', message: 'Go.' }, did(2, 'ls src'), did(3, 'cat README.md')],
};

const report = (verdict: string, steps = [1, 2, 3]) =>
  JSON.stringify({ steps: steps.map((index) => ({ index, verdict: index === 2 ? verdict : 'exact' })) });

describe('building conversations', () => {
  let folder = '';
  let source = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-conversations-'));
    source = path.join(folder, 'run.json');
    writeFileSync(source, JSON.stringify(trajectory));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function build(more: Partial<BuildRequest> = {}) {
    const out = path.join(folder, 'out');
    rmSync(out, { recursive: true, force: true });
    const request = { sources: [source], kinds: ['tool-use' as const], family: 'qwen3', out, toolVersion: '0' };
    const manifest = await buildDataset({ ...request, ...more });
    const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));
    const rows = files.flatMap((name) =>
      readFileSync(path.join(out, name), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Sample),
    );
    return { manifest, rows };
  }

  const trained = ({ text, spans }: Sample) =>
    spans.flatMap(({ start, end, kind, weight }) => (kind === 'call' && weight > 0 ? [text.slice(start, end)] : []));

  it('what a replay marked diverged is not trained; the report is named without its folder', async () => {
    const replay = path.join(folder, 'report.json');
    writeFileSync(replay, report('diverged'));
    const { rows, manifest } = await build({ replay });
    assert.equal(rows.length, 1);
    assert.deepEqual(
      rows.flatMap(trained).map((call) => call.includes('README')),
      [true],
    );
    assert.equal(rows[0]?.labels['masked:diverged'], 1);
    assert.equal(manifest.options.replay, 'report.json');
    assert.ok(!JSON.stringify(manifest).includes(folder));
    writeFileSync(replay, report('exact'));
    assert.equal((await build({ replay })).rows[0]?.proof.level, 'replayed');
  });

  it('a folder of reports has one for each source; another run’s report is not taken, and counted', async () => {
    writeFileSync(path.join(folder, 'run.json.replay.json'), report('diverged'));
    assert.equal((await build({ replay: folder })).rows[0]?.labels['masked:diverged'], 1);
    writeFileSync(path.join(folder, 'run.json.replay.json'), report('diverged', [1, 2]));
    const { rows, manifest } = await build({ replay: folder });
    assert.equal(rows.flatMap(trained).length, 2);
    assert.equal(manifest.dropped['replay-of-another'], 1);
    const torn = path.join(folder, 'torn.json');
    writeFileSync(torn, '{"steps": [');
    await assert.rejects(build({ replay: torn }), { code: 'bad-report' });
  });

  it('each dialect gives a row of its own, and no two have one id', async () => {
    const { rows } = await build({ options: { dialect: 'recorded,claude,codex,openhands,renamed' } });
    assert.deepEqual(rows.map(({ labels }) => labels.dialect ?? 'recorded').sort(), [
      'claude',
      'codex',
      'openhands',
      'recorded',
      'renamed',
    ]);
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
  });

  it('options that nobody knows are refused in one sentence', async () => {
    await assert.rejects(build({ options: { dialect: 'klingon' } }), { code: 'unknown-dialect' });
    await assert.rejects(build({ options: { images: 'draw' } }), { code: 'usage' });
    await assert.rejects(build({ options: { 'recovery-weight': '-1' } }), { code: 'usage' });
    await assert.rejects(build({ kinds: ['tool-infill'], options: { granularity: 'word' } }), { code: 'usage' });
  });

  it('a family without a chat form has tool-infill and neither of the others', async () => {
    assert.equal((await build({ kinds: ['tool-infill'], family: 'starcoder2' })).rows.length, 2);
    for (const kind of ['tool-use', 'reasoning'] as const) {
      await assert.rejects(build({ kinds: [kind], family: 'starcoder2' }), { code: 'kind-not-expressible' });
    }
  });
});
