import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSession } from './sessionReader.ts';
import { SessionWriter } from './sessionWriter.ts';
import { lockSession } from './writerLock.ts';

export interface Recovery {
  readonly folder: string;
  readonly id: string;
  /** Events that were in the log before the two that recovery appends. */
  readonly events: number;
  /** Bytes of a torn last record, now in the file `setAside` beside the log. */
  readonly tornBytes: number;
  readonly setAside: string | null;
}

/**
 * Puts a session in order whose recorder died: the bytes of a torn last record go to a file of their own, then the log
 * gets `recovered` and `session-stop`. Returns null when the session was stopped properly; the summary is then completed if
 * only that is missing.
 * Throws `session-locked` when another process still writes there.
 */
export function recoverSession(folder: string, at: Date = new Date()): Recovery | null {
  const release = lockSession(folder);
  try {
    const found = readSession(folder);
    const last = found.events.at(-1);
    if (found.torn === null && last?.kind === 'session-stop') {
      release();
      if (found.meta.stoppedAt === null) SessionWriter.continue(found).close(last.at);
      return null;
    }
    const torn = found.torn === null ? null : setTornAside(folder, found.torn.file);
    release();
    const writer = SessionWriter.continue({ ...found, torn: null });
    const setAside = torn === null ? {} : { setAside: torn.file };
    writer.append({ kind: 'recovered', at: at.toISOString(), tornBytes: torn?.bytes ?? 0, ...setAside });
    writer.append({ kind: 'session-stop', at: at.toISOString(), why: 'recovered' });
    writer.close(at.toISOString());
    return {
      folder,
      id: found.meta.id,
      events: found.events.length + found.unknown.length,
      tornBytes: torn?.bytes ?? 0,
      setAside: torn?.file ?? null,
    };
  } finally {
    release();
  }
}

/** Moves what stands after the segment's last newline, and the newline, into a file beside it. */
function setTornAside(folder: string, segment: string): { readonly file: string; readonly bytes: number } {
  const log = path.join(folder, segment);
  const bytes = readFileSync(log);
  const start = Math.max(0, bytes.lastIndexOf(0x0a));
  const file = `torn-${segment.replace('.jsonl', '')}-at-${start}.bin`;
  writeFileSync(path.join(folder, file), bytes.subarray(start), { flush: true });
  truncateSync(log, start);
  return { file, bytes: bytes.length - start };
}
