/** What a text measures. Lengths in UTF-16 code units, shares from 0 to 1. */
export interface TextMeasures {
  readonly characters: number;
  readonly lines: number;
  readonly longestLine: number;
  readonly meanLine: number;
  readonly alphanumeric: number;
  readonly digits: number;
  /** Words that are hexadecimal numbers of eight digits or more, of all words. */
  readonly hexWords: number;
  /** Lines that are comments or inside of one; null in a language whose comments are not known. */
  readonly comments: number | null;
  /** Characters inside of a 5-gram of words that stood there before. */
  readonly repeated: number;
  /** Lines with an assertion. */
  readonly assertions: number;
}

export interface QualityRule {
  /** `stack/…` or `opencoder/…`: whose rule it is. */
  readonly name: string;
  /** In words, with its threshold. */
  readonly drops: string;
  readonly breaks: (measures: TextMeasures) => boolean;
}

export const qualitySets = ['off', 'stack', 'opencoder', 'all'] as const;
export type QualitySet = (typeof qualitySets)[number];

/** Published rules with their published thresholds: The Stack (BigCode), and OpenCoder's code_filter_config. */
export const qualityRules: readonly QualityRule[] = [
  { name: 'stack/longest-line', drops: 'a line over 1,000 characters', breaks: (m) => m.longestLine > 1000 },
  { name: 'stack/mean-line', drops: 'over 100 characters a line', breaks: (m) => m.meanLine > 100 },
  { name: 'stack/alphanumeric', drops: 'under 0.25 letters and digits', breaks: (m) => m.alphanumeric < 0.25 },
  {
    name: 'stack/comments',
    drops: 'under 0.01 or over 0.8 of the lines are comments',
    breaks: (m) => m.comments !== null && (m.comments < 0.01 || m.comments > 0.8),
  },
  { name: 'opencoder/characters', drops: 'under 50 characters', breaks: (m) => m.characters < 50 },
  {
    name: 'opencoder/lines',
    drops: 'under 10 or over 100,000 lines',
    breaks: (m) => m.lines < 10 || m.lines > 100_000,
  },
  { name: 'opencoder/longest-line', drops: 'a line over 1,000 characters', breaks: (m) => m.longestLine > 1000 },
  {
    name: 'opencoder/mean-line',
    drops: 'under 5 or over 100 characters a line',
    breaks: (m) => m.meanLine < 5 || m.meanLine > 100,
  },
  { name: 'opencoder/digits', drops: 'over 0.2 of the characters are digits', breaks: (m) => m.digits > 0.2 },
  { name: 'opencoder/hex-words', drops: 'over 0.4 of the words are hexadecimal', breaks: (m) => m.hexWords > 0.4 },
  {
    name: 'opencoder/repeated',
    drops: 'over 0.8 of the characters in repeated 5-grams',
    breaks: (m) => m.repeated > 0.8,
  },
  { name: 'opencoder/assertions', drops: 'over 0.4 of the lines assert', breaks: (m) => m.assertions > 0.4 },
];

/** The first rule of a set that a text breaks; null: none. */
export function brokenQualityRule(text: string, language: string, set: QualitySet): string | null {
  if (set === 'off') return null;
  const measures = measureText(text, language);
  const rules = qualityRules.filter(({ name }) => set === 'all' || name.startsWith(`${set}/`));
  return rules.find((rule) => rule.breaks(measures))?.name ?? null;
}

export function measureText(text: string, language: string): TextMeasures {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const words = text.match(/\w+/g) ?? [];
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const characters = text.length;
  const per = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  return {
    characters,
    lines: lines.length,
    longestLine: lines.reduce((most, line) => Math.max(most, line.length), 0),
    meanLine: per(characters - lines.length, lines.length),
    alphanumeric: per(count(/[\p{L}\p{N}]/gu), characters),
    digits: per(count(/\d/g), characters),
    hexWords: per(words.filter((word) => /^(?:0x[0-9a-f]+|(?=\w*\d)[0-9a-f]{8,})$/i.test(word)).length, words.length),
    comments: commentShare(lines, language),
    repeated: per(
      repeatedCharacters(words),
      words.reduce((sum, word) => sum + word.length, 0),
    ),
    assertions: per(lines.filter((line) => /\bassert/i.test(line)).length, lines.length),
  };
}

const slashes = new Set(
  'c cpp csharp css go java javascript javascriptreact kotlin php rust scala swift typescript typescriptreact'.split(
    ' ',
  ),
);
const hashes = new Set(['python', 'ruby', 'perl', 'shellscript', 'yaml']);

function commentShare(lines: readonly string[], language: string): number | null {
  const isHash = hashes.has(language);
  if (!isHash && !slashes.has(language)) return null;
  let comments = 0;
  let written = 0;
  let inside = '';
  for (const raw of lines) {
    const line = raw.trim();
    if (line === '') continue;
    written++;
    if (inside !== '') {
      comments++;
      if (line.includes(inside)) inside = '';
    } else if (isHash) {
      const quote = /^[rbu]{0,2}("""|''')/i.exec(line)?.[1];
      if (line.startsWith('#') || quote !== undefined) comments++;
      if (quote !== undefined && line.indexOf(quote, line.indexOf(quote) + 3) < 0) inside = quote;
    } else if (line.startsWith('//')) comments++;
    else if (line.startsWith('/*')) {
      comments++;
      if (!line.includes('*/')) inside = '*/';
    } else if (/\/\/|\/\*/.test(line)) comments++;
  }
  return written === 0 ? 0 : comments / written;
}

/** Characters of words in a 5-gram that came before, as Gopher's and OpenCoder's repetition rules count them. */
function repeatedCharacters(words: readonly string[]): number {
  const seen = new Set<string>();
  let until = 0;
  let characters = 0;
  for (let at = 0; at + 5 <= words.length; at++) {
    const gram = words.slice(at, at + 5).join(' ');
    if (seen.has(gram)) {
      for (let word = Math.max(at, until); word < at + 5; word++) characters += words[word]?.length ?? 0;
      until = at + 5;
    }
    seen.add(gram);
  }
  return characters;
}
