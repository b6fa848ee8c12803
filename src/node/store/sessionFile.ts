import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { TracewrightError } from '../../core/errors.ts';
import { SESSION_VERSION, type SessionMeta, sessionMetaSchema } from '../../core/session/session.ts';

/** Name of the summary beside the log. */
export const SESSION_FILE = 'session.json';

/** Writes session.json so that a reader finds the old or the new one whole, never a part. */
export function writeSessionFile(folder: string, meta: SessionMeta): void {
  const file = path.join(folder, SESSION_FILE);
  const part = `${file}.tmp`;
  const descriptor = openSync(part, 'w');
  try {
    writeSync(descriptor, `${JSON.stringify(meta, null, 2)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(part, file);
}

/**
 * Reads session.json; null when there is none. Throws `session-version` when a newer Tracewright wrote it and
 * `session-file-damaged` when it cannot be understood.
 */
export function readSessionFile(folder: string): SessionMeta | null {
  const file = path.join(folder, SESSION_FILE);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    if (!(error instanceof SyntaxError)) throw error;
    throw damaged(file, 'is not JSON');
  }
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version > SESSION_VERSION) {
    throw new TracewrightError(
      'session-version',
      `this session has format version ${version}, and this Tracewright reads up to ${SESSION_VERSION}`,
      { place: { file }, remedy: 'update Tracewright; nothing was changed' },
    );
  }
  const meta = sessionMetaSchema.safeParse(value);
  if (meta.success) return meta.data;
  const issue = meta.error.issues[0];
  throw damaged(file, `has the wrong shape at ${issue?.path.join('.') || 'its top'}`);
}

function damaged(file: string, how: string): TracewrightError {
  return new TracewrightError('session-file-damaged', `the session's summary ${how}`, {
    place: { file },
    remedy: 'delete it: it is made again from the log',
  });
}
