import { closeSync, fdatasync, fdatasyncSync, fstatSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { encodeRecord } from '../../core/session/codec.ts';
import type { NewEvent, SessionEvent } from '../../core/session/event.ts';
import { segmentName, segmentNumber } from '../../core/session/readLog.ts';
import { SESSION_VERSION, type SessionMeta } from '../../core/session/session.ts';
import { nodeDigest } from './digest.ts';
import { writeSessionFile } from './sessionFile.ts';
import type { StoredSession } from './sessionReader.ts';
import { lockSession } from './writerLock.ts';

export interface WriterOptions {
  /** Monotonic clock in ms; `performance.now` when not given. */
  readonly now?: () => number;
  /** A segment that grew past this many bytes is followed by a new one. Default 16 MB. */
  readonly segmentBytes?: number;
  /** How often, in ms, what was written is forced to the disk. Default 1000. */
  readonly syncInterval?: number;
  /** Hears once that the log cannot be written any more: what is wrong and what to do. */
  readonly onFailure?: (error: TracewrightError) => void;
}

/** What session.json says of a session from its start. */
export type SessionHead = Omit<SessionMeta, 'version' | 'stoppedAt' | 'summary'>;

interface Position {
  readonly segment: number;
  readonly seq: number;
  readonly hash: string;
  /** ms since the session's start at which the log goes on. */
  readonly t: number;
  readonly documents: number;
}

/**
 * Appends events to a session's log. Each record is with the operating system when `append` returns, so that the death
 * of this process loses nothing, and on the disk about a second later. One writer a session, guarded by a lock file.
 */
export class SessionWriter {
  readonly folder: string;
  readonly #meta: Omit<SessionMeta, 'stoppedAt' | 'summary'>;
  readonly #now: () => number;
  readonly #started: number;
  readonly #segmentBytes: number;
  readonly #onFailure: (error: TracewrightError) => void;
  readonly #release: () => void;
  readonly #syncTimer: NodeJS.Timeout;
  readonly #documents = new Set<number>();
  readonly #documentsBefore: number;
  #descriptor: number | null;
  #segment: number;
  #bytes: number;
  #seq: number;
  #hash: string;
  #dirty = false;
  /** Descriptors that are being forced to the disk, and those of them that are to be closed then. */
  readonly #syncing = new Set<number>();
  readonly #closing = new Set<number>();
  #failure: TracewrightError | null = null;

  /** Starts a new session in `<sessions>/<id>/`. Throws `session-not-writable` when that folder cannot be made. */
  static create(sessions: string, head: SessionHead, options: WriterOptions = {}): SessionWriter {
    const folder = path.join(sessions, head.id);
    const meta = { version: SESSION_VERSION, ...head };
    let release: (() => void) | null = null;
    try {
      mkdirSync(sessions, { recursive: true });
      mkdirSync(folder);
      release = lockSession(folder);
      writeSessionFile(folder, { ...meta, stoppedAt: null });
      return new SessionWriter(
        folder,
        meta,
        { segment: 1, seq: 0, hash: head.id, t: 0, documents: 0 },
        release,
        options,
      );
    } catch (cause) {
      release?.();
      throw notWritable(folder, cause);
    }
  }

  /**
   * Goes on with a session that was read before and has no torn record. Throws `session-locked` when another process
   * writes there.
   */
  static continue(session: StoredSession, options: WriterOptions = {}): SessionWriter {
    if (session.torn !== null) {
      throw new TracewrightError('session-torn', 'the last record of this session is torn', {
        place: { file: path.join(session.folder, session.torn.file), line: session.torn.line },
        remedy: 'recover the session first',
      });
    }
    const { stoppedAt: _stoppedAt, summary: _summary, ...meta } = session.meta;
    const last = session.segments[session.segments.length - 1];
    const position = {
      segment: last === undefined ? 1 : (segmentNumber(last) ?? 1),
      seq: session.nextSeq,
      hash: session.lastHash,
      t: session.lastT,
      documents: new Set(session.events.flatMap((event) => (event.kind === 'document-open' ? [event.doc] : []))).size,
    };
    const release = lockSession(session.folder);
    try {
      return new SessionWriter(session.folder, meta, position, release, options);
    } catch (cause) {
      release();
      throw notWritable(session.folder, cause);
    }
  }

  private constructor(
    folder: string,
    meta: Omit<SessionMeta, 'stoppedAt' | 'summary'>,
    position: Position,
    release: () => void,
    options: WriterOptions,
  ) {
    this.folder = folder;
    this.#meta = meta;
    this.#release = release;
    this.#now = options.now ?? (() => performance.now());
    this.#started = this.#now() - position.t;
    this.#segmentBytes = options.segmentBytes ?? 16 * 1024 * 1024;
    this.#onFailure = options.onFailure ?? (() => undefined);
    this.#documentsBefore = position.documents;
    this.#seq = position.seq;
    this.#hash = position.hash;
    this.#segment = position.segment;
    this.#descriptor = openSync(this.#file(), 'a');
    this.#bytes = fstatSync(this.#descriptor).size;
    this.#syncTimer = setInterval(() => {
      if (this.#descriptor !== null) this.#sync(this.#descriptor);
    }, options.syncInterval ?? 1000);
    this.#syncTimer.unref();
  }

  get id(): string {
    return this.#meta.id;
  }

  /** Number of the next event, which is how many there are. */
  get events(): number {
    return this.#seq;
  }

  /** Why nothing can be appended any more, if so. */
  get failure(): TracewrightError | null {
    return this.#failure;
  }

  /** Milliseconds since the session started. */
  elapsed(): number {
    return Math.round((this.#now() - this.#started) * 1000) / 1000;
  }

  /**
   * Writes an event and returns it with its place. Throws `session-write-failed` when it could not be written (and then
   * for every later one), `session-closed` after `close`.
   */
  append(event: NewEvent): SessionEvent {
    if (this.#failure !== null) throw this.#failure;
    if (this.#descriptor === null) {
      throw new TracewrightError('session-closed', 'this session was stopped', {
        kind: 'usage',
        place: { file: this.folder },
        remedy: 'start a new one',
      });
    }
    const placed = { seq: this.#seq, t: this.elapsed(), ...event } as SessionEvent;
    const { line, hash } = encodeRecord(placed, this.#hash, nodeDigest);
    const bytes = Buffer.from(line);
    try {
      writeAll(this.#descriptor, bytes);
    } catch (cause) {
      this.#withdraw(this.#descriptor);
      throw this.#fail(cause);
    }
    if (placed.kind === 'document-open') this.#documents.add(placed.doc);
    this.#seq++;
    this.#hash = hash;
    this.#bytes += bytes.length;
    this.#dirty = true;
    if (this.#bytes >= this.#segmentBytes) this.#rotate();
    return placed;
  }

  /** Forces everything to the disk, writes the summary and gives up the lock. `stoppedAt`: ISO 8601 in UTC. */
  close(stoppedAt: string): void {
    if (this.#descriptor === null) return;
    clearInterval(this.#syncTimer);
    try {
      fdatasyncSync(this.#descriptor);
      writeSessionFile(this.folder, {
        ...this.#meta,
        stoppedAt,
        summary: {
          events: this.#seq,
          documents: this.#documentsBefore + this.#documents.size,
          segments: this.#segment,
          lastHash: this.#hash,
        },
      });
    } catch (cause) {
      throw this.#fail(cause);
    } finally {
      this.#close(this.#descriptor);
      this.#descriptor = null;
      this.#release();
    }
  }

  #file(): string {
    return path.join(this.folder, segmentName(this.#segment));
  }

  /** Takes back the part of a record that a full disk let through; without it the log is whole. */
  #withdraw(descriptor: number): void {
    try {
      ftruncateSync(descriptor, this.#bytes);
    } catch {
      // The part stays, and the reader sets it aside as a torn record.
    }
  }

  #rotate(): void {
    if (this.#descriptor === null) return;
    try {
      const next = openSync(path.join(this.folder, segmentName(this.#segment + 1)), 'ax');
      const full = this.#descriptor;
      this.#descriptor = next;
      this.#segment++;
      this.#bytes = 0;
      this.#sync(full);
      this.#close(full);
    } catch (cause) {
      this.#fail(cause);
    }
  }

  /** Off this thread: the recorder must not wait for the disk. */
  #sync(descriptor: number): void {
    if (!this.#dirty || this.#syncing.has(descriptor)) return;
    this.#dirty = false;
    this.#syncing.add(descriptor);
    fdatasync(descriptor, (error) => {
      this.#syncing.delete(descriptor);
      if (this.#closing.delete(descriptor)) closeSync(descriptor);
      if (error !== null) this.#fail(error);
    });
  }

  /** A descriptor that is being synced is closed afterwards, not under its feet. */
  #close(descriptor: number): void {
    if (this.#syncing.has(descriptor)) this.#closing.add(descriptor);
    else closeSync(descriptor);
  }

  #fail(cause: unknown): TracewrightError {
    if (this.#failure !== null) return this.#failure;
    const why = cause instanceof Error ? cause.message : String(cause);
    this.#failure = new TracewrightError('session-write-failed', `the log cannot be written: ${why}`, {
      kind: 'environment',
      place: { file: this.#file() },
      remedy: `free space or allow writing there, then start a new session; the ${this.#seq} events before are safe`,
      cause,
    });
    this.#onFailure(this.#failure);
    return this.#failure;
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}

function notWritable(folder: string, cause: unknown): TracewrightError {
  if (cause instanceof TracewrightError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new TracewrightError('session-not-writable', `a session cannot be recorded here: ${why}`, {
    kind: 'environment',
    place: { file: folder },
    remedy: 'allow writing in this folder, or choose another one',
    cause,
  });
}
