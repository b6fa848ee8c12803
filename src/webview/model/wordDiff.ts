import { diff } from 'fast-myers-diff';

/** A piece of a line; `changed` pieces are what the other side does not have. */
export interface TextPart {
  readonly text: string;
  readonly changed: boolean;
}

/** More words than this in one hunk are not compared: the lines are shown as changed. */
const WORD_LIMIT = 1_500;
/** Nor in hunks of more lines than this. */
const HUNK_LINE_LIMIT = 400;
/** Below this share of kept text the marks would be confetti. */
const KEPT_SHARE = 0.35;

const word = /[\p{L}\p{N}_$]+|\s+|./gsu;

/**
 * Marks the words that differ between the removed and the added lines of one hunk.
 * Returns the parts line by line, or null where the two have too little in common for marks to help.
 */
export function wordParts(
  removed: readonly string[],
  added: readonly string[],
): { readonly removed: TextPart[][]; readonly added: TextPart[][] } | null {
  if (removed.length === 0 || added.length === 0 || removed.length + added.length > HUNK_LINE_LIMIT) return null;
  const old = wordsOf(removed);
  const now = wordsOf(added);
  if (old.length > WORD_LIMIT || now.length > WORD_LIMIT) return null;
  const changedOld = new Uint8Array(old.length);
  const changedNow = new Uint8Array(now.length);
  for (const [a0, a1, b0, b1] of diff(old, now)) {
    changedOld.fill(1, a0, a1);
    changedNow.fill(1, b0, b1);
  }
  if (Math.min(keptShare(old, changedOld), keptShare(now, changedNow)) < KEPT_SHARE) return null;
  bridgeSpaces(old, changedOld);
  bridgeSpaces(now, changedNow);
  return { removed: partsByLine(old, changedOld), added: partsByLine(now, changedNow) };
}

function wordsOf(lines: readonly string[]): string[] {
  const words: string[] = [];
  lines.forEach((line, index) => {
    if (index > 0) words.push('\n');
    for (const found of line.matchAll(word)) words.push(found[0]);
  });
  return words;
}

function keptShare(words: readonly string[], changed: Uint8Array): number {
  let kept = 0;
  let all = 0;
  words.forEach((text, index) => {
    const weight = text.trim().length;
    all += weight;
    if (changed[index] === 0) kept += weight;
  });
  return all === 0 ? 1 : kept / all;
}

/** A blank between two changed words is shown as changed with them. */
function bridgeSpaces(words: readonly string[], changed: Uint8Array): void {
  for (let index = 1; index < words.length - 1; index++) {
    const text = words[index] as string;
    if (text !== '\n' && text.trim() === '' && changed[index - 1] === 1 && changed[index + 1] === 1) changed[index] = 1;
  }
}

function partsByLine(words: readonly string[], changed: Uint8Array): TextPart[][] {
  const lines: TextPart[][] = [[]];
  words.forEach((text, index) => {
    if (text === '\n') {
      lines.push([]);
      return;
    }
    const line = lines[lines.length - 1] as TextPart[];
    const isChanged = changed[index] === 1;
    const last = line.at(-1);
    if (last?.changed === isChanged) line[line.length - 1] = { text: last.text + text, changed: isChanged };
    else line.push({ text, changed: isChanged });
  });
  return lines;
}
