import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { answerOf } from '../../../src/core/sample/nextEdit/nextEditSample.ts';
import { type Sample, sampleSchema } from '../../../src/core/sample/sample.ts';
import { applySites, parseSites } from '../../../src/core/score/sites.ts';
import { buildDataset } from '../../../src/node/build/buildDataset.ts';
import { mineRepository } from '../../../src/node/mine/mineRepository.ts';

const lines = (name: string, count: number) =>
  Array.from({ length: count }, (_, at) => `export const ${name}${at} = compute(${at});\n`).join('');

describe('next edits and remaining sites of a history', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mined-next-'));
  const repository = path.join(folder, 'shop');
  const git = (...args: string[]) => execFileSync('git', args, { cwd: repository, encoding: 'utf8' });
  const put = (file: string, text: string) => writeFileSync(path.join(repository, file), text);
  const commit = () => {
    git('add', '.');
    git('-c', 'user.name=A', '-c', 'user.email=a@example.org', 'commit', '-qm', 'change');
    return git('rev-parse', 'HEAD').trim();
  };
  let renamed = '';

  const build = async (kind: Sample['kind'], jobs = 1, form = 'ours') => {
    const out = path.join(folder, `${kind}-${form}-${jobs}`);
    await buildDataset({
      sources: [path.join(folder, 'mined')],
      repository,
      kinds: [kind],
      family: 'qwen2.5-coder',
      out,
      toolVersion: '0',
      seed: 3,
      jobs,
      options: { 'next-edit-form': form },
    });
    const text = readFileSync(path.join(out, `${kind}.jsonl`), 'utf8');
    const rows = text.split('\n').filter((line) => line !== '');
    return { text, rows: rows.map((line) => sampleSchema.parse(JSON.parse(line))) };
  };

  before(async () => {
    mkdirSync(repository);
    git('init', '-q', '-b', 'main');
    const files = { 'a.ts': 'export const total = 1;\n', 'b.ts': 'import { total } from "./a";\nprint(total);\n' };
    for (const [file, text] of Object.entries(files)) put(file, text + lines('x', 20));
    put('c.ts', `${lines('y', 5)}const total = local();\n`);
    commit();
    for (const [file, text] of Object.entries(files)) put(file, text.replaceAll('total', 'sumOfAll') + lines('x', 20));
    renamed = commit();
    for (let round = 0; round < 12; round++) {
      put('a.ts', `export const sumOfAll = ${round};\n${lines('x', 20)}export const last${round} = ${round};\n`);
      put(
        'b.ts',
        `import { sumOfAll, last${round} } from "./a";\nprint(sumOfAll);\n${lines('x', 20)}print(last${round});\n`,
      );
      commit();
    }
    await mineRepository({ repository, out: path.join(folder, 'mined'), toolVersion: '0', jobs: 1 });
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it('have one next edit a commit, with a part of it done, and say that the order is unknown', async () => {
    const { rows } = await build('next-edit');
    assert.ok(rows.length >= 10, String(rows.length));
    assert.ok(rows.some(({ labels }) => labels.acrossFiles === true));
    for (const row of rows) {
      assert.deepEqual([row.labels.order, row.proof.level, row.origin?.repository], ['unknown', 'mined', 'shop']);
      assert.ok(Number(row.labels.historyEdits) > 0);
      const commitText = git('show', `${row.origin?.commit}:${row.proof.path}`);
      const added = answerOf(row)
        .split('\n')
        .filter((line) => line.startsWith('+'))
        .map((line) => line.slice(1));
      for (const line of added) assert.ok(commitText.includes(line), line);
    }
  });

  it('are the same bytes again, and with two jobs', async () => {
    const one = await build('next-edit', 1, 'zed');
    assert.equal((await build('next-edit', 2, 'zed')).text, one.text);
    assert.ok(one.rows.length > 0);
  });

  it('ask for the rest of a rename, beside a file that has the same name for something else', async () => {
    const { rows } = await build('remaining-sites');
    const row = rows.find(({ origin }) => origin?.commit === renamed);
    assert.ok(row !== undefined);
    assert.ok(row.text.includes('c.ts\n6| const total = local();\n'));
    assert.equal(row.labels.decoys, 1);
    const { sites, unreadable } = parseSites(answerOf(row));
    assert.deepEqual([sites.length, unreadable, row.labels.done], [3 - Number(row.labels.done), 0, 1]);
    const own = sites.filter(({ file }) => file === 'b.ts');
    assert.equal(applySites(git('show', `${renamed}^:b.ts`), own), git('show', `${renamed}:b.ts`));
  });
});
