/**
 * Where `pattern` stands in `lines` at or behind `start`: as it is, then but for space at the ends of lines, but for
 * space at both ends, then with typographic dashes, quotes and spaces as plain ones (Codex's levels, one after the
 * other over the whole rest). `atEnd`: only where the file ends. -1: nowhere.
 */
export function seekLines(lines: readonly string[], pattern: readonly string[], start: number, atEnd: boolean): number {
  if (pattern.length === 0) return start;
  const last = lines.length - pattern.length;
  const from = atEnd && last >= 0 ? last : start;
  for (const level of levels) {
    const wanted = pattern.map(level);
    for (let at = from; at <= last; at++) {
      if (wanted.every((line, index) => level(lines[at + index] ?? '') === line)) return at;
    }
  }
  return -1;
}

const levels: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
  plain,
];

function plain(line: string): string {
  return line
    .trim()
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u2018-\u201b]/g, "'")
    .replace(/[\u201c-\u201f]/g, '"')
    .replace(/[\u00a0\u2002-\u200a\u202f\u205f\u3000]/g, ' ');
}
