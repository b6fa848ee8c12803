import type { SessionEvent } from './event.ts';
import type { LogRecord } from './forgetOutcome.ts';

/**
 * A record whose members that name other records (the edits of a save, the request of a visit) have their new numbers.
 * What names a record that is gone goes as well; of the edits of a save those stay that are left.
 */
export function withNewNumbers(record: LogRecord, numbers: ReadonlyMap<number, number>): LogRecord {
  const known = record as SessionEvent;
  if (known.kind === 'visit' && known.request !== undefined) {
    const { request, ...rest } = known;
    const now = numbers.get(request);
    return now === undefined ? rest : { ...rest, request: now };
  }
  if (known.kind === 'save' && known.formatting !== undefined) {
    const { formatting, ...rest } = known;
    const left = newRange(formatting, numbers);
    return left === undefined ? rest : { ...rest, formatting: left };
  }
  if (known.kind === 'question' && known.about !== undefined) {
    const { about, ...rest } = known;
    const left = newRange(about, numbers);
    return left === undefined ? rest : { ...rest, about: left };
  }
  return record;
}

/** What is left of a run of records, first and last, by their new numbers. */
export function newRange([first, last]: readonly [number, number], numbers: ReadonlyMap<number, number>) {
  const left: number[] = [];
  for (let seq = first; seq <= last; seq++) {
    const now = numbers.get(seq);
    if (now !== undefined) left.push(now);
  }
  const from = left[0];
  const to = left.at(-1);
  return from === undefined || to === undefined ? undefined : ([from, to] as [number, number]);
}
