import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import type { SessionEventOf } from '../../core/session/event.ts';
import { type LogProblem, type ReadLog, readLog, segmentNumber } from '../../core/session/readLog.ts';
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

/**
 * Reads a session's folder as far as it can be read. What is wrong with it is in `problems`, with file and line; a log
 * whose recorder died has its torn last record in `torn`. Reading changes nothing on disk.
 * Throws `session-missing` when there is no session in the folder and `session-version` for one from a newer version.
 */
export function readSession(folder: string): StoredSession {
  const names = listFolder(folder);
  const segments = names
    .filter((name) => segmentNumber(name) !== null)
    .sort((a, b) => (segmentNumber(a) ?? 0) - (segmentNumber(b) ?? 0));
  const problems: LogProblem[] = names.filter((name) => !belongs(name)).map((name) => foreign(folder, name));
  const stored = readMeta(folder, problems);
  if (segments.length === 0 && stored === null) {
    throw new TracewrightError('session-missing', 'there is no session in this folder', {
      place: { file: folder },
      remedy: `name a folder that holds ${SESSION_FILE} and events-0001.jsonl`,
    });
  }
  const log = readLog(
    stored?.id ?? path.basename(path.resolve(folder)),
    segments.map((file) => ({ file, text: readFileSync(path.join(folder, file), 'utf8') })),
    nodeDigest,
  );
  if (stored === null) problems.push(withoutSummary(folder));
  const start = log.events.find((event) => event.kind === 'session-start');
  const meta = stored ?? metaFromLog(path.basename(path.resolve(folder)), start);
  const onDisk = (problem: LogProblem) => ({ ...problem, error: inFolder(problem.error, folder) });
  return { ...log, folder, meta, segments, problems: [...problems, ...log.problems.map(onDisk)] };
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
