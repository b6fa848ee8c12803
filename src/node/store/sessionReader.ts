import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { SessionEvent, SessionEventOf, UnknownEvent } from '../../core/session/event.ts';
import {
  type LogEnd,
  type LogProblem,
  LogReader,
  type LogSink,
  type ReadLog,
  segmentNumber,
} from '../../core/session/readLog.ts';
import { SESSION_VERSION, type SessionMeta } from '../../core/session/session.ts';
import { nodeDigest } from './digest.ts';
import { readSessionFile, SESSION_FILE } from './sessionFile.ts';

/** A session as it stands on disk. */
export interface StoredSession extends ReadLog {
  readonly folder: string;
  readonly meta: SessionMeta;
  /** File names of the log's segments, in order. */
  readonly segments: readonly string[];
}

/** What stands in a session's folder, before its log is read. */
export interface SessionFiles {
  readonly folder: string;
  /** What session.json says; null when it is missing or damaged. */
  readonly meta: SessionMeta | null;
  /** File names of the log's segments, in order. */
  readonly segments: readonly string[];
  readonly problems: readonly LogProblem[];
}

/** How much of a segment is read at a time: so little that what is read of it dies young. Bytes. */
const PIECE = 256 * 1024;

/**
 * Reads a session's folder as far as it can be read. What is wrong with it is in `problems`, with file and line; a log
 * whose recorder died has its torn last record in `torn`. Reading changes nothing on disk.
 * Throws `session-missing` when there is no session in the folder and `session-version` for one from a newer version.
 */
export function readSession(folder: string): StoredSession {
  const files = sessionFiles(folder);
  const events: SessionEvent[] = [];
  const unknown: UnknownEvent[] = [];
  const sink: LogSink = { event: (event) => events.push(event), unknown: (event) => unknown.push(event) };
  const reading = readPieces(files, sink);
  let step = reading.next();
  while (step.done !== true) step = reading.next();
  const start = events.find((event) => event.kind === 'session-start');
  const meta = files.meta ?? metaFromLog(path.basename(path.resolve(folder)), start);
  return { events, unknown, ...step.value, folder, meta, segments: files.segments };
}

/** What is in a session's folder. Throws as {@link readSession}. */
export function sessionFiles(folder: string): SessionFiles {
  const names = listFolder(folder);
  const segments = names
    .filter((name) => segmentNumber(name) !== null)
    .sort((a, b) => (segmentNumber(a) ?? 0) - (segmentNumber(b) ?? 0));
  const problems: LogProblem[] = names.filter((name) => !belongs(name)).map((name) => foreign(folder, name));
  const meta = readMeta(folder, problems);
  if (segments.length === 0 && meta === null) {
    throw new TracewrightError('session-missing', 'there is no session in this folder', {
      place: { file: folder },
      remedy: `name a folder that holds ${SESSION_FILE} and events-0001.jsonl`,
    });
  }
  if (meta === null) problems.push(withoutSummary(folder));
  return { folder, meta, segments, problems };
}

/**
 * Reads the log a few megabytes at a time, handing the events to `sink`; whoever steps through decides when the next
 * piece is read, and nothing that was read is kept. The end says what is wrong with the session as a whole.
 * `size`: bytes of a piece.
 */
export function* readPieces(
  { folder, meta, segments, problems }: SessionFiles,
  sink: LogSink,
  size: number = PIECE,
): Generator<void, LogEnd> {
  const reader = new LogReader(meta?.id ?? path.basename(path.resolve(folder)), nodeDigest, sink);
  for (const [index, file] of segments.entries()) {
    reader.begin(file);
    const isLast = index === segments.length - 1;
    for (const { lines, isEnd } of linesOf(path.join(folder, file), size)) {
      reader.take(lines, isLast && isEnd);
      yield;
    }
  }
  const end = reader.end();
  const onDisk = (problem: LogProblem) => ({ ...problem, error: inFolder(problem.error, folder) });
  return { ...end, problems: [...problems, ...end.problems.map(onDisk)] };
}

/** The lines of a file, several at a time. The last piece is what stands behind the last newline. */
function* linesOf(
  file: string,
  size: number,
): Generator<{ readonly lines: readonly string[]; readonly isEnd: boolean }> {
  const descriptor = openSync(file, 'r');
  try {
    const piece = Buffer.allocUnsafe(size);
    let begun: Buffer[] = [];
    for (let length = readSync(descriptor, piece); length > 0; length = readSync(descriptor, piece)) {
      const read = piece.subarray(0, length);
      const newline = read.lastIndexOf(10);
      if (newline >= 0) {
        const whole = Buffer.concat([...begun, read.subarray(0, newline)]).toString('utf8');
        begun = [];
        yield { lines: whole.split('\n'), isEnd: false };
      }
      begun.push(Buffer.from(read.subarray(newline + 1)));
    }
    yield { lines: [Buffer.concat(begun).toString('utf8')], isEnd: true };
  } finally {
    closeSync(descriptor);
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    const why =
      cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new TracewrightError('session-missing', `this session's folder ${why}`, {
      place: { file: folder },
      remedy: 'check the path and its permissions',
      cause,
    });
  }
}

function belongs(name: string): boolean {
  return (
    name === SESSION_FILE ||
    name === `${SESSION_FILE}.tmp` ||
    name === 'writer.lock' ||
    /^torn-.+\.bin$/.test(name) ||
    segmentNumber(name) !== null
  );
}

function foreign(folder: string, name: string): LogProblem {
  const file = path.join(folder, name);
  const what = statSync(file, { throwIfNoEntry: false })?.isDirectory() ? 'a folder' : 'a file';
  const error = new TracewrightError('foreign-file', `${what} that does not belong to a session`, {
    place: { file },
    remedy: 'it was left alone; move it elsewhere',
  });
  return { severity: 'warning', seq: null, error };
}

function readMeta(folder: string, problems: LogProblem[]): SessionMeta | null {
  try {
    return readSessionFile(folder);
  } catch (error) {
    if (!(error instanceof TracewrightError) || error.code !== 'session-file-damaged') throw error;
    problems.push({ severity: 'warning', seq: null, error });
    return null;
  }
}

function withoutSummary(folder: string): LogProblem {
  const error = new TracewrightError('session-file-missing', "the session's summary is missing or cannot be used", {
    place: { file: path.join(folder, SESSION_FILE) },
    remedy: 'goal, times and base were taken from the log; the folder name must be the id of the session',
  });
  return { severity: 'warning', seq: null, error };
}

/** What the log itself says of its session. */
function metaFromLog(id: string, start: SessionEventOf<'session-start'> | undefined): SessionMeta {
  return {
    version: SESSION_VERSION,
    id,
    goal: start?.goal ?? '',
    startedAt: start?.at ?? '',
    stoppedAt: null,
    roots: (start?.roots ?? []).map(({ name, path, tree, commit }) => ({ name, path, tree, commit })),
    tool: start?.tool ?? { version: '' },
  };
}

function inFolder(error: TracewrightError, folder: string): TracewrightError {
  const { code, message, kind, remedy, cause } = error;
  const place = { ...error.place, file: path.join(folder, error.place.file ?? '') };
  return new TracewrightError(code, message, { kind, place, remedy, cause });
}
