import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CURATION_DEFAULTS, type CurationOptions } from '../../../src/core/curation/curationOptions.ts';
import { parseSplits } from '../../../src/core/curation/splits.ts';
import { type Sample, sampleSchema } from '../../../src/core/sample/sample.ts';
import { buildDataset } from '../../../src/node/build/buildDataset.ts';
import { mineRepository } from '../../../src/node/mine/mineRepository.ts';
import { readRows } from '../../../src/node/sink/readRows.ts';
import { madeFile } from './rows.ts';

const mit =
  'Permission is hereby granted, free of charge, to any person. The above copyright notice and this permission notice shall be included.';
const gpl = 'GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007';

describe('curation of mined edits', function () {
  this.timeout(60_000);
  let folder = '';
  let repository = '';
  const commits: string[] = [];

  const git = (...args: string[]) => execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim();
  const commit = (files: Record<string, string>, subject: string) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(repository, name)), { recursive: true });
      writeFileSync(path.join(repository, name), text);
    }
    git('add', '.');
    const date = `2024-01-01T00:${String(commits.length).padStart(2, '0')}:00Z`;
    execFileSync('git', ['commit', '-qm', subject], {
      cwd: repository,
      env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    });
    commits.push(git('rev-parse', 'HEAD'));
  };

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-mined-'));
    repository = path.join(folder, 'shop');
    mkdirSync(repository);
    git('init', '-q');
    git('config', 'user.name', 'A');
    git('config', 'user.email', 'a@example.com');
    const files = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`src/f${n}.ts`, `${madeFile(n, 30)}\n`]));
    commit({ LICENSE: mit, ...files }, 'Start');
    for (let n = 0; n < 12; n++) {
      if (n === 6) commit({ LICENSE: gpl }, 'Another licence');
      const added = `\nexport function part${n}(items: number[]) {\n  return items.map((item) => item * ${n + 2} + ${n});\n}\n`;
      commit({ [`src/f${n}.ts`]: `${madeFile(n, 30)}\n${added}` }, `Part ${n}`);
    }
    await mineRepository({ repository, out: path.join(folder, 'mined'), toolVersion: '0', jobs: 1 });
  });
  after(() => rmSync(folder, { recursive: true }));

  const build = async (
    out: string,
    curation: Partial<CurationOptions> = {},
    against: readonly string[] = [],
    jobs = 1,
  ) => {
    const manifest = await buildDataset({
      sources: [path.join(folder, 'mined')],
      repository,
      kinds: ['fim'],
      family: 'qwen2.5-coder',
      out: path.join(folder, out),
      toolVersion: '0.0.0',
      curation,
      against,
      jobs,
    });
    const rows: (Sample & { readonly file: string })[] = [];
    for await (const { value, file } of readRows(path.join(folder, out))) {
      rows.push({ ...sampleSchema.parse(value), file: path.basename(file) });
    }
    return { manifest, rows };
  };

  it('each row has the licence of its moment, and others are left out', async () => {
    const { rows } = await build('all');
    const by = (licence: string) => rows.filter(({ origin }) => origin?.licence === licence);
    assert.ok(by('MIT').length > 0 && by('GPL-3.0-only').length > 0);
    for (const { origin } of rows) {
      const before = commits.indexOf(origin?.commit ?? '') < commits.findIndex((_, n) => n === 7);
      assert.equal(origin?.licence, before ? 'MIT' : 'GPL-3.0-only');
    }
    const only = await build('mit', { licences: ['MIT'] });
    assert.equal(only.rows.length, by('MIT').length);
    assert.equal(only.manifest.dropped.licence, by('GPL-3.0-only').length);
  });

  it("rows of a listed commit, and of the one that came after a task's base, are dropped", async () => {
    const list = path.join(folder, 'bench.jsonl');
    const csv = path.join(folder, 'bench.csv');
    writeFileSync(list, `${JSON.stringify({ repo: 'acme/shop', base_commit: commits[2], problem_statement: 'x' })}\n`);
    writeFileSync(csv, `repo,commit\nacme/shop,${commits[10]?.slice(0, 12)}\n`);
    const all = await build('all2');
    const { rows, manifest } = await build('clean', {}, [list, csv]);
    const gone = new Set([commits[2], commits[3], commits[10], commits[11]]);
    const hit = all.rows.filter(({ origin }) => gone.has(origin?.commit ?? ''));
    assert.ok(hit.length >= 2);
    assert.equal(manifest.dropped['benchmark-commit'], hit.length);
    assert.equal(rows.length, all.rows.length - hit.length);
    assert.ok((manifest.curation?.examples['benchmark-commit'] ?? []).length > 0);
  });

  it('splits by commit family part one repository, and threads change nothing', async () => {
    const splits = parseSplits('train=0.5,test=0.5');
    const { rows, manifest } = await build('one', { splits, splitBy: 'commit-family' });
    assert.ok((manifest.curation?.splits.train ?? 0) > 0 && (manifest.curation?.splits.test ?? 0) > 0);
    const places = new Map<string, string>();
    for (const { origin, file } of rows) {
      const key = origin?.commit ?? '';
      assert.equal(places.get(key) ?? file, file);
      places.set(key, file);
    }
    await build('two', { splits, splitBy: 'commit-family' }, [], 2);
    assert.deepEqual(filesOf(path.join(folder, 'two')), filesOf(path.join(folder, 'one')));
    const whole = await build('whole', { splits });
    assert.equal(new Set(whole.rows.map(({ file }) => file)).size, 1);
    assert.match(whole.manifest.curation?.warnings.join() ?? '', /no row went to/);
    assert.deepEqual((whole.manifest.options as { curation: CurationOptions }).curation, {
      ...CURATION_DEFAULTS,
      splits,
    });
  });

  it('a list that is none is refused with its place', async () => {
    const list = path.join(folder, 'bad.csv');
    writeFileSync(list, 'a/b,not a commit\n');
    await assert.rejects(build('never', {}, [list]), { code: 'bad-benchmark', place: { file: list, line: 1 } });
    await assert.rejects(build('never', {}, [path.join(folder, 'missing.txt')]), { code: 'no-benchmark' });
  });
});

function filesOf(folder: string): [string, string][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .filter((name) => statSync(path.join(folder, name)).isFile())
    .map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]);
}
