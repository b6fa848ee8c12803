import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readForeign } from '../../src/node/formats/readForeign.ts';
import type { BenchRow } from './benchRow.ts';

/** Agents' logs come in: a document at once, a long log as a stream (`BENCH_GB=1`: of a full gigabyte). */
export async function bench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'trajectories-bench-'));
  try {
    return [await sweAgent(path.join(folder, 'run.traj')), ...codex(path.join(folder, 'rollout.jsonl'))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function sweAgent(file: string): Promise<BenchRow> {
  writeFileSync(file, generated(2e6));
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5; run++) {
    const started = performance.now();
    const { toolCalls } = await readForeign(file);
    if (toolCalls === 0) throw new Error('no calls');
    best = Math.min(best, performance.now() - started);
  }
  const name = `trajectories: a SWE-agent run of ${(statSync(file).size / 1e6).toFixed(1)} MB`;
  return { name, value: best, unit: 'ms', target: '< 150', ok: best < 150 };
}

function codex(file: string): BenchRow[] {
  const mb = process.env.BENCH_GB === '1' ? 1000 : 100;
  const program = path.join(import.meta.dirname, 'rollout.ts');
  execFileSync(process.execPath, [program, 'write', file, String(mb)]);
  const measured = JSON.parse(execFileSync(process.execPath, [program, 'read', file], { encoding: 'utf8' }));
  const rate = measured.mb / measured.seconds;
  return [
    { name: `trajectories: a Codex rollout of ${mb} MB`, value: rate, unit: 'MB/s', target: '> 50', ok: rate > 50 },
    {
      name: 'trajectories: memory while it streams',
      value: measured.rss,
      unit: 'MB',
      target: '< 200',
      ok: measured.rss < 200,
    },
  ];
}

/** A run with function calling as SWE-agent 1.x writes it: every answer is in `history` and again in `trajectory`. */
function generated(bytes: number): string {
  const listing = 'def total(prices):\n    return sum(price for price in prices if price is not None)\n'.repeat(120);
  const history: object[] = [{ role: 'system', content: 'You are a programmer.', message_type: 'system_prompt' }];
  const trajectory: object[] = [];
  for (let turn = 0, size = 0; size < bytes; turn++) {
    const command = `cat src/module_${turn}.py`;
    const call = {
      id: `call_${turn}`,
      type: 'function',
      function: { name: 'bash', arguments: JSON.stringify({ command }) },
    };
    const said = { role: 'assistant', content: `Turn ${turn}: read on.`, thought: 'Read on.', action: command };
    history.push(
      { ...said, message_type: 'action', tool_calls: [call] },
      { role: 'tool', content: listing, message_type: 'observation', tool_call_ids: [call.id] },
    );
    const state = { working_dir: '/repo' };
    trajectory.push({ action: command, observation: listing, response: said.content, execution_time: 0.1, state });
    size += 2 * listing.length + 1000;
  }
  return JSON.stringify({ environment: 'main', trajectory, history, info: { exit_status: 'submitted' } }, null, 2);
}
