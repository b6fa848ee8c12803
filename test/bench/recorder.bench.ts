import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { recordingFormats } from '../../src/core/formats/recordingFormats.ts';
import { importRecording } from '../../src/node/formats/importRecording.ts';
import { RECORDINGS } from '../conformance/workspaceRecording.ts';
import { type BenchRow, percentile } from './benchRow.ts';
import { Desk } from './desk.ts';

const LINE = 'const answer = compute(42); // a line of ordinary length\n';

/** What a day of recording costs: in time by the size of the document, in memory, and on disk. */
export async function bench(): Promise<BenchRow[]> {
  return [...typingBySize(), workingDay(), verifyMemory(), ...(await logOfTheLongRecording())];
}

/** The same typing in a small and in a large document, in turns, through everything from the document to the log. */
function typingBySize(): BenchRow[] {
  const small = new Desk();
  const large = new Desk();
  try {
    const rounds = 40;
    const a = small.open('small.ts', LINE.repeat(18));
    const b = large.open('large.ts', LINE.repeat(18_000));
    const costs: { small: number[]; large: number[] } = { small: [], large: [] };
    for (let round = 0; round < rounds; round++) {
      costs.small.push(typed(small, a, 500));
      costs.large.push(typed(large, b, 500));
    }
    const cost = { small: percentile(costs.small, 0.5), large: percentile(costs.large, 0.5) };
    const ratio = cost.large / cost.small;
    return [
      { name: 'an edit of a document of 1 KB', value: 1000 * cost.small, unit: 'µs', ok: true },
      {
        name: 'an edit of a document of 1 MB',
        value: 1000 * cost.large,
        unit: 'µs',
        ratio,
        baseline: 'the small one',
        target: '<= 2 ×',
        ok: ratio <= 2,
      },
    ];
  } finally {
    small.dispose();
    large.dispose();
  }
}

/** Milliseconds of one edit, over `count` of them: words typed one after another, at places far apart. */
function typed(desk: Desk, doc: string, count: number): number {
  const began = performance.now();
  for (let n = 0; n < count; n++) desk.type(doc, Math.floor(n / 20) * 7919 + (n % 20), 'x');
  return (performance.now() - began) / count;
}

/** In a process of its own, which counts what is left after collecting garbage. */
function workingDay(): BenchRow {
  const { grownMb, events, leakMb } = inChild<{ grownMb: number; events: number; leakMb: number }>('workingDay.ts');
  return {
    name: `memory grown over 8 h, ${events.toLocaleString('en')} events`,
    value: grownMb,
    unit: 'MB',
    target: '< 30',
    ok: grownMb < 30 && leakMb < 5,
  };
}

function verifyMemory(): BenchRow {
  const { mb, rss, rate } = inChild<{ mb: number; rss: number; rate: number }>('largeLog.ts');
  return {
    name: `memory to verify a log of ${mb.toFixed(0)} MB (${Math.round(rate / 1000)},000 events/s)`,
    value: rss,
    unit: 'MB',
    target: '< 200',
    ok: rss < 200,
  };
}

/** Runs a module beside this file; its last line is what it measured. */
function inChild<Measured>(module: string): Measured {
  const script = path.join(import.meta.dirname, module);
  const output = execFileSync(process.execPath, ['--expose-gc', script], { encoding: 'utf8' });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Measured;
}

async function logOfTheLongRecording(): Promise<BenchRow[]> {
  const recorded = path.join(RECORDINGS, 'EditSourceTracker.test1.recording.w.json');
  const format = recordingFormats.find(({ id }) => id === 'workspace-recording');
  if (!existsSync(recorded) || format === undefined) return [];
  const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'tracewright-bench-'));
  try {
    const progress = { report: () => undefined };
    const { bytes } = await importRecording({ files: [recorded], format, dataFolder, version: '0', progress });
    const was = statSync(recorded).size;
    const bare = JSON.stringify(JSON.parse(readFileSync(recorded, 'utf8'))).length;
    return [
      {
        name: 'log of the session of 92 min',
        value: bytes.log / 1000,
        unit: 'kB',
        ratio: bytes.log / was,
        baseline: `the recording (${(was / 1000).toFixed(0)} kB)`,
        target: '< 1 ×',
        ok: bytes.log < was,
      },
      {
        name: 'the same, with hashes, against bare JSON without any',
        value: bytes.log / 1000,
        unit: 'kB',
        ratio: bytes.log / bare,
        baseline: `the recording without white space (${(bare / 1000).toFixed(0)} kB)`,
        ok: true,
      },
    ];
  } finally {
    rmSync(dataFolder, { recursive: true });
  }
}
