import { splitsCharacter } from '../edit/codePoint.ts';
import type { ContextFile } from '../render/renderFim.ts';
import { leaksMiddle } from './fimParts.ts';

/** Less than so many characters of a file say nothing. */
const LEAST_PART = 512;
/** What a path and its separator take about. */
const PATH_ROOM = 32;

/**
 * What of the files fits into `room` UTF-16 code units, in their order. What does not fit goes from the front, the end
 * that is farthest from the hole: whole files first, then the beginning of the first that is left, up to a line end.
 * Files that give the middle away, or hold half of a surrogate pair, are left out.
 */
export function fimContext(files: readonly ContextFile[], room: number, middle: string): ContextFile[] {
  const kept: ContextFile[] = [];
  let left = room;
  for (const file of files.toReversed()) {
    if (file.text.trim() === '' || leaksMiddle(file.text, middle) || !file.text.isWellFormed()) continue;
    const fits = file.text.length <= left;
    const part = fits ? file : tailOf(file, left - PATH_ROOM);
    if (part !== null) kept.unshift(part);
    if (!fits) break;
    left -= file.text.length;
  }
  return leaksMiddle(kept.map(({ text }) => text).join(''), middle) ? [] : kept;
}

function tailOf(file: ContextFile, size: number): ContextFile | null {
  const earliest = file.text.length - size;
  const feed = file.text.indexOf('\n', earliest - 1);
  const cut = feed < 0 ? earliest : feed + 1;
  if (size < LEAST_PART || file.text.length - cut < LEAST_PART || splitsCharacter(file.text, cut)) return null;
  const { from } = file;
  const range = from?.range;
  return {
    ...file,
    text: file.text.slice(cut),
    ...(from === undefined || range === undefined ? {} : { from: { ...from, range: [range[0] + cut, range[1]] } }),
  };
}
