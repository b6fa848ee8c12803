import path from 'node:path';
import type { RecordingFormat } from '../core/formats/recordingFormat.ts';
import { importRecording } from '../node/formats/importRecording.ts';
import { excludeFolder } from '../node/git/excludeFolder.ts';
import type { ImportAnswer, ImportOrder } from './importFormat.ts';
import { productVersion } from './version.ts';

/** A recording becomes a session below `.tracewright` of the current folder, or below the folder that `--out` names. */
export async function importSession(format: RecordingFormat, order: ImportOrder): Promise<ImportAnswer> {
  const dataFolder = order.out ?? path.join(order.cwd, '.tracewright');
  if (order.out === null) await excludeFolder(order.cwd);
  const { files, progress } = order;
  const made = await importRecording({ files, format, dataFolder, version: productVersion(), progress });
  return {
    formatVersion: made.formatVersion,
    kind: 'session',
    out: made.folder,
    steps: 0,
    toolCalls: 0,
    events: made.counts.events,
    unknownRecords: made.counts.unknownRecords,
    warnings: made.warnings,
    edits: made.counts.edits,
    checks: made.counts.checks,
    resyncs: made.counts.resyncs,
  };
}
