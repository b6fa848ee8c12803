import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { minHash } from '../../src/core/curation/minHash.ts';
import { Shingles } from '../../src/core/curation/shingles.ts';
import { buildDataset } from '../../src/node/build/buildDataset.ts';
import { type BenchRow, bestTime } from './benchRow.ts';

/** Enough for threads to pay for their start. */
const MOST_FILES = 500;

/** Signatures of source files, and a build with one thread and with two. */
export async function bench(): Promise<readonly BenchRow[]> {
  const texts = sources();
  const megabytes = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
  const shingles = new Shingles();
  const reading = bestTime(5, () => {
    for (const text of texts) shingles.read(text);
  });
  const signing = bestTime(5, () => {
    for (const text of texts) minHash(shingles.read(text).hashes);
  });
  const speed = (megabytes / signing) * 1000;
  const efficiency = await buildEfficiency(texts);
  return [
    {
      name: 'MinHash signatures, 128 positions, a core',
      value: speed,
      unit: 'MB/s',
      baseline: 'shingles alone',
      ratio: reading / signing,
      target: '>= 40',
      ok: speed >= 40,
    },
    {
      name: 'build with 2 jobs against 1',
      value: efficiency.one / efficiency.two / 2,
      unit: 'efficiency',
      target: os.availableParallelism() < 2 ? 'needs 2 cores' : '>= 0.35',
      ok: os.availableParallelism() < 2 || efficiency.one / efficiency.two / 2 >= 0.35,
    },
  ];
}

/** The best of two builds each, in ms. */
async function buildEfficiency(texts: readonly string[]): Promise<{ readonly one: number; readonly two: number }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-bench-'));
  try {
    const tree = path.join(folder, 'tree');
    mkdirSync(tree);
    texts.slice(0, MOST_FILES).forEach((text, at) => {
      writeFileSync(path.join(tree, `f${at}.ts`), text);
    });
    const time = async (jobs: number) => {
      const began = performance.now();
      const out = path.join(folder, `out-${jobs}`);
      await buildDataset({ sources: [tree], kinds: ['fim'], family: 'qwen2.5-coder', out, toolVersion: '0', jobs });
      return performance.now() - began;
    };
    const times: Record<'one' | 'two', number> = { one: Number.POSITIVE_INFINITY, two: Number.POSITIVE_INFINITY };
    for (let round = 0; round < 2; round++) {
      times.one = Math.min(times.one, await time(1));
      times.two = Math.min(times.two, await time(2));
    }
    return times;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sources(): string[] {
  const root = path.resolve(import.meta.dirname, '../../src');
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
}
