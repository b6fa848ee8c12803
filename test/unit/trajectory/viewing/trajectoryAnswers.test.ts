import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TrajectoryReading } from '../../../../src/core/trajectory/viewing/viewMessages.ts';
import {
  importAsAtif,
  looksLikeTrajectory,
  TrajectoryAnswers,
} from '../../../../src/extension/host/trajectoryAnswers.ts';
import { sampleTrajectory } from './sampleTrajectory.ts';

describe('answers about a trajectory', () => {
  let folder: string;
  const put = (name: string, text: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const read = async (answers: TrajectoryAnswers) => {
    const told: TrajectoryReading[] = [];
    await answers.read((reading) => told.push(reading));
    return told;
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-answers-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('begin with a page of rows, go on in large batches, and end with what is known of all', async () => {
    const turn = { role: 'assistant', content: 'go on', action: 'ls', thought: 'go on', agent: 'primary' };
    const history = Array.from({ length: 3_000 }, (_, at) => (at % 2 ? turn : { role: 'user', content: `seen ${at}` }));
    const file = put('run.traj', JSON.stringify({ trajectory: [], info: {}, history }));
    const told = await read(new TrajectoryAnswers(file));
    const batches = told.flatMap((reading) => (reading.kind === 'rows' ? [reading.rows.length] : []));
    assert.equal(batches[0], 40);
    assert.ok(batches.length <= 5, `${batches.length} batches`);
    assert.equal(told.at(-1)?.kind, 'done');
  });

  it('name loops, abandoned steps and subagents by the keys of their rows', async () => {
    const told = await read(new TrajectoryAnswers(put('a.json', JSON.stringify(sampleTrajectory()))));
    const done = told.at(-1);
    assert.ok(done?.kind === 'done');
    const { loops, episodes, abandoned, threads, format, formatVersion } = done.summary;
    assert.deepEqual(loops, [{ kind: 'echo', times: 3, steps: ['0.6', '0.7', '0.8'] }]);
    assert.deepEqual(episodes, [{ from: '0.4', to: '0.12', steps: 7, reverted: false }]);
    assert.deepEqual(abandoned, ['0.8']);
    assert.deepEqual(
      threads.map(({ id, steps }) => [id, steps]),
      [['helper-1', 3]],
    );
    assert.equal(`${format} ${formatVersion}`, 'ATIF 1.7');
  });

  it('find steps by words in any of their texts, subagents included, and give their details', async () => {
    const answers = new TrajectoryAnswers(put('a.json', JSON.stringify(sampleTrajectory())));
    await read(answers);
    assert.deepEqual(answers.search('INVOICE mistake'), ['0.11']);
    assert.deepEqual(answers.search('invoice.ts:8'), ['1.2']);
    assert.equal(answers.detail('1.2').calls[0]?.name, 'Grep');
    assert.throws(() => answers.detail('7.1'), /no step 7\.1/);
  });

  it('are the same after an import as ATIF, which overwrites nothing and leaves nothing half written', async () => {
    const file = put('a.json', JSON.stringify(sampleTrajectory()));
    const out = path.join(folder, 'out.trajectory.json');
    assert.equal(await importAsAtif(file, out), 13);
    const rows = async (name: string) => (await read(new TrajectoryAnswers(name))).slice(0, -1);
    assert.deepEqual(await rows(out), await rows(file));
    assert.equal(await looksLikeTrajectory(out), true);
    await assert.rejects(importAsAtif(file, out), { code: 'file-exists' });
    const torn = put('torn.json', '{"schema_version": "ATIF-v1.7", "steps": [');
    await assert.rejects(importAsAtif(torn, path.join(folder, 'none.json')));
    assert.equal(await looksLikeTrajectory(put('settings.json', '{"tabSize": 2}')), false);
  });
});
