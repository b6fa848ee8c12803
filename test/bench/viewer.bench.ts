import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { TrajectoryReading } from '../../src/core/trajectory/viewing/viewMessages.ts';
import type { BenchRow } from './benchRow.ts';

const program = path.resolve(import.meta.dirname, '../../src/extension/workers/trajectory.ts');
const SIZE = 50 * 1024 * 1024;

/** From the start of the worker to the first rows of a large file, and to its end, as the viewer waits for them. */
export async function bench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-viewer-'));
  try {
    const lines = await timesOf(written(path.join(folder, 'session.jsonl'), claudeCode));
    const document = await timesOf(written(path.join(folder, 'run.traj'), sweAgent));
    return [
      rowOf('first rows of a session of 50 MB (JSON Lines)', lines.first, 1_000),
      rowOf('first rows of a run of 50 MB (one JSON document)', document.first, 1_000),
      rowOf('all rows of a session of 50 MB', lines.whole, 10_000),
      rowOf('all rows of a run of 50 MB', document.whole, 10_000),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowOf(name: string, value: number, most: number): BenchRow {
  return { name, value, unit: 'ms', target: `< ${most}`, ok: value < most };
}

function timesOf(file: string): Promise<{ readonly first: number; readonly whole: number }> {
  const began = performance.now();
  const worker = new Worker(program, { workerData: { file } });
  worker.postMessage({ id: 1, kind: 'read' });
  return new Promise((resolve, reject) => {
    let first: number | undefined;
    worker.on('error', reject);
    worker.on('message', (message: { readonly reading?: TrajectoryReading; readonly sentence?: string }) => {
      if (message.sentence !== undefined) reject(new Error(message.sentence));
      if (message.reading?.kind === 'rows') first ??= performance.now() - began;
      if (message.reading?.kind !== 'done') return;
      resolve({ first: first ?? Number.NaN, whole: performance.now() - began });
      void worker.terminate();
    });
  });
}

/** A file of SIZE: a beginning, turns one after the other, and an end. */
interface Made {
  readonly begin: string;
  readonly turn: (number: number) => string;
  readonly end: string;
}

/** Gives the file's name. */
function written(file: string, { begin, turn, end }: Made): string {
  const descriptor = openSync(file, 'wx');
  let length = writeSync(descriptor, begin);
  for (let number = 0; length < SIZE; number++) length += writeSync(descriptor, turn(number));
  writeSync(descriptor, end);
  closeSync(descriptor);
  return file;
}

const output = 'A line of what a command has put out, as long as such lines are.\n'.repeat(60);

const claudeCode: Made = {
  begin: '',
  turn: (turn) => {
    const common = { sessionId: 'bench', version: '2.0.0', cwd: '/x', timestamp: new Date(turn * 1000).toISOString() };
    const use = { type: 'tool_use', id: `t${turn}`, name: 'Bash', input: { command: `step ${turn}` } };
    const answer = { id: `m${turn}`, role: 'assistant', model: 'bench', content: [use] };
    const parentUuid = turn === 0 ? null : `r${turn - 1}`;
    const asked = { ...common, type: 'assistant', uuid: `a${turn}`, parentUuid, message: answer };
    const result = { type: 'tool_result', tool_use_id: `t${turn}`, content: `${turn} ${output}` };
    const message = { role: 'user', content: [result] };
    const told = { ...common, type: 'user', uuid: `r${turn}`, parentUuid: `a${turn}`, message };
    return `${JSON.stringify(asked)}\n${JSON.stringify(told)}\n`;
  },
  end: '',
};

const sweAgent: Made = {
  begin: '{"environment": "bench", "trajectory": [], "info": {}, "history": [{"role": "user", "content": "Fix it."}',
  turn: (turn) => {
    const action = `step ${turn}`;
    const asked = { role: 'assistant', content: action, thought: 'Next.', action, agent: 'primary' };
    return `,${JSON.stringify(asked)},${JSON.stringify({ role: 'user', content: `${turn} ${output}` })}`;
  },
  end: ']}',
};
