import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import { TracewrightError } from '../../core/errors.ts';
import { noteEventSchemas } from '../../core/session/noteEvents.ts';

export const AGENT_NOTE_VERSION = 1;
/** UTF-16 code units. */
export const MOST_NOTE = 10_000;

/** A note that an agent hands in: a file of the inbox, or a line of the notes that no session took. */
export const agentNoteSchema = z.object({
  version: z.literal(AGENT_NOTE_VERSION),
  id: z.string().check(z.regex(/^[0-9a-f-]{36}$/)),
  /** When it was handed in, ISO 8601 in UTC. */
  at: z.string(),
  type: noteEventSchemas.note.shape.type,
  text: z.string().check(z.minLength(1), z.maxLength(MOST_NOTE)),
  /** The code that it is about: a file of the workspace with forward slashes, and lines from 1, the last one included. */
  path: z.optional(z.string()),
  lines: z.optional(z.tuple([z.number(), z.number()])),
});
export type AgentNote = z.infer<typeof agentNoteSchema>;

/**
 * A file below `root` by a name from outside, as a relative path with forward slashes. Throws `path-outside` for one
 * that leads out of it (`..`, absolute, through a link) and `no-such-file`.
 */
export function fileInside(root: string, name: string): string {
  const outside = (remedy: string) =>
    new TracewrightError('path-outside', `the path ${name.slice(0, 200)} leads out of the workspace`, { remedy });
  const parts = name.replaceAll('\\', '/').split('/');
  if (name === '' || name.includes('\0') || path.isAbsolute(name) || /^[a-z]:/i.test(name) || parts.includes('..')) {
    throw outside('give a path relative to the workspace folder');
  }
  const file = path.join(root, ...parts);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new TracewrightError('no-such-file', `there is no file ${name.slice(0, 200)} in the workspace`, {
      remedy: 'check the path',
    });
  }
  const within = path.relative(realpathSync(root), realpathSync(file));
  if (within.startsWith('..') || path.isAbsolute(within)) throw outside('name a file that is no link to elsewhere');
  return parts.filter((part) => part !== '' && part !== '.').join('/');
}

/** The text's range of whole lines, from 1, the last one included, cut to what there is; UTF-16 offsets. */
export function lineRange(text: string, [from, to]: readonly [number, number]): [start: number, end: number] {
  let start = 0;
  for (let line = 1; line < from; line++) {
    const next = text.indexOf('\n', start);
    if (next < 0) break;
    start = next + 1;
  }
  let end = start;
  for (let line = from; line <= Math.max(from, to); line++) {
    const next = text.indexOf('\n', end);
    if (next < 0) return [start, text.length];
    end = line === Math.max(from, to) ? next : next + 1;
  }
  return [start, text[end - 1] === '\r' ? end - 1 : end];
}

/** The text of a file of at most 10 MB; undefined where there is none. */
export function textOfFile(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size <= 10_000_000 ? readFileSync(file, 'utf8') : undefined;
}
