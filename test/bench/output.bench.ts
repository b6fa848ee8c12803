import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { seededRandom } from '../../src/core/sample/random.ts';
import type { Sample } from '../../src/core/sample/sample.ts';
import { type DatasetFormat, sinksOf } from '../../src/node/sink/datasetFiles.ts';
import type { BenchRow } from './benchRow.ts';

const ROWS = 60_000;

/**
 * Datasets written: 200 MB of rows in each format, against `JSON.stringify` and a `writeSync` for each megabyte, which
 * reach 200 MB/s where nothing else runs: half of that is the 100 MB/s that Parquet has to reach.
 */
export async function bench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-bench-'));
  try {
    const megabytes = plainBytes() / 1e6;
    plainWrites(folder);
    const plain = megabytes / plainWrites(folder);
    const jsonl = await written(folder, 'jsonl');
    const zstd = await written(folder, 'jsonl.zst');
    const parquet = await written(folder, 'parquet');
    const ratio = (seconds: number) => megabytes / seconds / plain;
    const row = (name: string, seconds: number, target: string, ok: boolean): BenchRow => {
      return {
        name,
        value: megabytes / seconds,
        unit: 'MB/s',
        baseline: 'plain writeSync',
        ratio: ratio(seconds),
        target,
        ok,
      };
    };
    return [
      row('JSONL', jsonl.seconds, 'ratio >= 0.35', ratio(jsonl.seconds) >= 0.35),
      row('JSONL, zstd', zstd.seconds, '', true),
      row('Parquet, zstd', parquet.seconds, 'ratio >= 0.35', ratio(parquet.seconds) >= 0.35),
      {
        name: 'Parquet, most memory above the start',
        value: parquet.memory,
        unit: 'MB',
        target: '< 400',
        ok: parquet.memory < 400,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Rows as of source files: words, lines and an indent, some 3 kB each; made as they are asked for. */
function* rows(): Generator<Sample> {
  const random = seededRandom(1);
  const words = ['const', 'value', 'return', 'items', 'index', 'await', 'result', '=>', '(', ')', '{', '}', ';\n  '];
  const texts = Array.from({ length: 512 }, () =>
    Array.from({ length: 480 }, () => words[Math.floor(random() * words.length)]).join(' '),
  );
  for (let n = 0; n < ROWS; n++) {
    const text = `${n} ${texts[n % texts.length]} ${texts[(n * 7) % texts.length]?.slice(n % 400)}`;
    const cuts = [0, 400, 900, 1100, text.length];
    yield {
      version: 1,
      id: n.toString(16).padStart(16, '0'),
      kind: 'fim',
      family: 'qwen2.5-coder',
      language: 'typescript',
      text,
      spans: cuts.slice(1).map((end, at) => ({ start: cuts[at] ?? 0, end, kind: 'middle', weight: at % 2 })),
      proof: { source: 'bench', path: `src/file${n}.ts`, sha256: n.toString(16).padStart(64, '0'), level: 'mined' },
      labels: { mode: 'psm', variant: 'psm', middleChars: 200, contextFiles: 0 },
    };
  }
}

function plainBytes(): number {
  let bytes = 0;
  for (const row of rows()) bytes += Buffer.byteLength(JSON.stringify(row)) + 1;
  return bytes;
}

/** The baseline, without hash, checks or a name at the end; seconds. */
function plainWrites(folder: string): number {
  const started = performance.now();
  const file = openSync(path.join(folder, 'plain'), 'w');
  let batch = '';
  for (const row of rows()) {
    batch += `${JSON.stringify(row)}\n`;
    if (batch.length < 1_000_000) continue;
    writeSync(file, batch);
    batch = '';
  }
  writeSync(file, batch);
  fdatasyncSync(file);
  closeSync(file);
  return (performance.now() - started) / 1000;
}

async function written(folder: string, format: DatasetFormat): Promise<{ seconds: number; memory: number }> {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const started = performance.now();
  const sink = (await sinksOf(format))(path.join(folder, format));
  let count = 0;
  for (const row of rows()) {
    sink.write(row);
    if (++count % 500 === 0) most = Math.max(most, process.memoryUsage.rss());
  }
  await sink.close();
  most = Math.max(most, process.memoryUsage.rss());
  return { seconds: (performance.now() - started) / 1000, memory: (most - before) / 1e6 };
}
