import type { SessionEvent } from './event.ts';
import { newRange, withNewNumbers } from './forgetNumbers.ts';
import type { ForgetOutcome, LogRecord } from './forgetOutcome.ts';

/**
 * Takes one note out of a session's records: every wording of it, and that it was taken back. What was replied to it
 * stays, by itself. Times stay, numbers are made anew.
 */
export function forgetNote(records: readonly LogRecord[], note: string): ForgetOutcome {
  const isOf = (record: LogRecord) => {
    const known = record as SessionEvent;
    return (known.kind === 'note' || known.kind === 'note-removed') && known.note === note;
  };
  const stays = records.filter((record) => !isOf(record));
  const removed = records.length - stays.length;
  if (removed === 0) return { kept: records.map((record) => ({ from: record.seq, record })), removed, changed: false };
  const numbers = new Map(stays.map(({ seq }, index) => [seq, index]));
  const kept = stays.map((record, seq) => ({
    from: record.seq,
    record: withoutReply(withNewNumbers({ ...record, seq } as LogRecord, numbers), note, numbers),
  }));
  return { kept, removed, changed: true };
}

/** A note that stays: not a reply to what is gone, and about the events that are left. */
function withoutReply(record: LogRecord, note: string, numbers: ReadonlyMap<number, number>): LogRecord {
  const known = record as SessionEvent;
  if (known.kind !== 'note') return record;
  const { replyTo, about, ...rest } = known;
  const left = about === undefined ? undefined : newRange(about, numbers);
  return {
    ...rest,
    ...(left === undefined ? {} : { about: left }),
    ...(replyTo === undefined || replyTo === note ? {} : { replyTo }),
  };
}
