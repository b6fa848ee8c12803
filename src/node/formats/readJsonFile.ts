import { readFile } from 'node:fs/promises';
import { TracewrightError } from '../../core/errors.ts';

/** Reads and parses a JSON file; a byte order mark is accepted. Throws `unreadable`, `not-json` (with the line). */
export async function readJsonFile(file: string): Promise<unknown> {
  const text = await readText(file);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const line = lineOfJsonError(text, cause);
    throw new TracewrightError('not-json', 'this is not whole JSON', {
      place: line === undefined ? { file } : { file, line },
      remedy: 'check that the file was copied whole',
      cause,
    });
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new TracewrightError('unreadable', missing ? 'there is no such file' : 'the file cannot be read', {
      place: { file },
      remedy: 'check the path and its permissions',
      cause,
    });
  }
}

/** Line (from 1) that the engine's message about JSON means, where it names one. */
function lineOfJsonError(text: string, error: unknown): number | undefined {
  const message = error instanceof Error ? error.message : '';
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return text.slice(0, Number(position)).split('\n').length;
  return /end of JSON/.test(message) ? text.split('\n').length : undefined;
}
