import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stepGround } from '../../src/node/replay/ground.ts';
import { replay } from '../../src/node/replay/replayTrajectory.ts';
import type { BenchRow } from './benchRow.ts';
import { type ReplayRepository, replayRepository } from './replayRepository.ts';

const FILES = 4_000;
const STEPS = 100;
const AT_ONCE = 8;

/** Replays of a repository of 4,000 files, the first with an empty pool, against `git checkout` of the same trees. */
export async function bench(): Promise<readonly BenchRow[]> {
  const repository = replayRepository(FILES, STEPS);
  const pool = mkdtempSync(path.join(os.tmpdir(), 'tracewright-bench-pool-'));
  const kept = process.env.TMPDIR;
  process.env.TMPDIR = pool;
  try {
    const baseline = checkouts(repository);
    const rows: BenchRow[] = [];
    const row = (name: string, value: number, ok: boolean): void => {
      const ratio = baseline / value;
      rows.push({
        name,
        value,
        unit: 'ms/step',
        baseline: 'git checkout',
        ratio,
        target: '< 30',
        ok: ok && value < 30,
      });
    };
    for (const [mode, name, times] of [
      ['state', 'state replay, 4,000 files, nothing in the pool', 2],
      ['state', 'state replay, 4,000 files', 1],
      ['edits', 'edits replay, 4,000 files', 1],
    ] as const) {
      let best = Number.POSITIVE_INFINITY;
      let right = true;
      for (let time = 0; time < times; time++) {
        if (time > 0) process.env.TMPDIR = mkdtempSync(path.join(pool, 'another-'));
        const started = performance.now();
        const report = await replay(repository.trajectory, { repo: repository.folder, mode });
        best = Math.min(best, (performance.now() - started) / STEPS);
        right &&= report.finalTree.match === true && report.counts.exact === STEPS;
      }
      row(name, best, right);
    }
    rows.push(await atOnce(repository));
    return rows;
  } finally {
    if (kept === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = kept;
    rmSync(pool, { recursive: true, force: true });
    repository.dispose();
  }
}

async function atOnce({ folder, trajectory }: ReplayRepository): Promise<BenchRow> {
  const started = performance.now();
  const reports = await Promise.allSettled(
    Array.from({ length: AT_ONCE }, () => replay(trajectory, { repo: folder, mode: 'state' })),
  );
  const value = (performance.now() - started) / AT_ONCE / STEPS;
  const good = reports.filter((report) => report.status === 'fulfilled' && report.value.finalTree.match === true);
  const ok = good.length === AT_ONCE;
  return { name: `eight replays at once, ${good.length} without error`, value, unit: 'ms/step', target: '8 good', ok };
}

/** What git takes for a checkout of each tree in a work tree of its own. Milliseconds a step. */
function checkouts({ folder, trajectory }: ReplayRepository): number {
  const tree = mkdtempSync(path.join(os.tmpdir(), 'tracewright-bench-tree-'));
  const git = (...args: string[]): void => {
    execFileSync('git', ['--git-dir', path.join(folder, '.git'), '--work-tree', tree, ...args], {
      env: { ...process.env, GIT_INDEX_FILE: path.join(tree, '.index') },
    });
  };
  try {
    git('read-tree', '--reset', '-u', 'HEAD');
    const trees = trajectory.steps.slice(0, 10).map((step) => stepGround(step)?.treeAfter ?? 'HEAD');
    const started = performance.now();
    for (const one of trees) git('read-tree', '--reset', '-u', one);
    return (performance.now() - started) / trees.length;
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}
