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
  if (/end of JSON/.test(message)) return text.split('\n').length;
  // Of an unexpected token the engine shows the text around it alone: up to ten code units on each side.
  const around = /^Unexpected token .*?, (\.\.\.)?"([\s\S]+?)"(?:\.\.\.)? is not valid JSON$/.exec(message);
  const at = around === null ? -1 : text.indexOf(around[2] ?? '');
  if (around === null || at < 0) return undefined;
  const token = /'(.)'/su.exec(message)?.[1] ?? '';
  const inside = around[1] === undefined ? (around[2] ?? '').indexOf(token) : 10;
  return text.slice(0, at + Math.max(0, inside)).split('\n').length;
}
