import { TracewrightError } from '../errors.ts';
import type { Digest } from '../ports.ts';
import { decodeRecord } from './codec.ts';
import type { SessionEvent, UnknownEvent } from './event.ts';

/** Something that is wrong with a session on disk. After a warning everything can still be trusted. */
export interface LogProblem {
  readonly severity: 'error' | 'warning';
  /** The event that it is about, where there is one. */
  readonly seq: number | null;
  readonly error: TracewrightError;
}

/** One file of the log. */
export interface LogSegment {
  readonly file: string;
  readonly text: string;
}

/** A last record that was not written to its end. */
export interface TornTail {
  readonly file: string;
  /** Line of the torn record, from 1. */
  readonly line: number;
  readonly text: string;
}

export interface ReadLog {
  readonly events: readonly SessionEvent[];
  readonly unknown: readonly UnknownEvent[];
  readonly problems: readonly LogProblem[];
  readonly torn: TornTail | null;
  /** Of the last whole record; the next one continues from it. For an empty log the session's id. */
  readonly lastHash: string;
  /** One more than the last record's number. */
  readonly nextSeq: number;
  readonly lastT: number;
}

/** Name of a segment by its number, from 1. */
export function segmentName(number: number): string {
  return `events-${String(number).padStart(4, '0')}.jsonl`;
}

/** Number of a segment by its file name, or null for any other file. */
export function segmentNumber(file: string): number | null {
  const digits = /^events-(\d{4,})\.jsonl$/.exec(file)?.[1];
  return digits === undefined ? null : Number(digits);
}

/**
 * Reads the segments of a log, in order, as far as they go: whatever is whole is kept, whatever is wrong is a problem
 * that names file and line. Only a torn last record, which a killed recorder may leave, is set aside as `torn`.
 */
export function readLog(sessionId: string, segments: readonly LogSegment[], digest: Digest): ReadLog {
  const reading = new LogReading(sessionId, digest);
  let expected = 1;
  segments.forEach((segment, index) => {
    const number = segmentNumber(segment.file) ?? expected;
    if (number > expected) reading.missing(expected, number - 1);
    reading.segment(segment, index === segments.length - 1);
    expected = number + 1;
  });
  return reading.result();
}

class LogReading {
  readonly #digest: Digest;
  readonly #events: SessionEvent[] = [];
  readonly #unknown: UnknownEvent[] = [];
  readonly #problems: LogProblem[] = [];
  #torn: TornTail | null = null;
  /** Null after a record that cannot be read: the chain then goes on from the next record. */
  #hash: string | null;
  #lastHash: string;
  /** Null where the number of the next record cannot be known. */
  #seq: number | null = 0;
  #nextSeq = 0;
  #lastT = 0;

  constructor(sessionId: string, digest: Digest) {
    this.#digest = digest;
    this.#hash = sessionId;
    this.#lastHash = sessionId;
  }

  missing(first: number, last: number): void {
    const what = first === last ? segmentName(first) : `${segmentName(first)} to ${segmentName(last)}`;
    this.#problem(
      'segment-missing',
      `this part of the log is missing, from event ${this.#nextSeq} on`,
      what,
      undefined,
      {
        remedy: 'put the file back from a copy; the events around the gap are still read',
      },
    );
    this.#hash = null;
    this.#seq = null;
  }

  segment({ file, text }: LogSegment, isLast: boolean): void {
    const lines = text.split('\n');
    lines.forEach((line, index) => {
      if (line === '' || line === '\r') return;
      this.#record(file, index + 1, line, isLast && index === lines.length - 1);
    });
  }

  result(): ReadLog {
    return {
      events: this.#events,
      unknown: this.#unknown,
      problems: this.#problems,
      torn: this.#torn,
      lastHash: this.#lastHash,
      nextSeq: this.#nextSeq,
      lastT: this.#lastT,
    };
  }

  #record(file: string, line: number, text: string, isVeryLast: boolean): void {
    const record = decodeRecord(text, this.#hash, this.#digest);
    if (record.outcome === 'unreadable') {
      if (isVeryLast && record.hash === null) {
        this.#torn = { file, line, text };
        return;
      }
      this.#problem('record-unreadable', `event ${this.#seq ?? 'here'} is damaged and cannot be read`, file, line, {
        remedy: 'restore the file from a copy; the other events are kept',
      });
      this.#hash = record.hash;
      this.#lastHash = record.hash ?? this.#lastHash;
      if (this.#seq !== null) this.#expect(this.#seq + 1);
      return;
    }
    const seq = record.outcome === 'misshapen' ? record.seq : record.event.seq;
    if (!record.genuine) {
      this.#problem(
        'hash-mismatch',
        `event ${seq ?? ''} is not what was written: its hash does not match`,
        file,
        line,
        {
          seq,
          remedy: 'the file was changed after it was written; restore it from a copy',
        },
      );
    }
    this.#hash = record.hash;
    this.#lastHash = record.hash;
    if (this.#seq !== null && seq !== null && seq !== this.#seq) {
      this.#problem('seq-gap', `event ${seq} stands where event ${this.#seq} should be`, file, line, {
        seq,
        remedy: 'part of the log is missing or doubled; restore it from a copy',
      });
    }
    if (seq !== null) this.#expect(seq + 1);
    else if (this.#seq !== null) this.#expect(this.#seq + 1);
    if (record.outcome === 'misshapen') {
      this.#problem('event-misshapen', `event ${seq ?? ''} has the wrong shape: ${record.why}`, file, line, {
        seq,
        remedy: 'it is left out; was it written by something else?',
      });
      return;
    }
    this.#lastT = Math.max(this.#lastT, record.event.t);
    if (record.outcome === 'event') this.#events.push(record.event);
    else this.#unknown.push(record.event);
  }

  #expect(seq: number): void {
    this.#seq = seq;
    this.#nextSeq = Math.max(this.#nextSeq, seq);
  }

  #problem(
    code: string,
    what: string,
    file: string,
    line: number | undefined,
    { seq = null, remedy }: { seq?: number | null; remedy: string },
  ): void {
    const place = line === undefined ? { file } : { file, line };
    this.#problems.push({ severity: 'error', seq, error: new TracewrightError(code, what, { place, remedy }) });
  }
}
