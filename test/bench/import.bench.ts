import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { workspaceRecording } from '../../src/core/formats/workspaceRecording.ts';
import { importRecording } from '../../src/node/formats/importRecording.ts';
import { RECORDINGS } from '../conformance/workspaceRecording.ts';
import type { BenchRow } from './benchRow.ts';

/** A recorded day comes in: how fast, and how large its log is. */
export async function bench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'import-bench-'));
  try {
    const recorded = path.join(RECORDINGS, 'EditSourceTracker.test1.recording.w.json');
    const file = existsSync(recorded) ? recorded : generated(path.join(folder, 'generated.json'));
    const from = existsSync(recorded) ? 'a recording of 92 min' : 'a generated recording';
    const bring = () =>
      importRecording({
        files: [file],
        format: workspaceRecording,
        dataFolder: path.join(folder, '.tracewright'),
        version: '0',
        progress: { report: () => undefined },
      });
    await bring();
    const started = performance.now();
    const { counts, bytes } = await bring();
    const seconds = (performance.now() - started) / 1000;
    const share = bytes.log / bytes.read;
    return [
      {
        name: `import: records of ${from}`,
        value: counts.events / seconds,
        unit: 'records/s',
        target: '> 2000',
        ok: counts.events / seconds > 2000,
      },
      { name: 'import: log, in shares of the recording', value: share, unit: '', target: '< 1', ok: share < 1 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function generated(file: string): string {
  const log = [
    { documentType: 'workspaceRecording@1.0', kind: 'header', repoRootUri: 'file:///r', time: 1e12, uuid: '' },
    { kind: 'documentEncountered', id: 0, relativePath: 'a.ts', time: 1e12 },
    { kind: 'setContent', id: 0, v: 1, content: 'x'.repeat(10_000), time: 1e12 },
    ...Array.from({ length: 10_000 }, (_, n) => [
      { kind: 'changed', id: 0, v: n + 2, edit: [[n, n, 'y']], time: 1e12 + n * 100 },
      { kind: 'selectionChanged', id: 0, selection: [[n + 1, n + 1]], time: 1e12 + n * 100 + 1 },
    ]).flat(),
  ];
  writeFileSync(file, JSON.stringify({ log }, null, 2));
  return file;
}
