import { minimalDiff } from '../edit/minimalDiff.ts';

/** One `str_replace`: `oldText` occurs exactly once in the text that the edits before it left. */
export interface UniqueEdit {
  readonly oldText: string;
  readonly newText: string;
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Lines of context up to which every split between above and below is tried. */
const CAREFUL = 8;

/**
 * Turns `before` into `after` by replacements of whole lines, from the top down, each with as few lines of context as
 * make it unique (overlapping occurrences count). An empty `before` gives one edit with an empty `oldText`.
 */
export function uniqueEdits(before: string, after: string): UniqueEdit[] {
  if (before === after) return [];
  if (before === '') return [{ oldText: '', newText: after }];
  const edits: UniqueEdit[] = [];
  let text = before;
  let shift = 0;
  for (const block of lineBlocks(before, after)) {
    const from = block.from + shift;
    const to = block.to + shift;
    const edit = grow(text, from, to, block.text);
    edits.push(edit);
    text = text.slice(0, from) + block.text + text.slice(to);
    shift += block.text.length - (block.to - block.from);
  }
  return edits;
}

/** The changes as whole lines; changes in the same or in touching lines are one block. Ascending. */
function lineBlocks(before: string, after: string): Block[] {
  const blocks: Block[] = [];
  for (const [offset, deleted, inserted] of minimalDiff(before, after).reverse()) {
    const end = offset + deleted;
    const from = offset === 0 ? 0 : before.lastIndexOf('\n', offset - 1) + 1;
    const wholeLines = from === offset && atLineStart(before, end) && (inserted === '' || inserted.endsWith('\n'));
    const to = wholeLines ? end : lineEnd(before, end);
    const last = blocks.at(-1);
    if (last !== undefined && from <= last.to) {
      // The block before already holds the unchanged text up to its end, which this change may lie in.
      const kept = last.text.length - Math.max(0, last.to - offset);
      const between = before.slice(last.to, Math.max(last.to, offset));
      const text = `${last.text.slice(0, kept)}${between}${inserted}${before.slice(end, to)}`;
      blocks[blocks.length - 1] = { from: last.from, to: Math.max(to, last.to), text };
    } else {
      blocks.push({ from, to, text: before.slice(from, offset) + inserted + before.slice(end, to) });
    }
  }
  return blocks;
}

function grow(text: string, from: number, to: number, replacement: string): UniqueEdit {
  for (let lines = 0; ; lines++) {
    for (const above of splits(lines)) {
      const start = linesUp(text, from, above);
      const end = linesDown(text, to, lines - above);
      const oldText = text.slice(start, end);
      if (oldText !== '' && isUnique(text, oldText)) {
        return trimmed(text, oldText, text.slice(start, from) + replacement + text.slice(to, end));
      }
      if (start === 0 && end === text.length) return { oldText, newText: replacement };
    }
  }
}

/** How many of `lines` context lines stand above: balanced first. Many lines are not tried in every way. */
function splits(lines: number): number[] {
  const half = Math.ceil(lines / 2);
  if (lines > CAREFUL) return [half];
  return Array.from({ length: lines + 1 }, (_, above) => above).sort((a, b) => Math.abs(a - half) - Math.abs(b - half));
}

/** Without the line feed at the end of both, where the rest is still unique. */
function trimmed(text: string, oldText: string, newText: string): UniqueEdit {
  const [shortOld, shortNew] = [oldText.replace(/\r?\n$/, ''), newText.replace(/\r?\n$/, '')];
  const sameEnd = oldText.slice(shortOld.length) === newText.slice(shortNew.length);
  if (sameEnd && shortOld !== '' && isUnique(text, shortOld)) return { oldText: shortOld, newText: shortNew };
  return { oldText, newText };
}

function isUnique(text: string, part: string): boolean {
  const first = text.indexOf(part);
  return first >= 0 && text.indexOf(part, first + 1) < 0;
}

function atLineStart(text: string, offset: number): boolean {
  return offset === 0 || text[offset - 1] === '\n';
}

/** End of the line that `offset` is in, its line feed included. */
function lineEnd(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  return feed < 0 ? text.length : feed + 1;
}

function linesUp(text: string, offset: number, count: number): number {
  let at = offset;
  for (let n = 0; n < count && at > 0; n++) at = at < 2 ? 0 : text.lastIndexOf('\n', at - 2) + 1;
  return at;
}

function linesDown(text: string, offset: number, count: number): number {
  let at = offset;
  for (let n = 0; n < count && at < text.length; n++) at = lineEnd(text, at);
  return at;
}
