import { lineStarts, searchLines, trimmedMatches } from './lineMatch.ts';
import { type Edited, failed } from './toolDesk.ts';

type Candidates = (text: string, search: string) => readonly string[];

/**
 * opencode's edit: ways to find the text, one after the other; the first that finds a text which stands in the file
 * once (or at all, with `all`) counts. Its last, similarity of the block's middle, is not done: see docs.
 */
export function openCodeReplaced(text: string, search: string, by: string, all: boolean): Edited {
  let found = false;
  for (const way of ways) {
    for (const part of way(text, search)) {
      const at = part === '' ? -1 : text.indexOf(part);
      if (at < 0) continue;
      found = true;
      if (all) return { ok: true, text: text.split(part).join(by) };
      if (text.lastIndexOf(part) !== at) continue;
      return { ok: true, text: text.slice(0, at) + by + text.slice(at + part.length) };
    }
  }
  return found
    ? failed('not-unique', 'the text occurs more than once')
    : failed('not-found', 'the text does not occur');
}

const ways: readonly Candidates[] = [
  (_text, search) => [search],
  (text, search) => trimmedMatches(text, search).map(({ start, end }) => text.slice(start, end)),
  anchored,
  spaceless,
  unindented,
  (text, search) => (text.includes(unescaped(search)) ? [unescaped(search)] : []),
  (text, search) => (search.trim() !== search && text.includes(search.trim()) ? [search.trim()] : []),
];

/** One block whose first and last lines are the searched ones; where there are several, none is taken. */
function anchored(text: string, search: string): readonly string[] {
  if (search.split('\n').length < 3) return [];
  const wanted = searchLines(search);
  const lines = text.split('\n');
  const starts = lineStarts(lines);
  const blocks: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (lines[at]?.trim() !== wanted[0]?.trim()) continue;
    const last = lines.findIndex((line, index) => index >= at + 2 && line.trim() === wanted.at(-1)?.trim());
    if (last >= 0) blocks.push(text.slice(starts[at], (starts[last] ?? 0) + (lines[last]?.length ?? 0)));
  }
  return blocks.length === 1 ? blocks : [];
}

function spaceless(text: string, search: string): readonly string[] {
  const squeezed = (value: string) => value.replace(/\s+/g, ' ').trim();
  const wanted = squeezed(search);
  const lines = text.split('\n');
  const height = search.split('\n').length;
  const found: string[] = [];
  for (const line of lines) if (squeezed(line) === wanted) found.push(line);
  for (let at = 0; height > 1 && at + height <= lines.length; at++) {
    if (!wanted.startsWith(squeezed(lines[at] ?? ''))) continue;
    const block = lines.slice(at, at + height).join('\n');
    if (squeezed(block) === wanted) found.push(block);
  }
  return found;
}

function unindented(text: string, search: string): readonly string[] {
  const bare = (value: string) => {
    const lines = value.split('\n');
    const indents = lines.filter((line) => line.trim() !== '').map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
    const least = Math.min(...indents);
    return lines.map((line) => (line.trim() === '' ? line : line.slice(least))).join('\n');
  };
  const wanted = bare(search);
  const first = search.split('\n')[0]?.trim();
  const lines = text.split('\n');
  const height = search.split('\n').length;
  const found: string[] = [];
  for (let at = 0; at + height <= lines.length; at++) {
    if (lines[at]?.trim() !== first) continue;
    const block = lines.slice(at, at + height).join('\n');
    if (bare(block) === wanted) found.push(block);
  }
  return found;
}

function unescaped(text: string): string {
  const named: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
  return text.replace(/\\(n|t|r|'|"|`|\\|\n|\$)/g, (_all, character: string) => named[character] ?? character);
}
