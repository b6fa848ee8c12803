/** What agents put where they cut an observation. Each on its own, bounded, so that searching stays linear. */
const MARKS: readonly RegExp[] = [
  // mini-swe-agent
  /<\/output_head>\s{0,4}<elided_chars>[^<]{0,200}<\/elided_chars>\s{0,4}<output_tail>/,
  // SWE-agent
  /<response clipped>(?:<NOTE>[^<]{0,1000}<\/NOTE>)?/,
  // OpenHands
  /\[\.\.\. Observation truncated due to length \.\.\.\]/,
  // Gemini CLI, Claude Code, Codex, Cline, Roo, opencode: an ellipsis around a count and a word
  /(?:\.\.\.|…)\s?[[(]?\s?(?:\d{1,12}\s(?:lines?|characters?|chars?|bytes?|tokens?|of \d{1,12} lines)\s)?(?:output |content |CONTENT )?(?:truncated|omitted|elided|clipped|TRUNCATED)\s?[\])]?\s?(?:\.\.\.|…)/,
  /[[(](?:\.\.\.|…)\s?(?:PREVIOUS )?(?:omitted )?(?:\d{1,12}\s(?:of \d{1,12} )?(?:lines?|characters?|chars?|bytes?|tokens?)\s?)?(?:output |OUTPUT |content )?(?:truncated|omitted|elided|clipped|TRUNCATED)?\s?(?:\.\.\.|…)[\])]/,
  // opencode, Claude Code and others, at the end
  /\((?:Output|Results?) (?:was|is|are|were) truncated[^)\n]{0,200}\)/,
  /\[(?:output|Output|OUTPUT) truncated[^\]\n]{0,200}\]/,
  /<truncated(?: [^>\n]{0,100})?\s?\/?>/,
];
const ANY = new RegExp(MARKS.map(({ source }) => `(?:${source})`).join('|'), 'g');
/** With less than this many characters left, a cut text says nothing. */
const LEAST_SHOWN = 8;

const HALF_NOISE = /[\d/\\<>]/;

/** The pieces of a text that stand between marks of truncation; one piece when it was not cut. */
export function piecesAroundMarks(text: string): readonly string[] {
  return text.split(ANY);
}

/**
 * Whether a text can be what the pieces were cut from: it begins with the first, ends with the last and has the others
 * in between in their order. A word with a figure or a path at a cut is left out: it may be half of some noise.
 */
export function holdsPieces(text: string, pieces: readonly string[]): boolean {
  const last = pieces.length - 1;
  const trimmed = pieces.map((piece, index) => withoutCutWords(piece, index > 0, index < last));
  if (trimmed.reduce((sum, { length }) => sum + length, 0) < LEAST_SHOWN) return false;
  const first = trimmed[0] ?? '';
  const ending = trimmed[last] ?? '';
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of trimmed.slice(1, last)) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - ending.length >= at && text.endsWith(ending);
}

/** Two texts that were both cut, at the same ends, agree in what both still show there. */
export function agreeAround(expected: readonly string[], actual: readonly string[]): boolean {
  const heads = [expected, actual].map((pieces) => withoutCutWords(pieces[0] ?? '', false, true));
  const tails = [expected, actual].map((pieces) => withoutCutWords(pieces.at(-1) ?? '', true, false));
  const head = Math.min(...heads.map(({ length }) => length));
  const tail = Math.min(...tails.map(({ length }) => length));
  if (heads.some(isEmpty) !== heads.every(isEmpty) || tails.some(isEmpty) !== tails.every(isEmpty)) return false;
  const [a = '', b = ''] = heads;
  const [c = '', d = ''] = tails;
  return (
    head + tail >= LEAST_SHOWN &&
    a.slice(0, head) === b.slice(0, head) &&
    c.slice(c.length - tail) === d.slice(d.length - tail)
  );
}

function isEmpty(text: string): boolean {
  return text === '';
}

/** Without white space at a cut, and without the word there when it may be half of some noise. */
function withoutCutWords(piece: string, atStart: boolean, atEnd: boolean): string {
  let shown = piece;
  if (atEnd) {
    shown = shown.trimEnd();
    let word = shown.length;
    while (word > 0 && !/\s/.test(shown[word - 1] ?? '')) word--;
    if (HALF_NOISE.test(shown.slice(word, word + 200))) shown = shown.slice(0, word).trimEnd();
  }
  if (atStart) {
    shown = shown.trimStart();
    let word = 0;
    while (word < shown.length && !/\s/.test(shown[word] ?? '')) word++;
    if (HALF_NOISE.test(shown.slice(Math.max(0, word - 200), word))) shown = shown.slice(word).trimStart();
  }
  return shown;
}
