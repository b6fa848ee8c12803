import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildDataset } from '../../src/node/build/buildDataset.ts';
import { mineRepository } from '../../src/node/mine/mineRepository.ts';
import type { BenchRow } from './benchRow.ts';
import { COMMITS, makeHistory } from './minedFim.bench.ts';

/** 8,000 commits in 90 s. */
const LEAST_COMMITS_PER_SECOND = 89;

/** Next-edit rows of a history, alone and together with fill-in-the-middle, with two jobs. */
export async function bench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-bench-next-'));
  try {
    const repository = path.join(folder, 'repository');
    makeHistory(repository);
    const mined = path.join(folder, 'mined');
    await mineRepository({ repository, out: mined, toolVersion: '0', jobs: 2 });
    const rows: BenchRow[] = [];
    for (const [kinds, least] of [
      [['next-edit'], 2 * LEAST_COMMITS_PER_SECOND],
      [['fim', 'next-edit'], LEAST_COMMITS_PER_SECOND],
    ] as const) {
      const started = performance.now();
      const manifest = await buildDataset({
        sources: [mined],
        repository,
        kinds,
        family: 'qwen2.5-coder',
        out: path.join(folder, kinds.join('-')),
        toolVersion: '0',
        jobs: 2,
      });
      const taken = (performance.now() - started) / 1000;
      if ((manifest.byKind['next-edit'] ?? 0) < COMMITS / 3)
        throw new Error(`only ${manifest.byKind['next-edit'] ?? 0} rows`);
      rows.push({
        name: `${kinds.join(' and ')} rows from a history, 2 jobs: commits`,
        value: COMMITS / taken,
        unit: 'commits/s',
        target: `>= ${least}`,
        ok: COMMITS / taken >= least,
      });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
