import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SessionWriter } from '../../src/node/store/sessionWriter.ts';
import { type BenchRow, percentile } from './benchRow.ts';

const RATE = 1000;
const SECONDS = 5;

/** What one record costs the typing thread, at 1,000 records a second, syncing to the disk included. */
export async function bench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tracewright-bench-'));
  try {
    const head = { id: 'bench', goal: '', startedAt: '', roots: [], tool: { version: '0' } };
    const writer = SessionWriter.create(folder, head);
    const append = (v: number) => writer.append({ kind: 'edit', doc: 0, v, changes: [[v, 0, 'x']] });
    const paced: number[] = [];
    const started = performance.now();
    while (paced.length < RATE * SECONDS) {
      const due = Math.min(RATE * SECONDS, ((performance.now() - started) * RATE) / 1000);
      while (paced.length < due) {
        const before = performance.now();
        append(paced.length);
        paced.push(1000 * (performance.now() - before));
      }
      await pause(1);
    }
    const burst = 20_000;
    const burstStarted = performance.now();
    for (let n = 0; n < burst; n++) append(n);
    const rate = (1000 * burst) / (performance.now() - burstStarted);
    writer.close('');
    const p99 = percentile(paced, 0.99);
    return [
      { name: 'append at 1,000 events/s, median', value: percentile(paced, 0.5), unit: 'µs', ok: true },
      { name: 'append at 1,000 events/s, 99th percentile', value: p99, unit: 'µs', target: '< 1,000', ok: p99 < 1000 },
      { name: 'append at 1,000 events/s, slowest', value: Math.max(...paced), unit: 'µs', ok: true },
      { name: 'append as fast as it goes', value: rate, unit: 'events/s', ok: true },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
