import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TracewrightError } from '../../src/core/errors.ts';
import type { Trajectory } from '../../src/core/trajectory/atif.ts';
import type { ReplayReport } from '../../src/core/trajectory/verdict.ts';
import { readForeign } from '../../src/node/formats/readForeign.ts';
import { mentionedPaths } from '../../src/node/replay/mentionedPaths.ts';
import { type ReplayOptions, replay } from '../../src/node/replay/replayTrajectory.ts';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data/trajectories');

describe('replays of published trajectories on a repository that is not theirs', function () {
  this.timeout(180_000);
  let folder: string;
  let read: { readonly name: string; readonly trajectory: Trajectory }[];

  before(async function () {
    if (!existsSync(DATA)) {
      assert.equal(process.env.CI, undefined, 'the published trajectories have to be there in CI');
      console.log(`      no trajectories at ${DATA}`);
      this.skip();
    }
    folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-conformance-replay-'));
    writeFileSync(path.join(folder, 'unrelated.txt'), 'nothing of theirs\n');
    const names = readdirSync(DATA, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(traj|jsonl?|eval)$/.test(name),
    );
    read = [];
    for (const name of names) {
      const found = await readForeign(path.join(DATA, name)).catch(() => null);
      if (found !== null) read.push({ name, trajectory: found.trajectory });
    }
    assert.ok(read.length > 25, `${read.length} could be read`);
  });
  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const answer = (trajectory: Trajectory, mode: ReplayOptions['mode']): Promise<ReplayReport | TracewrightError> =>
    replay(trajectory, { repo: folder, base: 'WORKTREE', mode }).catch((error: unknown) => {
      assert.ok(error instanceof TracewrightError, String(error));
      return error;
    });

  it('say in one sentence that they are from another repository, wherever they name its files', async () => {
    let refused = 0;
    let warned = 0;
    for (const { name, trajectory } of read) {
      const { expected } = mentionedPaths(trajectory);
      const found = await answer(trajectory, 'edits');
      if (found instanceof TracewrightError) {
        assert.equal(found.code, 'another-repository', `${name}: ${found.sentence}`);
        assert.doesNotMatch(found.sentence, /\n/);
        refused++;
      } else {
        assert.ok(new Set(expected).size < 2, `${name} was replayed though its files are elsewhere`);
        assert.equal(/another repository/.test(found.warnings?.join() ?? ''), expected.length > 0, name);
        if (expected.length > 0) warned++;
        assert.equal(found.steps.length, trajectory.steps.length, name);
        for (const step of found.steps) {
          if (step.verdict === 'not-replayable')
            assert.ok(step.cause !== undefined, `${name} step ${step.index}: ${step.reason}`);
          if (step.verdict === 'diverged')
            assert.ok(step.sides !== undefined, `${name} step ${step.index}: ${step.reason}`);
        }
      }
    }
    assert.ok(refused >= 4 && warned >= 8, `${refused} were refused, ${warned} warned of`);
  });

  it('are told step by step in the mode view, which needs no repository', async () => {
    for (const { name, trajectory } of read) {
      const report = await replay(trajectory, { repo: path.join(folder, 'none'), mode: 'view' });
      assert.equal(report.counts.skipped, trajectory.steps.length, name);
      assert.ok(
        report.steps.every(({ reason }) => reason.trim() !== ''),
        name,
      );
    }
  });
});
