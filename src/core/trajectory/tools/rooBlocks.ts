/** A diff as it was given, and the line (from 1) where its search stands; 0: not told. */
export interface RooItem {
  readonly content: string;
  readonly line: number;
}

interface Block {
  readonly search: string;
  readonly replace: string;
  readonly line: number;
}

type RooApplied =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: string; readonly why: string };

/** Lines before and behind a told line that are searched too. */
const BUFFER = 40;

/**
 * Roo's `apply_diff` at its standard threshold of 100 %: lines have to be the same but for runs of space, outer space
 * and typographic characters. The new lines get the indentation that is found. Blocks that fit nowhere are left out,
 * as the tool does; where none fits it is refused.
 */
export function rooBlocks(text: string, items: readonly RooItem[]): RooApplied {
  const blocks = items.flatMap(parsed).sort((a, b) => a.line - b.line);
  if (blocks.length === 0) return { ok: false, code: 'bad-patch', why: 'the diff has no SEARCH/REPLACE block' };
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  let lines = text.split(/\r?\n/);
  let delta = 0;
  let done = 0;
  for (const block of blocks) {
    const unnumbered = withoutNumbers(block);
    const search = unnumbered.search === '' ? [] : unnumbered.search.split(/\r?\n/);
    const by = unnumbered.replace === '' ? [] : unnumbered.replace.split(/\r?\n/);
    if (search.length === 0 || unnumbered.search === unnumbered.replace) continue;
    const at = located(lines, search, unnumbered.line === 0 ? 0 : unnumbered.line + delta);
    if (at === null) continue;
    const found = lines.slice(at, at + search.length);
    const indented = by.map((line) => reindented(line, found[0] ?? '', search[0] ?? ''));
    lines = [...lines.slice(0, at), ...indented, ...lines.slice(at + search.length)];
    delta += by.length - found.length;
    done++;
  }
  if (done === 0) return { ok: false, code: 'not-found', why: 'no block of the diff fits' };
  return { ok: true, text: lines.join(ending) };
}

function parsed({ content, line }: RooItem): Block[] {
  const block =
    /(?:^|\n)(?<!\\)<<<<<<< SEARCH>?[^\S\n]*\n(?::start_line:[^\S\n]*(\d+)[^\S\n]*\n)?(?::end_line:[^\S\n]*\d+[^\S\n]*\n)?(?:(?<!\\)-------[^\S\n]*\n)?([\s\S]*?)(?:\n)?(?:(?<=\n)(?<!\\)=======[^\S\n]*\n)([\s\S]*?)(?:\n)?(?:(?<=\n)(?<!\\)>>>>>>> REPLACE)(?=\n|$)/g;
  return [...content.replaceAll('\r\n', '\n').matchAll(block)].map(([, told, search = '', replace = '']) => ({
    line: told === undefined ? line : Number(told),
    search: unescaped(withoutFirstBlanks(search)),
    replace: unescaped(withoutFirstBlanks(replace)),
  }));
}

/** The tool's patterns take blank lines behind a marker for a part of it. */
function withoutFirstBlanks(text: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  return first <= 0 ? text : lines.slice(first).join('\n');
}

function unescaped(text: string): string {
  return text.replace(/^\\(?=<<<<<<<|=======|>>>>>>>|-------|:end_line:|:start_line:)/gm, '');
}

/** Line numbers that a model copied from a listing (`12 | `) are no part of the lines. */
function withoutNumbers(block: Block): Block {
  const numbered = /^\s*\d+\s\|(?:\s|$)/;
  const all = (text: string) => text.split('\n').every((line) => numbered.test(line));
  if (!all(block.search) || !(all(block.replace) || block.replace.trim() === '')) return block;
  const bare = (text: string) => text.replace(/^[ \t]*\d+[ \t]\|(?: |$)/gm, '');
  const first = Number.parseInt(block.search, 10);
  return { line: block.line === 0 ? first : block.line, search: bare(block.search), replace: bare(block.replace) };
}

function located(lines: readonly string[], search: readonly string[], line: number): number | null {
  const wanted = normal(search.join('\n'));
  const fits = (at: number) =>
    wanted.startsWith(normal(lines[at] ?? '')) && normal(lines.slice(at, at + search.length).join('\n')) === wanted;
  if (line > 0 && fits(line - 1)) return line - 1;
  const from = line > 0 ? Math.max(0, line - (BUFFER + 1)) : 0;
  const to = line > 0 ? Math.min(lines.length, line + search.length + BUFFER) : lines.length;
  const middle = Math.floor((from + to) / 2);
  for (let distance = 0; middle - distance >= from || middle + 1 + distance <= to - search.length; distance++) {
    if (middle - distance >= from && fits(middle - distance)) return middle - distance;
    const right = middle + 1 + distance;
    if (right <= to - search.length && fits(right)) return right;
  }
  return null;
}

function normal(text: string): string {
  return text
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replaceAll('\u2026', '...')
    .replace(/[\u2013\u2014]/g, '-')
    .replaceAll('\u00a0', ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function reindented(line: string, found: string, searched: string): string {
  const indent = (value: string) => /^[\t ]*/.exec(value)?.[0] ?? '';
  const [own, base, wanted] = [indent(line), indent(searched), indent(found)];
  const level = own.length - base.length;
  const final = level < 0 ? wanted.slice(0, Math.max(0, wanted.length + level)) : wanted + own.slice(base.length);
  return final + line.trim();
}
