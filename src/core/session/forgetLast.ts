import { TracewrightError } from '../errors.ts';
import type { SessionEventOf } from './event.ts';
import type { ForgetOutcome, LogRecord } from './forgetOutcome.ts';

/**
 * Cuts off what was recorded in the last `ms` milliseconds of a session's own time, and closes the log there. A log that
 * has only its own end in that time is left as it is. Throws `forget-everything` when nothing would be left.
 */
export function forgetLast(records: readonly LogRecord[], ms: number): ForgetOutcome {
  const end = records.reduce((latest, { t }) => Math.max(latest, t), 0);
  const cut = records.findIndex(({ t }) => t > end - ms);
  const before = cut < 0 ? records : records.slice(0, cut);
  const after = cut < 0 ? [] : records.slice(cut);
  const removed = after.filter((record) => !isEnd(record)).length;
  if (removed === 0) return { kept: unchanged(records), removed: 0, changed: false };
  const last = before.at(-1);
  if (last === undefined) {
    throw new TracewrightError('forget-everything', 'that is all of the session', {
      kind: 'usage',
      remedy: 'delete the folder of the session to forget all of it',
    });
  }
  const kept = unchanged(before);
  if (last.kind === 'session-stop') return { kept, removed, changed: true };
  const start = before.find((record) => record.kind === 'session-start') as SessionEventOf<'session-start'> | undefined;
  const stop: SessionEventOf<'session-stop'> = {
    seq: last.seq + 1,
    t: last.t,
    kind: 'session-stop',
    at: momentOf(start?.at, last.t),
    why: 'asked',
  };
  return { kept: [...kept, { from: last.seq, record: stop }], removed, changed: true };
}

function isEnd({ kind }: LogRecord): boolean {
  return kind === 'session-stop' || kind === 'recovered';
}

function unchanged(records: readonly LogRecord[]): ForgetOutcome['kept'] {
  return records.map((record) => ({ from: record.seq, record }));
}

/** ISO 8601 in UTC of `t` milliseconds after `start`; `start` itself where it is no time. */
function momentOf(start: string | undefined, t: number): string {
  const began = Date.parse(start ?? '');
  return Number.isNaN(began) ? (start ?? '') : new Date(began + t).toISOString();
}
