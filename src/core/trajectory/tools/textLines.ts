/** Python's `str.splitlines()`: without the breaks, and without an empty line behind the last. */
export function splitLines(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the line boundaries of Python's documentation.
  const lines = text.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Lines as `\n` ends them; none of them keeps its end, and what stands behind the last end is a line if it is not empty. */
export function fileLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** What Python's text mode reads: every line end is `\n`. */
export function universalNewlines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** Python's `str.expandtabs()`: columns of 8, counted in code points from each line's begin. */
export function expandTabs(text: string): string {
  if (!text.includes('\t')) return text;
  let column = 0;
  let out = '';
  for (const character of text) {
    if (character === '\t') {
      const width = 8 - (column % 8);
      out += ' '.repeat(width);
      column += width;
    } else {
      out += character;
      column = character === '\n' || character === '\r' ? 0 : column + 1;
    }
  }
  return out;
}

/** Lines with their numbers in front, right-aligned to `width`. */
export function numberedLines(lines: readonly string[], first: number, width: number, separator: string): string {
  return lines.map((line, index) => `${String(first + index).padStart(width)}${separator}${line}`).join('\n');
}

/** The line end that most of the text's lines have; `\n` when there are none. */
export function lineEnding(text: string): '\r\n' | '\n' {
  const crlf = text.split('\r\n').length - 1;
  const all = text.split('\n').length - 1;
  return crlf > all - crlf ? '\r\n' : '\n';
}

export function withLineEnding(text: string, ending: '\r\n' | '\n'): string {
  const plain = text.replaceAll('\r\n', '\n');
  return ending === '\n' ? plain : plain.replaceAll('\n', '\r\n');
}

/** Offsets (UTF-16) of `part` in `text`, without overlaps. `part` is not empty. */
export function placesOf(text: string, part: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) places.push(at);
  return places;
}

/** The number of the line that an offset stands in, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** A text as Python's `repr` writes a list of whole numbers. */
export function pythonList(numbers: readonly number[]): string {
  return `[${numbers.join(', ')}]`;
}
