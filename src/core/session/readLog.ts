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

/** What a log turns out to hold besides its events. */
export type LogEnd = Omit<ReadLog, 'events' | 'unknown'>;

/** Takes what is read, record by record. */
export interface LogSink {
  event(event: SessionEvent): void;
  unknown(event: UnknownEvent): void;
}

/**
 * Reads the segments of a log, in order, as far as they go: whatever is whole is kept, whatever is wrong is a problem
 * that names file and line. Only a torn last record, which a killed recorder may leave, is set aside as `torn`.
 */
export function readLog(sessionId: string, segments: readonly LogSegment[], digest: Digest): ReadLog {
  const events: SessionEvent[] = [];
  const unknown: UnknownEvent[] = [];
  const sink: LogSink = { event: (event) => events.push(event), unknown: (event) => unknown.push(event) };
  const reader = new LogReader(sessionId, digest, sink);
  segments.forEach(({ file, text }, index) => {
    reader.begin(file);
    reader.take(text.split('\n'), index === segments.length - 1);
  });
  return { events, unknown, ...reader.end() };
}

/** Reads a log piece by piece; nothing of it is kept but what is wrong with it. */
export class LogReader {
  readonly #digest: Digest;
  readonly #sink: LogSink;
  readonly #problems: LogProblem[] = [];
  #torn: TornTail | null = null;
  #file = '';
  /** Lines of the segment that were taken. */
  #line = 0;
  /** Number of the next segment. */
  #segment = 1;
  /** Null after a record that cannot be read: the chain then goes on from the next record. */
  #hash: string | null;
  #lastHash: string;
  /** Null where the number of the next record cannot be known. */
  #seq: number | null = 0;
  #nextSeq = 0;
  #lastT = 0;

  constructor(sessionId: string, digest: Digest, sink: LogSink) {
    this.#digest = digest;
    this.#sink = sink;
    this.#hash = sessionId;
    this.#lastHash = sessionId;
  }

  /** The lines that follow are of this segment. Segments come in order. */
  begin(file: string): void {
    const number = segmentNumber(file) ?? this.#segment;
    if (number > this.#segment) this.#missing(this.#segment, number - 1);
    this.#segment = number + 1;
    this.#file = file;
    this.#line = 0;
  }

  /** The next whole lines of the segment. `endsLog`: the last one is where the log ends, and may be torn. */
  take(lines: readonly string[], endsLog: boolean): void {
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index] ?? '';
      this.#line++;
      if (line !== '' && line !== '\r') this.#record(line, endsLog && index === lines.length - 1);
    }
  }

  end(): LogEnd {
    return {
      problems: this.#problems,
      torn: this.#torn,
      lastHash: this.#lastHash,
      nextSeq: this.#nextSeq,
      lastT: this.#lastT,
    };
  }

  #missing(first: number, last: number): void {
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

  #record(text: string, isVeryLast: boolean): void {
    const file = this.#file;
    const line = this.#line;
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
    if (record.outcome === 'event') this.#sink.event(record.event);
    else this.#sink.unknown(record.event);
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
