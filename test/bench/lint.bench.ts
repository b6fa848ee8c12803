import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fimSample } from '../../src/core/sample/fim.ts';
import { planSplits } from '../../src/core/sample/fimPlan.ts';
import { seededRandom } from '../../src/core/sample/random.ts';
import { fileRows } from '../../src/node/lint/fileRows.ts';
import { lintFile } from '../../src/node/lint/lintFile.ts';
import { nodeDigest } from '../../src/node/store/digest.ts';
import type { BenchRow } from './benchRow.ts';

const ROWS = 50_000;
const options = { family: 'qwen2.5-coder', maxChars: 6000, minMiddleChars: 4, keepUndone: false };

/** 50,000 rows of ours, and as many of OpenAI's, linted from a file. */
export async function bench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-bench-lint-'));
  try {
    const own = write(path.join(folder, 'fim.jsonl'), fimLines());
    const chats = write(path.join(folder, 'chats.jsonl'), chatLines());
    const reading = await timed(async () => {
      for await (const _ of fileRows(own));
    });
    return [
      await linted('50,000 FIM rows linted', own, reading),
      await linted('50,000 OpenAI rows linted', chats, null),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function linted(name: string, file: string, reading: number | null): Promise<BenchRow> {
  let rows = 0;
  const seconds = await timed(async () => {
    const report = await lintFile(file);
    rows = report.rows;
    if (report.errors > 0) throw new Error(`generated rows have findings: ${JSON.stringify(report.findings[0])}`);
  });
  const megabytes = Math.round(statSync(file).size / 1e6);
  return {
    name: `${name} (${megabytes} MB)`,
    value: seconds,
    unit: 's',
    target: '< 30',
    ok: rows === ROWS && seconds < 30,
    ...(reading === null ? {} : { baseline: 'reading and parsing alone', ratio: seconds / reading }),
  };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function write(file: string, lines: Iterable<string>): string {
  const handle = openSync(file, 'w');
  let written = 0;
  for (const line of lines) {
    if (written++ === ROWS) break;
    writeSync(handle, `${line}\n`);
  }
  closeSync(handle);
  return file;
}

function* fimLines(): Generator<string> {
  const random = seededRandom(1);
  for (let file = 0; ; file++) {
    const lines = Array.from(
      { length: 150 },
      (_, n) => `  const value${n} = compute(${file}, ${n}, "text ${n * file}");\n`,
    );
    const text = `export function part${file}() {\n${lines.join('')}}\n`;
    for (const [start, end] of planSplits(text, { rule: 'line-span', count: 20 }, random)) {
      const hole = { source: `${file}.ts`, path: `${file}.ts`, language: 'typescript', text, start, end };
      const made = fimSample(hole, options, random, nodeDigest);
      if ('sample' in made) yield JSON.stringify(made.sample);
    }
  }
}

function* chatLines(): Generator<string> {
  for (let row = 0; ; row++) {
    const messages: object[] = [{ role: 'user', content: `Change file ${row}` }];
    for (let turn = 0; turn < 8; turn++) {
      const call = {
        id: `c${turn}`,
        type: 'function',
        function: { name: 'bash', arguments: `{"command":"cat f${turn}.ts"}` },
      };
      messages.push({ role: 'assistant', content: 'I look at it.', tool_calls: [call] });
      messages.push({ role: 'tool', tool_call_id: `c${turn}`, content: `const a = ${row};\n`.repeat(20) });
    }
    yield JSON.stringify({ messages: [...messages, { role: 'assistant', content: 'Done.' }] });
  }
}
