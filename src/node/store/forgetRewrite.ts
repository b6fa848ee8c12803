import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodeRecord } from '../../core/session/codec.ts';
import type { SessionEvent } from '../../core/session/event.ts';
import type { ForgetOutcome, LogRecord } from '../../core/session/forgetOutcome.ts';
import { segmentName, segmentNumber } from '../../core/session/readLog.ts';
import type { SessionMeta } from '../../core/session/session.ts';
import { nodeDigest } from './digest.ts';
import { SESSION_FILE, writeSessionFile } from './sessionFile.ts';
import type { StoredSession } from './sessionReader.ts';

/** The records of a sound log, with all that they hold; a torn last one is not among them. */
export function logRecords({ folder, segments, torn }: StoredSession): LogRecord[] {
  return segments.flatMap((segment) => {
    const lines = readFileSync(path.join(folder, segment), 'utf8').split('\n');
    if (torn?.file === segment) lines.pop();
    return lines.flatMap((line) => (line.trim() === '' ? [] : [withoutHash(line)]));
  });
}

function withoutHash(line: string): LogRecord {
  const { hash: _hash, ...record } = JSON.parse(line);
  return record;
}

/**
 * Writes a session anew into the empty folder `target`, forced to the disk: each record in the segment that it came from,
 * the chain over all of them, and the summary. Torn bytes are left out; files that are not the session's come along.
 * Returns how many segments differ from before or are gone.
 */
export function writeRewritten(session: StoredSession, outcome: ForgetOutcome, target: string): number {
  mkdirSync(target, { recursive: true });
  const groups = bySegment(session, outcome);
  let hash = session.meta.id;
  const written = groups.map((records, index) => {
    let text = '';
    for (const record of records) {
      const encoded = encodeRecord(withoutSetAside(record), hash, nodeDigest);
      text += encoded.line;
      hash = encoded.hash;
    }
    const name = segmentName(index + 1);
    writeFileSync(path.join(target, name), text, { flush: true });
    return { name, text };
  });
  const records = outcome.kept.map(({ record }) => record);
  writeSessionFile(target, metaOf(session.meta, records, written.length, hash));
  for (const name of readdirSync(session.folder)) {
    if (!isOwn(name)) cpSync(path.join(session.folder, name), path.join(target, name), { recursive: true });
  }
  const same = written.filter(({ name, text }) => textOf(path.join(session.folder, name)) === text).length;
  return Math.max(session.segments.length, written.length) - same;
}

function bySegment(session: StoredSession, { kept }: ForgetOutcome): LogRecord[][] {
  const groups: LogRecord[][] = [];
  const starts = session.segments.map((segment) => firstSeq(path.join(session.folder, segment)));
  let at = -1;
  let group: LogRecord[] = [];
  for (const { from, record } of kept) {
    const segment = starts.findLastIndex((start) => start !== null && start <= from);
    if (segment !== at) {
      group = [];
      groups.push(group);
      at = segment;
    }
    group.push(record);
  }
  return groups;
}

/** Number of a segment's first record; null for one without records. */
function firstSeq(file: string): number | null {
  const line = readFileSync(file, 'utf8')
    .split('\n', 3)
    .find((text) => text.trim() !== '');
  const seq = /"seq":(\d+)/.exec(line ?? '')?.[1];
  return seq === undefined ? null : Number(seq);
}

/** Torn bytes do not stay, so nothing names them. */
function withoutSetAside(record: LogRecord): LogRecord {
  if (record.kind !== 'recovered' || !('setAside' in record)) return record;
  const { setAside: _setAside, ...rest } = record;
  return rest as LogRecord;
}

function metaOf(meta: SessionMeta, records: readonly LogRecord[], segments: number, lastHash: string): SessionMeta {
  const events = records as readonly SessionEvent[];
  const start = events.find((event) => event.kind === 'session-start');
  const last = events.at(-1);
  const documents = new Set(events.flatMap((event) => (event.kind === 'document-open' ? [event.doc] : []))).size;
  const stoppedAt = last?.kind === 'session-stop' ? last.at : null;
  const { summary: _summary, ...head } = meta;
  return {
    ...head,
    goal: start?.goal ?? meta.goal,
    roots: meta.roots.map((root, index) => ({ ...root, tree: start?.roots[index]?.tree ?? root.tree })),
    stoppedAt,
    ...(stoppedAt === null ? {} : { summary: { events: records.length, documents, segments, lastHash } }),
  };
}

function isOwn(name: string): boolean {
  return (
    name.startsWith(SESSION_FILE) ||
    name === 'writer.lock' ||
    /^torn-.+\.bin$/.test(name) ||
    segmentNumber(name) !== null
  );
}

function textOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
