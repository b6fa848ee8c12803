import { TracewrightError } from '../../core/errors.ts';
import { readTextFile } from './readTextFile.ts';

/** Reads and parses a JSON file; a byte order mark is accepted. Throws `not-json` (with the line) and what readTextFile throws. */
export async function readJsonFile(file: string): Promise<unknown> {
  const text = await readTextFile(file);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const line = lineOfJsonError(text, cause);
    throw new TracewrightError('not-json', 'this is not whole JSON', {
      place: line === undefined ? { file } : { file, line },
      remedy: 'check that the file was copied whole',
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
