import { anchoredMatch, trimmedMatches } from './lineMatch.ts';

export type BlocksApplied =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: 'not-found' | 'bad-patch'; readonly said: string };

const searchStart = /^(?:[-]{3,}|[<]{3,}) ?SEARCH>?\s*$/;
const separator = /^[=]{3,}\s*$/;
const replaceEnd = /^(?:[+]{3,}|[>]{3,}) ?REPLACE>?\s*$/;

/**
 * Cline's `SEARCH`/`REPLACE` blocks, of all its versions: `<<<<<<< SEARCH` … `>>>>>>> REPLACE` and
 * `------- SEARCH` … `+++++++ REPLACE`. A block is looked for behind the one before it: as it is, by lines but for
 * space at their ends, by its first and last line. An empty search is the whole file. The newer version (`anywhere`)
 * also takes blocks that are not in the file's order.
 */
export function searchReplaceBlocks(text: string, diff: string): BlocksApplied {
  const edits: { readonly start: number; readonly end: number; readonly by: string }[] = [];
  let from = 0;
  for (const block of blocks(diff)) {
    if (block.search === '') {
      edits.push({ start: 0, end: text.length, by: block.replace });
      from = text.length;
      continue;
    }
    const found = located(text, block.search, from) ?? located(text, block.search, 0);
    if (found === null || edits.some(({ start, end }) => found.start < end && start < found.end)) {
      const said = `The SEARCH block:\n${block.search.trimEnd()}\n...does not match anything in the file.`;
      return { ok: false, code: 'not-found', said };
    }
    edits.push({ ...found, by: block.replace });
    from = Math.max(from, found.end);
  }
  if (edits.length === 0) return { ok: false, code: 'bad-patch', said: 'There is no SEARCH block.' };
  let result = text;
  for (const { start, end, by } of edits.toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + by + result.slice(end);
  }
  return { ok: true, text: result };
}

function located(text: string, search: string, from: number): { start: number; end: number } | null {
  const exact = text.indexOf(search, from);
  if (exact >= 0) return { start: exact, end: exact + search.length };
  const lines = trimmedMatches(text, search, from)[0] ?? anchoredMatch(text, search, from);
  return lines === null || lines === undefined
    ? null
    : { start: lines.start, end: Math.min(text.length, lines.end + 1) };
}

/** Every line of a block ends with `\n`, as the tool builds it. */
function blocks(diff: string): { readonly search: string; readonly replace: string }[] {
  const found: { search: string; replace: string }[] = [];
  let state: 'out' | 'search' | 'replace' = 'out';
  for (const line of diff.split('\n')) {
    const bare = line.replace(/\r$/, '');
    if (searchStart.test(bare)) {
      found.push({ search: '', replace: '' });
      state = 'search';
    } else if (state === 'search' && separator.test(bare)) {
      state = 'replace';
    } else if (state === 'replace' && replaceEnd.test(bare)) {
      state = 'out';
    } else {
      const block = found.at(-1);
      if (block !== undefined && state === 'search') block.search += `${line}\n`;
      if (block !== undefined && state === 'replace') block.replace += `${line}\n`;
    }
  }
  return found;
}
